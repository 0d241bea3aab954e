"""The first reading of an archive: container, chain, order, setup, and who voted.

One pass, one record in memory at a time; of ballots only places and digests are kept.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field

from sandoq.engines.ballots import chain
from sandoq.engines.ballots.chain import Link, links
from sandoq.engines.ballots.codec import BallotReading, Codec
from sandoq.engines.ballots.container import ContainerReader, Record
from sandoq.engines.ballots.errors import ArchiveRefused, Malformed
from sandoq.engines.ballots.findings import FindingLog, finding
from sandoq.engines.ballots.roll import Roll
from sandoq.engines.ballots.setup import Prepared
from sandoq.engines.ballots.verify.order import Order
from sandoq.engines.ballots.verify.policy import Policy
from sandoq.engines.ballots.verify.setup import SetupReader

Progress = Callable[[str, int, int], None]
"""Called with a stage's name, how much is done, and how much there is."""

MOST_BALLOT_BYTES = 1 << 26


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload outside the ballots: the height of its event and the records' bodies."""

    height: int
    bodies: tuple[bytes, ...]


@dataclass(slots=True)
class BallotPlaces:
    """Where the ballots' bodies are in the file, and the heights of their events."""

    offsets: "array[int]" = field(default_factory=lambda: array("Q"))
    sizes: "array[int]" = field(default_factory=lambda: array("Q"))
    heights: "array[int]" = field(default_factory=lambda: array("Q"))

    def __len__(self) -> int:
        return len(self.offsets)


@dataclass(slots=True)
class Contents:
    """What the first reading found; lists are in file order."""

    seconds: int = 0
    head: str = ""
    events: int = 0
    prepared: Prepared | None = None
    roll: Roll | None = None
    credentials: tuple[int, int] = (0, 0)
    """Offset and size of the credentials' record, read again when they are checked."""
    notices: list[str] = field(default_factory=list)
    latest: str = ""
    is_finished: bool = False
    ballots: BallotPlaces = field(default_factory=BallotPlaces)
    tally: Payload | None = None
    shuffles: list[Payload] = field(default_factory=list)
    decryptions: list[Payload] = field(default_factory=list)
    result: Payload | None = None
    has_seen_event: bool = False
    findings: FindingLog = field(default_factory=FindingLog)
    is_archive: bool = True
    is_whole: bool = True
    """Whether the container could be followed to its end."""


class Reading:
    """Fills `contents` from a container."""

    def __init__(self, codec: Codec, policy: Policy) -> None:
        self._codec = codec
        self._policy = policy
        self._order = Order()
        self._ballot_reader: BallotReading | None = None
        self.contents = Contents()

    def read(self, container: ContainerReader, progress: Progress) -> Contents:
        """Read to the end, or to the first byte that cannot be followed."""
        found = self.contents
        try:
            records = iter(container)
            self._read_header(next(records, None), container)
            for link in links(records, self._codec, found.findings):
                self._take(link)
                progress("read", container.position, container.size)
        except ArchiveRefused as refusal:
            found.findings.add(refusal.finding)
            found.is_whole = False
            found.is_archive = refusal.finding.code != "not-an-archive"
        found.latest = self._order.latest
        found.is_finished = self._order.is_finished
        return found

    def _read_header(self, record: Record | None, container: ContainerReader) -> None:
        try:
            seconds = self._codec.read_header(record.body if record else b"")
        except Malformed as refusal:
            raise ArchiveRefused(finding("not-an-archive", reason=refusal.reason)) from refusal
        if seconds != container.seconds:
            raise ArchiveRefused(finding("record-time", {"record": 0}))
        self.contents.seconds = seconds

    def _take(self, link: Link) -> None:
        found = self.contents
        found.events += 1
        found.head = link.digest
        found.has_seen_event |= link.digest == self._policy.seen_event
        found.findings.extend(self._order.step(link.event.type, link.event.height))
        if not link.is_sound:
            return
        if link.event.type == chain.BALLOT:
            self._take_ballot(link)
        elif link.event.type == chain.SETUP:
            self._take_setup(link)
        else:
            self._take_payload(link)

    def _take_setup(self, link: Link) -> None:
        found = self.contents
        if found.prepared is not None:
            return
        reader = SetupReader(self._codec, self._policy)
        reader.read(link)
        credentials = link.records[2]
        found.credentials = (credentials.offset, len(credentials.body))
        found.findings.extend(f.at(event=link.event.height) for f in reader.findings)
        found.prepared, found.roll = reader.prepared, reader.roll
        found.notices = reader.notices
        if reader.prepared is not None:
            self._order.needs_shuffle = bool(reader.prepared.shuffled_questions)
            self._ballot_reader = self._codec.ballot_reader(reader.prepared.context)

    def _take_ballot(self, link: Link) -> None:
        found, record = self.contents, link.records[0]
        place = {"event": link.event.height, "ballot": len(found.ballots) + 1}
        if len(record.body) > MOST_BALLOT_BYTES:
            raise ArchiveRefused(finding("record-too-large", place))
        found.ballots.offsets.append(record.offset)
        found.ballots.sizes.append(len(record.body))
        found.ballots.heights.append(link.event.height)
        if found.roll is None or self._ballot_reader is None:
            return
        credential = self._ballot_reader.credential_of(record.body)
        fault = found.roll.note(credential, record.digest, revoting=self._policy.revoting)
        if fault is not None:
            found.findings.add(fault.at(**place))

    def _take_payload(self, link: Link) -> None:
        found = self.contents
        payload = Payload(link.event.height, tuple(record.body for record in link.records))
        if link.event.type == chain.ENCRYPTED_TALLY and found.tally is None:
            found.tally = payload
        elif link.event.type == chain.SHUFFLE:
            found.shuffles.append(payload)
        elif link.event.type == chain.PARTIAL_DECRYPTION:
            found.decryptions.append(payload)
        elif link.event.type == chain.RESULT and found.result is None:
            found.result = payload
