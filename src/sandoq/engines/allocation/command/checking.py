"""`sandoq plan check`: numbered findings about a plan."""

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from sandoq.common.errors import DomainError
from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.checking.plans import KINDS
from sandoq.engines.allocation.command.speaking import complain, say
from sandoq.engines.allocation.documents import read_document

INVALID = 1
UNREADABLE = 2


def run(arguments: argparse.Namespace) -> int:
    """Status 0 valid, 1 invalid, 2 unreadable."""
    try:
        plan = read_document(arguments.plan, [f"{kind}-plan" for kind in KINDS])
        found = check_plan(_read_question(arguments.input, plan), plan)
    except DomainError as refusal:
        complain(refusal)
        return UNREADABLE
    except OSError as error:
        sys.stderr.write(f"sandoq: file: {error.filename}: {error.strerror}\n")
        return UNREADABLE
    valid = all(finding.holds for finding in found)
    if arguments.json:
        say(json.dumps({"valid": valid, "findings": [asdict(one) for one in found]}, indent=1))
    else:
        for number, one in enumerate(found, start=1):
            say(f"{number}. {one.check}: {'holds' if one.holds else 'FAILS'}. {one.told}".rstrip())
        say("valid" if valid else "invalid")
    return 0 if valid else INVALID


def _read_question(path: Path, plan: Mapping[str, object]) -> dict[str, object]:
    """The question as the plan's own topic reads it, for some read more than JSON."""
    topic = str(plan["kind"]).removesuffix("-plan")
    command = import_module(f"sandoq.engines.allocation.command.{topic}")
    if read := getattr(command, "read_question", None):
        document: dict[str, object] = read(path, plan)
        return document
    return read_document(path, KINDS)
