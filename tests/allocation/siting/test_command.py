"""`sandoq plan siting` and `sandoq plan check` as processes, on the example of the documents."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sandoq.cli import main
from tests.allocation.siting.test_text import PMED

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "planning" / "siting.json"


@pytest.mark.processes
def test_the_example_is_solved_and_checked(tmp_path: Path) -> None:
    """What the document shows runs as it stands there."""
    plan = tmp_path / "plan.json"
    for words in (["siting", EXAMPLE, "-o", plan], ["check", EXAMPLE, plan]):
        command = [sys.executable, "-m", "sandoq.cli", "plan", *map(str, words)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)

    answer = json.loads(plan.read_text(encoding="utf-8"))
    assert answer["kind"] == "siting-plan"
    assert answer["status"] == "optimal"


def test_an_or_library_file_is_solved_and_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same text is INPUT of both commands; the objective is the sum of distances."""
    source, plan = tmp_path / "pmed.txt", tmp_path / "plan.json"
    source.write_text(PMED, encoding="utf-8")

    assert main(["plan", "siting", str(source), "-o", str(plan)]) == 0
    assert main(["plan", "check", str(source), str(plan), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out.split("\n", 1)[1])
    assert shown["valid"]
    assert json.loads(plan.read_text(encoding="utf-8"))["certificate"]["value"] == 12


def test_options_fill_in_what_the_input_leaves_open(tmp_path: Path) -> None:
    """The plan repeats them, so that it can be checked; they never change what INPUT says."""
    source, plan = tmp_path / "scp.txt", tmp_path / "plan.json"
    source.write_text("3 3\n1 2 3\n2 1 2\n1 2\n2 2 3\n", encoding="utf-8")

    assert main(["plan", "siting", str(source), "-o", str(plan), "--k", "1"]) == 0
    assert main(["plan", "check", str(source), str(plan)]) == 0
    source.write_text(PMED, encoding="utf-8")
    assert main(["plan", "siting", str(source), "--k", "3"]) == 1


def test_a_malformed_file_is_refused_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Status 1, one line on standard error, no plan."""
    source, plan = tmp_path / "pmed.txt", tmp_path / "plan.json"
    source.write_text("3 2 1\n1 2 5\n2 4 5\n", encoding="utf-8")

    assert main(["plan", "siting", str(source), "-o", str(plan)]) == 1
    assert "/line/3" in capsys.readouterr().err
    assert not plan.exists()
