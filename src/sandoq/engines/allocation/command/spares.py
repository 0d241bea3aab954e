"""`sandoq plan spares`: its own options, and the way from a document to a plan."""

import argparse

from sandoq.engines.allocation.documents import Document
from sandoq.engines.allocation.progress import Watch


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options besides the input, the output and the time limit."""


def solve(question: Document, arguments: argparse.Namespace, watch: Watch) -> dict[str, object]:  # noqa: ARG001
    """The plan's document.

    Raises:
        BadDocument: the question cannot be used.
    """
    from sandoq.engines.allocation import spares  # noqa: PLC0415 - numpy only when it runs

    return spares.solve(spares.read_question(question), watch).document()
