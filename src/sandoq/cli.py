"""The one `sandoq` command. Each verb imports what it needs, so that `--help` answers at once."""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from sandoq import __version__
from sandoq.engines.allocation import command as allocation
from sandoq.engines.ballots import command as ballots
from sandoq.engines.coverage import command as coverage

Runner = Callable[[argparse.Namespace], int]

EXIT_REFUSED = 1
EXIT_USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the exit status is 0 only when it did what was asked."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["manage"]:
        return _manage(arguments[1:])
    if arguments[:1] == ["plan"] and "--from-db" in arguments:
        return _snapshot(arguments[1:])
    parsed = _parser().parse_args(arguments)
    run: Runner = parsed.run
    return run(parsed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sandoq",
        description="The technology of elections: readiness, check-in, verifiable count.",
    )
    parser.add_argument("--version", action="version", version=f"sandoq {__version__}")
    verbs = parser.add_subparsers(title="verbs", required=True, metavar="VERB")
    for add in (
        _add_serve,
        _add_demo,
        _add_import,
        _add_readiness,
        _add_plan,
        ballots.add_parsers,
    ):
        add(verbs)
    verbs.add_parser("manage", help="Django's own commands and the platform's jobs")
    return parser


def _add_serve(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    serve = verbs.add_parser("serve", help="migrate, then serve the pages")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on")
    serve.add_argument("--port", type=int, default=8000, help="port to listen on")
    serve.add_argument("--workers", type=int, default=1, help="server processes")
    serve.set_defaults(run=_serve)


def _add_demo(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = verbs.add_parser("demo", help="fill an empty database with a province or the nation")
    demo.add_argument("scope", choices=["mazandaran", "east-azerbaijan", "nation"])
    demo.add_argument("--stations", type=int, help="scale to this many stations")
    demo.add_argument("--seed", type=int, default=1402, help="seed of names and shortages")
    demo.set_defaults(run=_demo)


def _add_import(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    command = verbs.add_parser("import", help="read spreadsheets; writes nothing without --apply")
    command.add_argument("what", choices=["stations", "equipment", "people", "readings"])
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help=".xlsx .xls .ods .csv")
    command.add_argument("--election", metavar="E", help="the election's slug")
    command.add_argument("--unit", metavar="CODE", help="code of the unit the files are about")
    command.add_argument("--store", metavar="NAME", help="store that receives equipment")
    command.add_argument("--by", metavar="USER", help="username of the person who imports")
    command.add_argument("--apply", action="store_true", help="write what the preview shows")
    command.add_argument("--report", type=Path, metavar="OUT.json", help="every row, as JSON")
    command.set_defaults(run=_import)


def _add_readiness(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    readiness = verbs.add_parser(
        "readiness",
        help="which stations are not ready, and why; readiness redraw FILE repeats a draw",
        description="Without words: which stations are not ready, and why. "
        "With `redraw FILE`: draw a re-inspection's sample again from its published file alone; "
        "exit 0 valid, 1 invalid with numbered findings, 2 unreadable.",
    )
    readiness.add_argument("act", nargs="?", choices=["redraw"], help="repeat a published draw")
    readiness.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the draw's file")
    readiness.add_argument("--unit", metavar="CODE", help="code of a unit; the country without one")
    readiness.add_argument("--election", metavar="E", help="the election's slug; the next without")
    readiness.add_argument("--format", choices=["table", "json", "csv"], default="table")
    readiness.set_defaults(run=_readiness)


def _add_plan(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    plan = verbs.add_parser(
        "plan",
        help="the best use of limited means, with its certificate",
        epilog="sandoq plan equipment --from-db [--unit CODE] [--election E] [-o INPUT.json] "
        "writes the question from the database: what stations lack, what lies in stores now.",
    )
    topics = plan.add_subparsers(title="topics", required=True, metavar="TOPIC")
    allocation.add_parsers(topics)
    coverage.add_parsers(topics)


def _snapshot(arguments: Sequence[str]) -> int:
    """Write a planning question from the database."""
    parser = argparse.ArgumentParser(prog="sandoq plan")
    parser.add_argument("topic", choices=["equipment"])
    parser.add_argument("--from-db", action="store_true", help="read the database")
    parser.add_argument("--unit", metavar="CODE", help="code of a unit; the country without one")
    parser.add_argument("--election", metavar="E", help="the election's slug; the next without")
    parser.add_argument("-o", "--output", type=Path, metavar="INPUT.json", help="the question")
    asked = parser.parse_args(arguments)
    _set_up()
    import json

    from sandoq.apps.planning.services import question_for_command

    def run() -> int:
        question = question_for_command(asked.topic, asked.unit, asked.election)
        text = json.dumps(question, ensure_ascii=False, indent=1) + "\n"
        if asked.output is None:
            sys.stdout.write(text)
        else:
            asked.output.write_text(text, encoding="utf-8")
        return 0

    return _refusing(run)


def _set_up() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandoq.project.settings.local")
    import django

    django.setup()


def _refusing(run: Callable[[], int]) -> int:
    """Run; an expected refusal becomes a line on standard error with its stable code."""
    from sandoq.common.errors import DomainError
    from sandoq.ui.problems import problem_details

    try:
        return run()
    except DomainError as refusal:
        told = problem_details(refusal)
        print(f"sandoq: {refusal.code}: {told['title']} {told['detail']}", file=sys.stderr)  # noqa: T201
        return EXIT_REFUSED


def _manage(arguments: Sequence[str]) -> int:
    _set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["sandoq manage", *arguments])
    return 0


def _serve(arguments: argparse.Namespace) -> int:
    _set_up()
    from django.conf import settings

    from sandoq.project.server import serve

    welcome: Callable[[str], str] | None = None
    if settings.DEMO:
        from sandoq.demo import cast

        welcome = cast.welcome
    return serve(
        host=arguments.host, port=arguments.port, workers=arguments.workers, welcome=welcome
    )


def _demo(arguments: argparse.Namespace) -> int:
    _set_up()
    from sandoq.demo.build import build

    return _refusing(
        lambda: build(arguments.scope, stations=arguments.stations, seed=arguments.seed)
    )


def _import(arguments: argparse.Namespace) -> int:
    _set_up()
    rooms = {
        "stations": "territory",
        "equipment": "inventory",
        "readings": "connectivity",
        "people": "workforce",
    }
    own = {"stations": {"election": arguments.election}, "equipment": {"store": arguments.store}}
    importing = import_module(f"sandoq.apps.{rooms[arguments.what]}.services.importing")
    return _refusing(
        lambda: importing.run_from_command(
            arguments.files,
            by=arguments.by,
            unit=arguments.unit,
            apply=arguments.apply,
            report_path=arguments.report,
            **own.get(arguments.what, {}),
        )
    )


def _redraw(file: Path | None) -> int:
    """Repeat a draw without a database: nothing but the file is asked."""
    from sandoq.apps.readiness.rules.reinspection import check_draw

    try:
        found = check_draw(file.read_bytes()) if file else None
    except OSError:
        found = None
    if found is None:
        print(f"sandoq: unreadable: {file} holds no published draw", file=sys.stderr)  # noqa: T201
        return EXIT_USAGE
    for number, finding in enumerate(found, start=1):
        mark = "holds" if finding.holds else "FAILS"
        sys.stdout.write(f"{number}. {finding.check}: {mark}. {finding.told}".rstrip() + "\n")
    if not all(finding.holds for finding in found):
        return EXIT_REFUSED
    sys.stdout.write("valid\n")
    return 0


def _readiness(arguments: argparse.Namespace) -> int:
    if arguments.act == "redraw":
        return _redraw(arguments.file)
    _set_up()
    from sandoq.apps.readiness.selectors import report_for_command

    def run() -> int:
        for part in report_for_command(arguments.unit, arguments.election, arguments.format):
            sys.stdout.write(part)
        return 0

    return _refusing(run)


if __name__ == "__main__":
    sys.exit(main())
