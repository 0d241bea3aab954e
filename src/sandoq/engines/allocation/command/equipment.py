"""`sandoq plan equipment`: its own options, and the way from a document to a plan."""

import argparse

from sandoq.engines.allocation.documents import Document
from sandoq.engines.allocation.progress import Watch


def add_options(parser: argparse.ArgumentParser) -> None:
    """Options besides the input, the output and the time limit."""
    parser.add_argument(
        "--what-if",
        action="append",
        default=[],
        type=_change,
        metavar="MODEL:STORE:+N",
        help="tell also what N pieces more (or -N fewer) there would change; may be repeated",
    )
    parser.add_argument(
        "--staircase",
        type=int,
        default=0,
        metavar="STEPS",
        help="tell also which pieces would make most electors' stations ready, step by step",
    )
    parser.add_argument(
        "--items-separately",
        action="store_true",
        help="share each item by itself, bundles disregarded",
    )


def solve(question: Document, arguments: argparse.Namespace, watch: Watch) -> dict[str, object]:
    """The plan's document.

    Raises:
        BadDocument: the question cannot be used.
        NoFeasiblePlan: what was fixed cannot be.
    """
    from sandoq.engines.allocation import equipment  # noqa: PLC0415 - solvers load only to solve

    asked = equipment.read_question(question)
    if arguments.items_separately:
        return equipment.share_separately(asked, watch=watch).document()
    plan = equipment.solve(asked, watch=watch)
    if not (arguments.what_if or arguments.staircase):
        return plan.document()
    study = equipment.Study(asked, watch)
    steps = equipment.staircase(study, steps=arguments.staircase) if arguments.staircase else ()
    changes = [equipment.SupplyChange(*change) for change in arguments.what_if]
    told = [study.what_if([change]).document() for change in changes]
    return {**plan.explained(steps).document(), "what_if": told}


def _change(text: str) -> tuple[str, str, int]:
    """Store, model and pieces of `MODEL:STORE:+N`, for argparse."""
    model, store, pieces = text.rsplit(":", 2)
    return store, model, int(pieces)
