"""Writing an archive, event by event (docs § 3).

Nothing here is secret. The file only grows; it is locked while an event is appended, and each event
reaches the disk before the call returns.
"""

import fcntl
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sandoq.engines.ballots import chain
from sandoq.engines.ballots.chain import links
from sandoq.engines.ballots.codec import Codec, Event, Shuffle
from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.container import (
    HEADER_NAME,
    ContainerReader,
    data_name,
    event_name,
    record_bytes,
)
from sandoq.engines.ballots.findings import FindingLog
from sandoq.engines.ballots.hashing import hexdigest
from sandoq.engines.ballots.model import (
    Credential,
    Election,
    Owned,
    PartialDecryption,
    Result,
    Setup,
    SizedTally,
    Tally,
    Trustee,
)


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends: time of the archive, number of events, hash of the last one."""

    seconds: int
    events: int
    digest: str | None


def read_head(path: Path, codec: Codec = CODECS[1]) -> Head:
    """The head of an archive, after following its container and chain.

    Raises:
        ArchiveRefused: the container is damaged.
    """
    events, digest = 0, None
    with path.open("rb") as stream:
        container = ContainerReader(stream)
        records = iter(container)
        next(records, None)
        for link in links(records, codec, FindingLog()):
            events, digest = events + 1, link.digest
        return Head(container.seconds, events, digest)


class ArchiveWriter:
    """Appends events to one archive."""

    def __init__(self, path: Path, head: Head, codec: Codec = CODECS[1]) -> None:
        self._path = path
        self._codec = codec
        self.head = head

    @classmethod
    def create(cls, path: Path, *, seconds: int, codec: Codec = CODECS[1]) -> "ArchiveWriter":
        """A new archive with its header record; `seconds` is its one Unix time.

        Raises:
            FileExistsError: an archive is never overwritten.
        """
        header = record_bytes(HEADER_NAME, codec.write_header(seconds), seconds)
        with path.open("xb") as stream:
            stream.write(header)
        return cls(path, Head(seconds, 0, None), codec)

    @classmethod
    def append_to(cls, path: Path, codec: Codec = CODECS[1]) -> "ArchiveWriter":
        """An existing archive.

        Raises:
            ArchiveRefused: see `read_head`.
        """
        return cls(path, read_head(path, codec), codec)

    def _append(self, kind: str, bodies: Sequence[bytes]) -> None:
        """Write an event's data records and the event, in one write."""
        payload = hexdigest(bodies[-1]) if bodies else None
        body = self._codec.write_event(Event(self.head.events, kind, self.head.digest, payload))
        seconds = self.head.seconds
        data = b"".join(record_bytes(data_name(record), record, seconds) for record in bodies)
        data += record_bytes(event_name(body), body, seconds)
        with self._path.open("ab") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        self.head = Head(seconds, self.head.events + 1, hexdigest(body))

    def setup(
        self, election: Election, trustees: Sequence[Trustee], credentials: Sequence[Credential]
    ) -> None:
        """The first event."""
        self.setup_records(
            self._codec.write_election(election),
            self._codec.write_trustees(trustees),
            self._codec.write_credentials(credentials),
        )

    def setup_records(self, election: bytes, trustees: bytes, credentials: bytes) -> None:
        """The first event, of records already written."""
        records = [election, trustees, credentials]
        setup = Setup(*map(hexdigest, records))
        self._append(chain.SETUP, [*records, self._codec.write_setup(setup)])

    def ballot(self, data: bytes) -> None:
        """A ballot that was accepted."""
        self._append(chain.BALLOT, [data])

    def end_ballots(self) -> None:
        """The end of voting."""
        self._append(chain.END_BALLOTS, [])

    def encrypted_tally(self, tally: Tally, *, num_tallied: int, total_weight: int) -> SizedTally:
        """The encrypted tally with its size."""
        data = self._codec.write_tally(tally)
        sized = SizedTally(num_tallied, total_weight, hexdigest(data))
        self._append(chain.ENCRYPTED_TALLY, [data, self._codec.write_sized_tally(sized)])
        return sized

    def shuffle(self, owner: int, shuffle: Shuffle) -> None:
        """One trustee's shuffle; `owner` counts from 1."""
        self._append_owned(chain.SHUFFLE, owner, self._codec.write_shuffle(shuffle))

    def end_shuffles(self) -> None:
        """The end of shuffling."""
        self._append(chain.END_SHUFFLES, [])

    def partial_decryption(self, owner: int, decryption: PartialDecryption) -> None:
        """One trustee's partial decryption; `owner` counts from 1."""
        data = self._codec.write_decryption(decryption)
        self._append_owned(chain.PARTIAL_DECRYPTION, owner, data)

    def _append_owned(self, kind: str, owner: int, data: bytes) -> None:
        owned = self._codec.write_owned(Owned(owner, hexdigest(data)))
        self._append(kind, [data, owned])

    def result(self, result: Result) -> None:
        """The last event."""
        self._append(chain.RESULT, [self._codec.write_result(result)])
