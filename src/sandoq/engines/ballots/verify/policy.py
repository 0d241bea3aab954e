"""What an election requires beyond the protocol, and what a verification answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandoq.engines.ballots.choice import Notice
from sandoq.engines.ballots.findings import Finding
from sandoq.engines.ballots.model import Result


@dataclass(frozen=True, slots=True)
class Policy:
    """Requirements of one election (docs § 12.2). The defaults suit any complete archive.

    revoting: whether a voter's later ballot replaces an earlier one; else each votes once.
    least_shufflers: different trustees who must have shuffled non-homomorphic answers.
    least_tallied: ballots below which a tally must not be published.
    expected_ballots: number of ballot events, from check-in or the paper count.
    expected_fingerprint: φ of the election, as announced before it.
    seen_event: hash of an event seen earlier on the board, which must still be in the chain.
    unfinished: accept a chain that has not reached its result yet.
    legacy: accept, with a notice, what belenios-tool 2.0 writes and we never do: threshold
        trustees without contexts and signatures.
    most_named: ballots whose faults are named one by one; the others are only reported invalid.
    """

    revoting: bool = True
    least_shufflers: int = 2
    least_tallied: int = 0
    expected_ballots: int | None = None
    expected_fingerprint: str | None = None
    seen_event: str | None = None
    unfinished: bool = False
    legacy: bool = True
    most_named: int = 100


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of a verification.

    counts: `events`, `credentials`, `ballots`, `num_tallied`, `total_weight`, `shuffles`,
        `partial_decryptions`, as far as they were reached.
    omitted: findings beyond the first 100 of each code, by code.
    result: the published result, only when the archive is valid.
    """

    findings: tuple[Finding, ...]
    omitted: Mapping[str, int] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    is_readable: bool = True
    engine: str = ""
    uuid: str = ""
    fingerprint: str = ""
    head: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    result: Result | None = None

    @property
    def is_valid(self) -> bool:
        """Whether nothing was found."""
        return self.is_readable and not self.findings

    @property
    def exit_status(self) -> int:
        """0 valid, 1 invalid, 2 unreadable: a contract with scripts."""
        if not self.is_readable:
            return 2
        return 1 if self.findings else 0

    def as_json(self) -> dict[str, object]:
        """Plain values; the keys are a contract."""
        return {
            "valid": self.is_valid,
            "findings": [finding.as_json() for finding in self.findings],
            "omitted": dict(self.omitted),
            "notices": [{"code": n.code, "detail": n.detail} for n in self.notices],
            "engine": self.engine,
            "uuid": self.uuid,
            "fingerprint": self.fingerprint,
            "head": self.head,
            "counts": dict(self.counts),
            "result": self.result,
        }
