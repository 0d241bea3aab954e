"""The end of a verification: the policy's own requirements, and the report (docs § 12.2)."""

from collections.abc import Iterator

from sandoq.engines.ballots.choice import Notice
from sandoq.engines.ballots.findings import Finding, finding
from sandoq.engines.ballots.model import Result
from sandoq.engines.ballots.verify.policy import Policy, Report
from sandoq.engines.ballots.verify.reading import Contents


def policy_findings(found: Contents, policy: Policy) -> Iterator[Finding]:
    """What the election requires of the archive as a whole."""
    if not found.is_finished and not policy.unfinished and found.is_whole:
        yield finding("unfinished")
    if policy.expected_ballots not in {None, len(found.ballots)}:
        yield finding("policy-ballots", present=len(found.ballots))
    tallied = 0 if found.roll is None else found.roll.num_tallied
    if found.tally is not None and tallied < policy.least_tallied:
        yield finding("policy-few-ballots", present=tallied)
    if policy.seen_event is not None and not found.has_seen_event:
        yield finding("policy-head")


def report_of(
    found: Contents, notices: tuple[Notice, ...], engine: str, result: Result | None
) -> Report:
    """The report of a verification that has run its stages."""
    prepared, roll = found.prepared, found.roll
    counts = {
        "events": found.events,
        "ballots": len(found.ballots),
        "shuffles": len(found.shuffles),
        "partial_decryptions": len(found.decryptions),
    }
    if roll is not None:
        counts["credentials"] = len(roll)
        counts["num_tallied"] = roll.num_tallied
        counts["total_weight"] = roll.total_weight
    return Report(
        findings=found.findings.in_order(),
        omitted=found.findings.omitted,
        notices=notices,
        is_readable=found.is_archive,
        engine=engine,
        uuid=prepared.context.uuid if prepared else "",
        fingerprint=prepared.context.fingerprint if prepared else "",
        head=found.head,
        counts=counts,
        result=None if found.findings else result,
    )
