"""What a command costs: processor time, waiting time, memory; on one core."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

VERIFY = (sys.executable, "-m", "sandoq.cli", "verify")


@dataclass(frozen=True)
class Cost:
    """Seconds of processor and of clock, and the most memory held, in MB."""

    cpu: float
    wall: float
    peak_mb: float


def cost_of(command: Sequence[str], folder: Path, *, cores: int = 1) -> Cost:
    """Run a command that must succeed, on so many cores."""
    allowed = sorted(os.sched_getaffinity(0))[-cores:]
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, allowed)  # inherited
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=said, env=_environment()
        )
        os.sched_setaffinity(0, before)
        _, status, usage = os.wait4(process.pid, 0)
        said.seek(0)
        words = said.read().decode()[-500:]
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {words}")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(cpu, time.perf_counter() - begun, usage.ru_maxrss / 1024)


def _environment() -> dict[str, str]:
    """Ours, but Python may keep its compiled modules, as where a package is installed."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def least(commands: dict[str, tuple[Sequence[str], Path]], repeats: int) -> dict[str, Cost]:
    """The cheapest of several runs of each, taken in turn, so that a disturbance hits all alike."""
    found: dict[str, Cost] = {}
    for _ in range(repeats):
        for name, (command, folder) in commands.items():
            cost = cost_of(command, folder)
            if name not in found or cost.cpu < found[name].cpu:
                found[name] = cost
    return found


def slope(costs: dict[str, Cost], name: str, many: int, few: int) -> float:
    """Milliseconds of processor for one ballot more, from the runs `name many`, `name few`."""
    return 1000 * (costs[f"{name} {many}"].cpu - costs[f"{name} {few}"].cpu) / (many - few)
