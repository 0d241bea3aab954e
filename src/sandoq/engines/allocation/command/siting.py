"""`sandoq plan siting`: its own options, and the way from a document to a plan."""

import argparse
from pathlib import Path

from sandoq.engines.allocation.documents import Document, read_document
from sandoq.engines.allocation.errors import BadDocument
from sandoq.engines.allocation.progress import Watch

_OPTIONS = ("k", "radius_km", "gap")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options besides the input, the output and the time limit."""
    parser.description = (
        "INPUT may also be text: an OR-Library p-median file (vertices edges p), an OR-Library "
        "set covering file, `covering …` or `points …`: see docs/en/planning-siting.md. "
        "The options give what INPUT leaves open; the plan repeats them."
    )
    parser.add_argument("--k", type=int, help="sites to open at most")
    parser.add_argument("--radius-km", type=float, metavar="KM", help="radius of every site")
    parser.add_argument("--gap", type=float, help="gap at which a plan is good enough")


def read(arguments: argparse.Namespace) -> dict[str, object]:
    """The question's document, from JSON or text, with the options put in.

    Raises:
        BadDocument: the file cannot be used, or says what an option says.
        OSError: it cannot be read.
    """
    return read_question(arguments.input, {"options": _given(arguments)})


def read_question(path: Path, plan: Document) -> dict[str, object]:
    """The question a plan answers: the file's, with the options the plan repeats.

    Options fill in what the file leaves open and never change what it says.
    """
    from sandoq.engines.allocation.siting.text import is_text, read_text  # noqa: PLC0415 - lazily

    question = read_text(path) if is_text(path) else read_document(path, kinds=["siting"])
    options = plan.get("options") or {}
    if not isinstance(options, dict):
        raise BadDocument("/options", "not-an-object", options)
    for name, value in options.items():
        if name not in _OPTIONS or question.get(name) is not None:
            raise BadDocument(f"/{name}", "given-twice" if name in _OPTIONS else "no-option", value)
        question[name] = value
    return question


def _given(arguments: argparse.Namespace) -> dict[str, object]:
    given = {name: getattr(arguments, name) for name in _OPTIONS}
    return {name: value for name, value in given.items() if value is not None}


def solve(question: Document, arguments: argparse.Namespace, watch: Watch) -> dict[str, object]:
    """The plan's document.

    Raises:
        BadDocument: the question cannot be used.
    """
    from sandoq.engines.allocation import siting  # noqa: PLC0415 - numpy and HiGHS load slowly

    asked = siting.read_question(question)
    plan = siting.solve(asked, watch=watch, seconds=arguments.time_limit).document()
    return {"options": given, **plan} if (given := _given(arguments)) else plan
