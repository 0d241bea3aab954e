"""CPU seconds and memory of contenders, each in a process of its own."""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.planning.instances_equipment import NATION, PROVINCE, equipment_question

SIZES = {"province": PROVINCE, "nation": NATION}


def document(size: str, seed: int) -> dict[str, Any]:
    """The seeded question of a size."""
    return equipment_question(SIZES[size], seed)


def cpu() -> float:
    """CPU seconds of this process and its ended children so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def peak_mb() -> float:
    """Peak memory of this process or of its largest ended child, in megabytes."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return max(one.ru_maxrss for one in used) / 1024


def failed_checks(question: dict[str, Any], plan: Any) -> list[str]:
    """Names of the validator's checks that do not hold."""
    return judged(question, answer(question, plan))


def answer(question: dict[str, Any], plan: Any) -> dict[str, Any]:
    """The plan as the command writes it."""
    from sandoq.engines.allocation.documents import input_sha256

    kind = {"sandoq_plan": 1, "kind": "equipment-plan", "input_sha256": input_sha256(question)}
    return kind | plan.document()


def judged(question: dict[str, Any], answered: dict[str, Any]) -> list[str]:
    """Names of the checks that do not hold for a plan document."""
    from sandoq.engines.allocation.checking import check_plan

    return [one.check for one in check_plan(question, answered) if not one.holds]


def in_a_child(script: Path, *arguments: object) -> dict[str, float]:
    """What a script prints last as JSON, run alone with single-threaded numerics."""
    done = subprocess.run(
        [sys.executable, str(script), *map(str, arguments)],
        check=True,
        stdout=subprocess.PIPE,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told
