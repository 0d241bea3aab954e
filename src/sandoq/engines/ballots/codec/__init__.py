"""How the records of an archive are written; one codec for each protocol version.

Version 1 is the module `codec.v1`. Another version is another module of the same functions, with an
entry in `registry`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from sandoq.engines.ballots.groups import Group
from sandoq.engines.ballots.model import (
    Answer,
    Ballot,
    Credential,
    Election,
    ElectionContext,
    Owned,
    PartialDecryption,
    Question,
    Result,
    Setup,
    ShuffleProof,
    SizedTally,
    Tally,
    Trustee,
)


@dataclass(frozen=True, slots=True)
class Event:
    """A link of the chain (docs § 3.2); `parent` and `payload` are hashes."""

    height: int
    type: str
    parent: str | None = None
    payload: str | None = None


@dataclass(frozen=True, slots=True)
class Shuffle:
    """One trustee's shuffles: a list and a proof for each non-homomorphic question (docs § 10)."""

    ciphertexts: Tally
    proofs: tuple[ShuffleProof, ...]


class BallotReading(Protocol):
    """A reader of the ballots of one election."""

    def read(self, data: bytes) -> Ballot:
        """The ballot.

        Raises:
            BallotRefused: its finding says why.
        """

    def credential_of(self, data: bytes) -> str | None:
        """The credential at its place in a canonical ballot, without reading the rest."""


class Codec(Protocol):
    """Readers raise `Malformed` unless the bytes are the canonical form; writers give that form."""

    def read_header(self, data: bytes) -> int:
        """The archive's Unix time in seconds."""

    def write_header(self, seconds: int) -> bytes: ...

    def read_event(self, data: bytes) -> Event: ...

    def write_event(self, event: Event) -> bytes: ...

    def read_election(self, data: bytes) -> Election: ...

    def write_election(self, election: Election) -> bytes: ...

    def read_questions(self, data: bytes) -> tuple[Question, ...]:
        """A bare list of questions, in any layout: what a person gives to the command line."""

    def read_credentials(self, data: bytes, group: Group) -> Iterator[Credential]:
        """Raises `Malformed` when it comes to what is not of the form."""

    def write_credentials(self, credentials: Sequence[Credential]) -> bytes: ...

    def read_trustees(self, data: bytes, group: Group) -> tuple[Trustee, ...]: ...

    def write_trustees(self, trustees: Sequence[Trustee]) -> bytes: ...

    def read_setup(self, data: bytes) -> Setup: ...

    def write_setup(self, setup: Setup) -> bytes: ...

    def ballot_reader(self, context: ElectionContext) -> BallotReading: ...

    def write_unsigned_ballot(
        self, context: ElectionContext, credential: str, answers: Sequence[Answer]
    ) -> bytes:
        """The ballot without its signature: what the signature's hash is of."""

    def write_ballot(self, context: ElectionContext, ballot: Ballot) -> bytes: ...

    def read_tally(self, data: bytes, questions: Sequence[Question], group: Group) -> Tally: ...

    def write_tally(self, tally: Tally) -> bytes: ...

    def read_sized_tally(self, data: bytes) -> SizedTally: ...

    def write_sized_tally(self, sized: SizedTally) -> bytes: ...

    def read_owned(self, data: bytes) -> Owned: ...

    def write_owned(self, owned: Owned) -> bytes: ...

    def read_shuffle(self, data: bytes, group: Group) -> Shuffle: ...

    def write_shuffle(self, shuffle: Shuffle) -> bytes: ...

    def read_decryption(self, data: bytes, group: Group) -> PartialDecryption: ...

    def write_decryption(self, decryption: PartialDecryption) -> bytes: ...

    def read_result(self, data: bytes, questions: Sequence[Question]) -> Result: ...

    def write_result(self, result: Result) -> bytes: ...
