"""`sandoq plan equipment`: its own options, and the way from a document to a plan."""

import argparse

from sandoq.engines.allocation.documents import Document
from sandoq.engines.allocation.progress import Watch


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options besides the input, the output and the time limit."""


def solve(question: Document, arguments: argparse.Namespace, watch: Watch) -> dict[str, object]:  # noqa: ARG001
    """The plan's document.

    Raises:
        BadDocument: the question cannot be used.
        NoFeasiblePlan: what was fixed cannot be.
    """
    from sandoq.engines.allocation import equipment  # noqa: PLC0415 - solvers load only to solve

    return equipment.solve(equipment.read_question(question), watch=watch).document()
