"""`sandoq ballots …` and `sandoq verify`: the parsers; the work is imported when a verb runs."""

import argparse
import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Runner = Callable[[argparse.Namespace], int]

GROUPS = ("Ed25519", "BELENIOS-2048", "RFC-3526-2048")
ENGINES = ("auto", "reference", "numba")


def add_parsers(verbs: Parsers) -> None:
    """Add `verify` and `ballots` to the platform's verbs."""
    _add_verify(verbs)
    ballots = verbs.add_parser("ballots", help="make an election's archive, step by step")
    steps = ballots.add_subparsers(title="steps", required=True, metavar="STEP")
    for add in (
        _add_credentials,
        _add_trustee,
        _add_setup,
        _add_cast,
        _add_tally,
        _add_shuffle,
        _add_decrypt,
        _add_result,
        _add_hints,
    ):
        add(steps)


def _lazily(module: str, function: str) -> Runner:
    """A runner that imports its module when it is called."""

    def run(arguments: argparse.Namespace) -> int:
        work: Runner = getattr(importlib.import_module(f"{__name__}.{module}"), function)
        return work(arguments)

    return run


def _positive(text: str) -> int:
    """A whole number of at least 1, for argparse."""
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _how(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--jobs", type=_positive, default=1, metavar="N", help="processes to use")
    parser.add_argument("--engine", choices=ENGINES, default="auto", help="arithmetic to use")


def _archive(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("archive", type=Path, metavar="ARCHIVE.bel")


def _add_verify(verbs: Parsers) -> None:
    parser = verbs.add_parser(
        "verify",
        help="check everything in an election's archive",
        description="Exit status: 0 valid, 1 invalid with numbered findings, 2 unreadable.",
    )
    _archive(parser)
    _how(parser)
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--hints", type=Path, help="untrusted sidecar that makes it faster")
    parser.add_argument("--ray", metavar="ADDRESS", help="check the ballots on a Ray cluster")
    parser.add_argument("--unfinished", action="store_true", help="the result may be missing yet")
    parser.add_argument("--no-revoting", action="store_true", help="each credential votes once")
    parser.add_argument("--least-shufflers", type=int, default=2, metavar="N")
    parser.add_argument("--least-tallied", type=int, default=0, metavar="N")
    parser.add_argument("--expect-ballots", type=int, metavar="N", help="from check-in or paper")
    parser.add_argument("--expect-fingerprint", metavar="φ", help="the election as announced")
    parser.add_argument("--seen-event", metavar="HASH", help="an event seen earlier on the board")
    parser.add_argument("--no-legacy", action="store_true", help="refuse forms of belenios 2.0")
    parser.set_defaults(run=_lazily("verify", "run_verify"))


def _add_credentials(steps: Parsers) -> None:
    parser = steps.add_parser("credentials", help="draw voters' codes and their public keys")
    parser.add_argument("--group", choices=GROUPS, default=GROUPS[0])
    parser.add_argument("--uuid", help="the election's; a new one is drawn and printed without")
    many = parser.add_mutually_exclusive_group(required=True)
    many.add_argument("--count", type=_positive, metavar="N", help="voters of weight 1")
    many.add_argument("--weights", type=Path, metavar="FILE", help="one weight a line")
    parser.add_argument("--codes", type=Path, required=True, help="secret: a code a line")
    parser.add_argument("--public", type=Path, required=True, help="for the archive")
    parser.set_defaults(run=_lazily("making", "run_credentials"))


def _add_trustee(steps: Parsers) -> None:
    parser = steps.add_parser("trustee", help="make trustees' keys, alone or in a ceremony")
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    single = actions.add_parser("single", help="a key without which nothing opens")
    single.add_argument("--group", choices=GROUPS, default=GROUPS[0])
    single.add_argument("--name", help="published with the key")
    single.add_argument("--key", type=Path, required=True, help="secret: the private key")
    single.add_argument("--public", type=Path, required=True, help="for `trustee list`")
    single.set_defaults(run=_lazily("trustees", "run_single"))
    certify = actions.add_parser("certify", help="step 1 of a ceremony of threshold trustees")
    certify.add_argument("--group", choices=GROUPS, default=GROUPS[0])
    certify.add_argument("--size", type=int, required=True, help="number of trustees")
    certify.add_argument("--threshold", type=int, required=True, help="how many can open")
    certify.add_argument("--index", type=int, required=True, help="this trustee's, from 1")
    _seat(certify, "run_certify")
    for step, words in (
        ("commit", "step 2: commit to a polynomial"),
        ("reveal", "step 3: reveal it, when all have committed"),
        ("conclude", "step 4: check all, publish the own key"),
    ):
        _seat(actions.add_parser(step, help=words), f"run_{step}")
    assemble = actions.add_parser("assemble", help="step 5: the public part, by anybody")
    assemble.add_argument("--board", type=Path, required=True, help="the ceremony's folder")
    assemble.add_argument("--public", type=Path, required=True, help="for `trustee list`")
    assemble.set_defaults(run=_lazily("trustees", "run_assemble"))
    gather = actions.add_parser("list", help="all trustees of an election in their order")
    gather.add_argument("items", type=Path, nargs="+", metavar="PUBLIC")
    gather.add_argument("--group", choices=GROUPS, default=GROUPS[0])
    gather.add_argument("--output", "-o", type=Path, required=True, help="for `setup`")
    gather.set_defaults(run=_lazily("trustees", "run_list"))


def _seat(parser: argparse.ArgumentParser, function: str) -> None:
    parser.add_argument("--board", type=Path, required=True, help="the ceremony's folder")
    parser.add_argument("--key", type=Path, required=True, help="secret: this trustee's file")
    parser.set_defaults(run=_lazily("trustees", function))


def _add_setup(steps: Parsers) -> None:
    parser = steps.add_parser("setup", help="begin an archive")
    parser.add_argument("--uuid", required=True, help="as drawn for the credentials")
    parser.add_argument("--name", required=True)
    parser.add_argument("--description", default="")
    parser.add_argument("--group", choices=GROUPS, default=GROUPS[0])
    parser.add_argument("--questions", type=Path, required=True, help="JSON list of questions")
    parser.add_argument("--trustees", type=Path, required=True, help="from `trustee list`")
    parser.add_argument("--credentials", type=Path, required=True, help="from `credentials`")
    parser.add_argument("--time", type=int, help="Unix seconds; now without")
    parser.add_argument("--output", "-o", type=Path, required=True, metavar="ARCHIVE.bel")
    parser.set_defaults(run=_lazily("making", "run_setup"))


def _add_cast(steps: Parsers) -> None:
    parser = steps.add_parser("cast", help="encrypt a vote and append the ballot")
    _archive(parser)
    parser.add_argument("--code", type=Path, required=True, help="file with the voter's code")
    parser.add_argument("--vote", type=Path, required=True, help="JSON list of lists")
    parser.set_defaults(run=_lazily("making", "run_cast"))


def _add_tally(steps: Parsers) -> None:
    parser = steps.add_parser("tally", help="end the voting, append the encrypted tally")
    _archive(parser)
    _how(parser)
    parser.set_defaults(run=_lazily("making", "run_tally"))


def _add_shuffle(steps: Parsers) -> None:
    parser = steps.add_parser("shuffle", help="append one trustee's shuffle, or end shuffling")
    _archive(parser)
    _how(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--owner", type=int, metavar="N", help="the trustee's number, from 1")
    what.add_argument("--end", action="store_true", help="no more shuffles")
    parser.set_defaults(run=_lazily("making", "run_shuffle"))


def _add_decrypt(steps: Parsers) -> None:
    parser = steps.add_parser("decrypt", help="append one trustee's partial decryption")
    _archive(parser)
    _how(parser)
    parser.add_argument("--owner", type=int, required=True, metavar="N")
    parser.add_argument("--key", type=Path, required=True, help="secret: the trustee's file")
    parser.set_defaults(run=_lazily("making", "run_decrypt"))


def _add_result(steps: Parsers) -> None:
    parser = steps.add_parser("result", help="combine the decryptions, append the result")
    _archive(parser)
    _how(parser)
    parser.set_defaults(run=_lazily("making", "run_result"))


def _add_hints(steps: Parsers) -> None:
    parser = steps.add_parser("hints", help="write a sidecar that makes `verify` faster")
    _archive(parser)
    _how(parser)
    parser.add_argument("--output", "-o", type=Path, required=True, metavar="FILE")
    parser.set_defaults(run=_lazily("making", "run_hints"))
