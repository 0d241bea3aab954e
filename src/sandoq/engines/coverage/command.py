"""`sandoq plan coverage`: the parser; the work is imported when the verb runs."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import TypeAlias

from sandoq.common.errors import DomainError
from sandoq.common.files import write_whole

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
REFUSED = 1
_BAD = (
    "The value at {where} cannot be used ({reason}). Correct it in the file and run again.",
    "مقدار {where} پذیرفتنی نیست ({reason}). آن را در پرونده اصلاح کنید و دوباره اجرا کنید.",
)


def add_parsers(plans: Parsers) -> None:
    """Add `coverage` to `sandoq plan`."""
    parser = plans.add_parser(
        "coverage",
        help="estimate the signal where nobody measured, and what to survey next",
        description="An estimate is never evidence: it says where to survey next.",
    )
    parser.add_argument("input", type=Path, metavar="INPUT.json", help="what is asked")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.json", help="the answer")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Status 0 with an answer, 1 with a refusal on standard error."""
    try:
        text = _solved(arguments.input)
        if arguments.output is None:
            sys.stdout.write(text)
        else:
            write_whole(arguments.output, text)
            sys.stdout.write(f"{arguments.output}\n")
    except DomainError as refusal:
        _complain(refusal)
        return REFUSED
    except OSError as error:
        sys.stderr.write(f"sandoq: file: {error.filename}: {error.strerror}\n")
        return REFUSED
    return 0


def _solved(path: Path) -> str:
    from sandoq.common.hashing import canonical_json, sha256_hex  # noqa: PLC0415 - only when asked
    from sandoq.engines.coverage.answer import answer  # noqa: PLC0415
    from sandoq.engines.coverage.question import read_question  # noqa: PLC0415

    question, value = read_question(path)
    document = {
        "sandoq_plan": 1,
        "kind": "coverage-plan",
        "input_sha256": sha256_hex(canonical_json(value)),
        **answer(question, path.parent),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _complain(refusal: DomainError) -> None:
    """`sandoq: code: sentence {fields}` on standard error; Persian if the locale is."""
    fields = refusal.fields()
    persian = os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("fa")
    shown = json.dumps(fields, ensure_ascii=False, default=str)
    sentence = _BAD[persian].format_map(fields)
    sys.stderr.write(f"sandoq: {refusal.code}: {sentence} {shown}\n")
