"""What election officials and trustees do to an archive, one function each.

Whoever adds to an archive first verifies it: a trustee who decrypts an unchecked tally can be made
to open a single ballot.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sandoq.common.errors import DomainError
from sandoq.engines.ballots import chain
from sandoq.engines.ballots.choice import Preference
from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.container import ContainerReader
from sandoq.engines.ballots.findings import Finding
from sandoq.engines.ballots.model import Result, SizedTally, Tally
from sandoq.engines.ballots.opening import plaintexts, result_of, shares
from sandoq.engines.ballots.roll import Roll
from sandoq.engines.ballots.secret_side import RandomBytes, Scalar
from sandoq.engines.ballots.secret_side.credentials import secret_of
from sandoq.engines.ballots.secret_side.decrypting import partial_decryption
from sandoq.engines.ballots.secret_side.registry import secrets_in
from sandoq.engines.ballots.secret_side.shuffling import shuffle_lists
from sandoq.engines.ballots.secret_side.voting import Cast, Vote, VotingBooth
from sandoq.engines.ballots.setup import Prepared
from sandoq.engines.ballots.verify.policy import Policy
from sandoq.engines.ballots.verify.reading import Contents, Progress, Reading
from sandoq.engines.ballots.verify.run import Verification, regular_file, silent
from sandoq.engines.ballots.workers import Means
from sandoq.engines.ballots.writer import ArchiveWriter


class ArchiveInvalid(DomainError):
    """The archive has findings; nothing is added to it."""

    code = "archive-invalid"
    status = 409

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(findings)
        self.findings = [f"{found.number} {found.code}" for found in findings]


class OutOfOrder(DomainError):
    """The archive's latest event does not allow this one to follow."""

    code = "out-of-order"
    status = 409

    def __init__(self, latest: str, wanted: str) -> None:
        super().__init__(latest, wanted)
        self.latest = latest
        self.wanted = wanted


class NotThisTrustee(DomainError):
    """The private key does not belong to the trustee of this number."""

    code = "not-this-trustee"
    status = 403

    def __init__(self, owner: int) -> None:
        super().__init__(owner)
        self.owner = owner


@dataclass(frozen=True, slots=True)
class How:
    """How the archive is verified before something is added."""

    jobs: int = 1
    engine: Preference = "auto"
    policy: Policy = field(default_factory=lambda: Policy(unfinished=True))
    progress: Progress = silent


@dataclass(frozen=True, slots=True)
class Checked:
    """A verified archive that may still grow."""

    path: Path
    run: Verification
    prepared: Prepared
    roll: Roll

    def allow(self, wanted: str, after: Collection[str]) -> None:
        """Refuse unless the latest event is one of `after`.

        Raises:
            OutOfOrder: it is not.
        """
        latest = self.run.contents.latest
        if latest not in after:
            raise OutOfOrder(latest, wanted)

    @property
    def final_tally(self) -> Tally:
        """The tally after the shuffles so far; only once there is a tally."""
        if self.run.final_tally is None:
            raise OutOfOrder(self.run.contents.latest, chain.ENCRYPTED_TALLY)
        return self.run.final_tally

    def writer(self) -> ArchiveWriter:
        """To append to it."""
        return ArchiveWriter.append_to(self.path)


@contextmanager
def checked(path: Path, how: How) -> Iterator[Checked]:
    """Verify an archive as far as it goes.

    Raises:
        ArchiveInvalid: it has findings.
    """
    with regular_file(path) as stream:
        run = Verification(stream, Means(how.jobs), how.engine, how.policy, how.progress)
        report = run.report(None)
        found = run.contents
        if report.findings or found.prepared is None or found.roll is None:
            raise ArchiveInvalid(report.findings)
        yield Checked(path, run, found.prepared, found.roll)


def cast(path: Path, code: str, vote: Vote, *, random_bytes: RandomBytes = os.urandom) -> Cast:
    """Encrypt a vote with a voter's code and append it; the ballots before are not checked again.

    Raises:
        BadCode, BadVote, OutOfOrder: see there.
        ArchiveInvalid: the setup or the chain has findings.
    """
    found = read_unchecked(path)
    if found.findings or found.prepared is None:
        raise ArchiveInvalid(found.findings.in_order())
    if found.latest not in {chain.SETUP, chain.BALLOT}:
        raise OutOfOrder(found.latest, chain.BALLOT)
    context = found.prepared.context
    arithmetic = secrets_in(context.group, random_bytes)
    credential = secret_of(arithmetic, context.uuid, code)
    done = VotingBooth(context, arithmetic).cast(credential, vote)
    ArchiveWriter.append_to(path).ballot(done.data)
    return done


def read_unchecked(path: Path) -> Contents:
    """Container, chain, order and setup of an archive, but neither ballots nor credentials."""
    with regular_file(path) as stream:
        reading = Reading(CODECS[1], Policy(unfinished=True))
        return reading.read(ContainerReader(stream), silent)


def close_and_tally(path: Path, how: How) -> SizedTally:
    """End the voting and append the encrypted tally of the last ballot of each credential.

    Raises:
        ArchiveInvalid, OutOfOrder: see there.
    """
    with checked(path, how) as archive:
        after = {chain.SETUP, chain.BALLOT, chain.END_BALLOTS}
        archive.allow(chain.ENCRYPTED_TALLY, after)
        writer, tally = archive.writer(), archive.run.tally
        assert tally is not None  # noqa: S101
        if archive.run.contents.latest != chain.END_BALLOTS:
            writer.end_ballots()
        roll = archive.roll
        return writer.encrypted_tally(
            tally, num_tallied=roll.num_tallied, total_weight=roll.total_weight
        )


def shuffle(path: Path, owner: int, how: How, random_bytes: RandomBytes = os.urandom) -> None:
    """One trustee's shuffle of the lists as the trustee before left them.

    Raises:
        ArchiveInvalid, OutOfOrder: see there; also OutOfOrder where nothing is to be shuffled.
        NotThisTrustee: there is no trustee of this number.
    """
    with checked(path, how) as archive:
        archive.allow(chain.SHUFFLE, {chain.ENCRYPTED_TALLY, chain.SHUFFLE})
        prepared = archive.prepared
        if not prepared.shuffled_questions:
            raise OutOfOrder(archive.run.contents.latest, chain.SHUFFLE)
        if not 1 <= owner <= len(prepared.keys):
            raise NotThisTrustee(owner)
        lists = tuple(archive.final_tally[index] for index in prepared.shuffled_questions)
        context = prepared.context
        arithmetic = secrets_in(context.group, random_bytes)
        made = shuffle_lists(context, arithmetic, random_bytes, lists)
        archive.writer().shuffle(owner, made)


def end_shuffles(path: Path, how: How) -> None:
    """Declare the shuffling over.

    Raises:
        ArchiveInvalid, OutOfOrder: see there.
    """
    with checked(path, how) as archive:
        archive.allow(chain.END_SHUFFLES, {chain.SHUFFLE})
        archive.writer().end_shuffles()


def decrypt(path: Path, owner: int, key: Scalar, how: How) -> None:
    """One trustee's partial decryption of the final tally.

    Raises:
        ArchiveInvalid, OutOfOrder: see there.
        NotThisTrustee: the key is another trustee's.
    """
    with checked(path, how) as archive:
        prepared = archive.prepared
        before = chain.END_SHUFFLES if prepared.shuffled_questions else chain.ENCRYPTED_TALLY
        archive.allow(chain.PARTIAL_DECRYPTION, {before, chain.PARTIAL_DECRYPTION})
        arithmetic = secrets_in(prepared.context.group)
        public = arithmetic.text(arithmetic.generator_power(key))
        if prepared.keys[owner - 1 : owner] != (public,):
            raise NotThisTrustee(owner)
        if owner in archive.run.decryptions:
            raise OutOfOrder(archive.run.contents.latest, chain.PARTIAL_DECRYPTION)
        done = partial_decryption(prepared.context, arithmetic, key, archive.final_tally)
        archive.writer().partial_decryption(owner, done)


def publish_result(path: Path, how: How) -> Result:
    """Combine the partial decryptions and append the result.

    Raises:
        ArchiveInvalid, OutOfOrder, TooFewDecryptions: see there.
        NotACount: a homomorphic entry decrypts to no count.
    """
    with checked(path, how) as archive:
        archive.allow(chain.RESULT, {chain.PARTIAL_DECRYPTION})
        context, run = archive.prepared.context, archive.run
        exponents = shares(archive.prepared.quorums, sorted(run.decryptions), context.group.order)
        opened = plaintexts(run.engine, archive.final_tally, run.decryptions, exponents)
        result = result_of(context.group, context.questions, opened, archive.roll.total_weight)
        archive.writer().result(result)
        return result
