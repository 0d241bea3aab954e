"""The whole verification of an archive, stage by stage (docs § 13).

Every stage that can run does run; what depends on a damaged part is reported as not checked.
"""

import errno
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from sandoq.engines.ballots.arithmetic import Verifying
from sandoq.engines.ballots.choice import Notice, Preference, choose_engine
from sandoq.engines.ballots.codec import Codec
from sandoq.engines.ballots.codec.registry import CODECS
from sandoq.engines.ballots.container import ContainerReader
from sandoq.engines.ballots.findings import Finding, finding
from sandoq.engines.ballots.hints import HintsFile, HintsRefused
from sandoq.engines.ballots.model import ElectionContext, PartialDecryption, Result, Tally
from sandoq.engines.ballots.setup import Prepared
from sandoq.engines.ballots.verify.ballots import BallotStage, ballot_bodies
from sandoq.engines.ballots.verify.closing import policy_findings, report_of
from sandoq.engines.ballots.verify.counting import ShuffleCheck, are_all_members, check_tally
from sandoq.engines.ballots.verify.decryption import DecryptionCheck, check_result, read_result
from sandoq.engines.ballots.verify.policy import Policy, Report
from sandoq.engines.ballots.verify.reading import Contents, Progress, Reading
from sandoq.engines.ballots.verify.setup import check_setup
from sandoq.engines.ballots.workers import Means, Workers

_NO_DECRYPTION_AFTER = {"trustee-key-outside-group", "trustee-threshold"}


_BUFFER = 1 << 20


def silent(stage: str, done: int, total: int) -> None:
    """No progress is shown."""


def verify_archive(
    path: Path | str,
    *,
    jobs: int = 1,
    cluster: str | None = None,
    engine: Preference = "auto",
    hints: Path | str | None = None,
    policy: Policy | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check everything there is to check of an archive.

    Args:
        path: the `.bel` file; it must not change meanwhile.
        jobs: processes for ballots and credentials; 1 stays in this process.
        cluster: address of a Ray cluster that checks ballots and credentials instead.
        engine: `auto` takes the numba kernel where it can run.
        hints: an untrusted sidecar file that makes the check faster, never laxer.
        policy: requirements beyond the protocol.
        progress: called with stage, done and total.

    Returns:
        A report; whatever the file holds, no exception comes of it.

    Raises:
        EngineUnavailable: the engine asked for by name cannot run here.
        ClusterUnavailable: there is no such cluster, or no Ray here.
    """
    means = Means(jobs, cluster)
    try:
        with regular_file(Path(path)) as stream:
            run = Verification(stream, means, engine, policy or Policy(), progress or silent)
            return run.report(Path(hints) if hints else None)
    except OSError as error:
        reason = error.strerror or "unreadable"
        return Report((finding("unreadable", reason=reason),), is_readable=False)


def regular_file(path: Path) -> BinaryIO:
    """Open a file for reading.

    Raises:
        OSError: it is missing, unreadable, or a pipe or device, which might never end.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file")
    return path.open("rb", buffering=_BUFFER)


class Verification:
    """One verification of one open file; after `report`, the fields say what it came to.

    contents: the first reading. tally: the encrypted tally its ballots make. final_tally: the same
    after the shuffles. decryptions: the sound partial decryptions by owner.
    """

    def __init__(
        self, stream: BinaryIO, means: Means, prefer: Preference, policy: Policy, progress: Progress
    ) -> None:
        self._container = ContainerReader(stream)
        self._codec: Codec = CODECS[1]
        self._means = means
        self._prefer: Preference = prefer
        self._policy = policy
        self._progress = progress
        self._notices: list[Notice] = []
        self._engine: Verifying | None = None
        self._workers: Workers | None = None
        self.contents = Contents()
        self.tally: Tally | None = None
        self.final_tally: Tally | None = None
        self.decryptions: Mapping[int, PartialDecryption] = {}

    def read(self) -> Contents:
        """The first stage only: container, chain, order, setup; no ballot is checked."""
        reading = Reading(self._codec, self._policy)
        self.contents = reading.read(self._container, self._progress)
        return self.contents

    def report(self, hints: Path | None) -> Report:
        """Run all stages."""
        try:
            return self._report(hints)
        finally:
            if self._workers is not None:
                self._workers.end()

    def _report(self, hints: Path | None) -> Report:
        found = self.read()
        result = None
        if self._can_check(found):
            result = self._check(found, hints)
        else:
            found.findings.add(finding("not-checked", reason="setup-or-container"))
        found.findings.extend(policy_findings(found, self._policy))
        engine = self._engine.name if self._engine else ""
        return report_of(found, tuple(self._notices), engine, result)

    def _can_check(self, found: Contents) -> bool:
        """Check the setup; whether it is sound enough to check what depends on it."""
        if found.prepared is None or found.roll is None or not found.is_whole:
            return False
        self._notices += [Notice(code) for code in found.notices]
        faults = self._setup_findings(found, found.prepared)
        found.findings.extend(fault.at(event=0) for fault in faults)
        return "election-public-key" not in found.findings

    @property
    def engine(self) -> Verifying:
        """The engine that was chosen; only after a setup was read."""
        if self._engine is None:
            raise AssertionError("no setup was read")
        return self._engine

    def _setup_findings(self, found: Contents, prepared: Prepared) -> Iterator[Finding]:
        data = self._container.body_at(*found.credentials)
        listed = self._codec.read_credentials(data, prepared.context.group)
        publics = (credential.public for credential in listed)
        return check_setup(prepared, publics, self._are_members, self._policy)

    def _are_members(self, context: ElectionContext, texts: Sequence[str]) -> list[bool]:
        return self._workers_for(context).are_members(texts)

    def _workers_for(self, context: ElectionContext) -> Workers:
        if self._workers is None:
            chosen = choose_engine(context, self._prefer)
            self._engine = chosen.engine
            if chosen.notice is not None:
                self._notices.append(chosen.notice)
            self._workers = Workers(context, chosen.engine, self._prefer, self._means)
        return self._workers

    def _check(self, found: Contents, hints: Path | None) -> Result | None:
        """Ballots, tally, shuffles, decryptions and result; the result that was published."""
        prepared, roll = found.prepared, found.roll
        assert prepared is not None  # noqa: S101
        assert roll is not None  # noqa: S101
        workers = self._workers_for(prepared.context)
        ballots = BallotStage(self._container, found, self._policy, self._progress)
        sidecar = self._hints(hints, prepared, len(found.ballots))
        self.tally = tally = ballots.run(prepared.context, roll, workers, sidecar)
        if found.tally is None:
            return None
        log = found.findings
        published = check_tally(
            found.tally, expected=tally, roll=roll, prepared=prepared, codec=self._codec, log=log
        )
        if published == tally or are_all_members(self.engine, published):
            tally = published
        shuffles = ShuffleCheck(prepared, tally, self.engine, self._codec)
        wanted = found.shuffles if prepared.shuffled_questions else []
        for number, payload in enumerate(wanted, start=1):
            shuffles.take(number, payload, log)
            self._progress("shuffles", number, len(found.shuffles))
        self._check_shufflers(found, prepared, shuffles)
        self.final_tally = shuffles.final_tally()
        if not found.decryptions:
            return None
        if any(code in log for code in _NO_DECRYPTION_AFTER):
            log.add(finding("not-checked", reason="trustees"))
            return None
        return self._check_opening(found, prepared, self.final_tally)

    def _hints(self, path: Path | None, prepared: Prepared, ballots: int) -> HintsFile | None:
        """The sidecar if it can help; a useless one is only noticed, for nobody trusts it."""
        if path is None:
            return None
        with suppress(HintsRefused):
            return HintsFile.open(path, prepared.context, self.engine.hint_bytes, ballots)
        self._notices.append(Notice("hints-ignored"))
        return None

    def ballot_bodies(self) -> Iterator[bytes]:
        """The ballots' bytes again, in file order, while the file is open."""
        return ballot_bodies(self._container, self.contents.ballots)

    def _check_shufflers(self, found: Contents, prepared: Prepared, shuffles: ShuffleCheck) -> None:
        """Docs § 12.2: enough different trustees shuffled, once the shuffles are over."""
        least = self._policy.least_shufflers
        is_over = bool(found.decryptions) or found.is_finished
        if prepared.shuffled_questions and is_over and len(shuffles.owners) < least:
            detail = {"least": least, "present": len(shuffles.owners)}
            found.findings.add(finding("shuffle-too-few", **detail))

    def _check_opening(self, found: Contents, prepared: Prepared, tally: Tally) -> Result | None:
        log = found.findings
        decryptions = DecryptionCheck(prepared, tally, self.engine, self._codec)
        for number, payload in enumerate(found.decryptions, start=1):
            decryptions.take(payload, log)
            self._progress("decryptions", number, len(found.decryptions))
        self.decryptions = decryptions.sound
        if found.result is None:
            return None
        result = read_result(found.result, prepared, self._codec, log)
        opened = decryptions.open(log)
        if result is not None and opened is not None:
            check_result(result, opened, prepared, log)
        return result
