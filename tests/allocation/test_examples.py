"""The examples of the documentation, as their reader would run them."""

import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples" / "planning"


@pytest.mark.processes
@pytest.mark.parametrize("topic", ["queues", "spares", "experts"])
def test_the_documented_example_runs_from_the_command_line(topic: str, tmp_path: Path) -> None:
    """`sandoq plan TOPIC`, then `sandoq plan check`."""
    example, plan = EXAMPLES / f"{topic}.json", tmp_path / "plan.json"
    command = [str(Path(sys.executable).parent / "sandoq"), "plan"]

    subprocess.run([*command, topic, example, "-o", plan], check=True, capture_output=True)
    judged = subprocess.run(
        [*command, "check", example, plan], check=False, capture_output=True, text=True
    )

    assert judged.returncode == 0, judged.stdout + judged.stderr
