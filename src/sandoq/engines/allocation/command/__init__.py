"""`sandoq plan …`: the parsers; the work is imported when a verb runs."""

import argparse
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Runner = Callable[[argparse.Namespace], int]

TOPICS = {
    "equipment": "share equipment among stations, as whole bundles",
    "experts": "base and assign experts and operators",
    "siting": "place mobile base stations, satellite units or boosters",
    "spares": "size pools of spare devices",
    "queues": "size desks and booths, and simulate the day",
}


def add_parsers(plans: Parsers) -> None:
    """Add the topics and `check` to `sandoq plan`."""
    for topic, told in TOPICS.items():
        parser = plans.add_parser(topic, help=told)
        parser.add_argument("input", type=Path, metavar="INPUT.json", help="what is asked")
        parser.add_argument("-o", "--output", type=Path, metavar="PLAN.json", help="the answer")
        parser.add_argument(
            "--time-limit", type=_positive, default=300.0, metavar="S", help="seconds"
        )
        importlib.import_module(f"{__name__}.{topic}").add_options(parser)
        parser.set_defaults(run=_lazily("solving", "run"), topic=topic)
    check = plans.add_parser(
        "check",
        help="judge a plan by its input alone, without any solver",
        description="Exit status: 0 valid, 1 invalid with numbered findings, 2 unreadable.",
    )
    check.add_argument("input", type=Path, metavar="INPUT.json")
    check.add_argument("plan", type=Path, metavar="PLAN.json")
    check.add_argument("--json", action="store_true", help="print the findings as JSON")
    check.set_defaults(run=_lazily("checking", "run"))


def _lazily(module: str, function: str) -> Runner:
    """A runner that imports its module when it is called."""

    def run(arguments: argparse.Namespace) -> int:
        work: Runner = getattr(importlib.import_module(f"{__name__}.{module}"), function)
        return work(arguments)

    return run


def _positive(text: str) -> float:
    """A number above 0, for argparse."""
    number = float(text)
    if not number > 0:
        raise ValueError(text)
    return number
