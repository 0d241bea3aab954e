"""`sandoq verify`: exit status 0 valid, 1 invalid, 2 unreadable."""

import argparse
import json

from sandoq.engines.ballots.choice import EngineUnavailable
from sandoq.engines.ballots.cluster import ClusterUnavailable
from sandoq.engines.ballots.command.speaking import Bar, complain, say
from sandoq.engines.ballots.findings import Finding
from sandoq.engines.ballots.verify import Policy, Report, verify_archive

_UNREADABLE = 2


def run_verify(arguments: argparse.Namespace) -> int:
    """Verify and print the report."""
    bar = Bar()
    try:
        report = verify_archive(
            arguments.archive,
            jobs=arguments.jobs,
            cluster=arguments.ray,
            engine=arguments.engine,
            hints=arguments.hints,
            policy=_policy(arguments),
            progress=bar,
        )
    except (EngineUnavailable, ClusterUnavailable) as refusal:
        complain(refusal.code, refusal.fields())
        return _UNREADABLE
    finally:
        bar.end()
    for notice in report.notices:
        complain(f"notice: {notice.code}", notice.detail)
    if arguments.json:
        say(json.dumps(report.as_json(), ensure_ascii=False))
    else:
        _print(report)
    return report.exit_status


def _policy(arguments: argparse.Namespace) -> Policy:
    return Policy(
        revoting=not arguments.no_revoting,
        least_shufflers=arguments.least_shufflers,
        least_tallied=arguments.least_tallied,
        expected_ballots=arguments.expect_ballots,
        expected_fingerprint=arguments.expect_fingerprint,
        seen_event=arguments.seen_event,
        unfinished=arguments.unfinished,
        legacy=not arguments.no_legacy,
    )


def _print(report: Report) -> None:
    for found in report.findings:
        say(_line(found))
    for code, count in report.omitted.items():
        say(f"     and {count} more: {code}")
    if not report.is_readable:
        say("unreadable")
        return
    say("valid" if report.is_valid else "invalid")
    say(f"election {report.uuid} {report.fingerprint}")
    say(f"head {report.head}")
    say(" ".join(f"{name}={count}" for name, count in report.counts.items()))
    if report.engine:
        say(f"engine {report.engine}")
    if report.result is not None:
        say(f"result {json.dumps(report.result)}")


def _line(found: Finding) -> str:
    """`809 ballot-individual-proof (ballot 3, question 1): sentence`."""
    place = ", ".join(f"{name} {number}" for name, number in found.place.items())
    detail = " ".join(f"{name}={value}" for name, value in found.detail.items())
    where = f" ({place})" if place else ""
    return f"{found.number:4} {found.code}{where}: {found.sentence} {detail}".rstrip()
