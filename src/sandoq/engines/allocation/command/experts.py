"""`sandoq plan experts`: its own options, and the way from a document to a plan."""

import argparse

from sandoq.engines.allocation.documents import Document
from sandoq.engines.allocation.progress import Watch


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options besides the input, the output and the time limit."""


def solve(question: Document, arguments: argparse.Namespace, watch: Watch) -> dict[str, object]:  # noqa: ARG001
    """The plan's document.

    Raises:
        BadDocument: the question cannot be used.
        SolverFailed: a solver ended without an answer that can be trusted.
    """
    from sandoq.engines.allocation import experts  # noqa: PLC0415 - numpy only when it runs

    return experts.solve(experts.read_question(question), watch).document()
