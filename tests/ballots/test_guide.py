"""The guide's own commands hold an election and verify it."""

import os
import re
import subprocess
import sys
from pathlib import Path

GUIDE = Path(__file__).parents[2] / "docs" / "en" / "ballots.md"


def test_the_guides_commands_run_as_they_stand(tmp_path: Path) -> None:
    """Read from the page, in order, in an empty folder, with one ballot for B."""
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    program = f"set -eu\nsandoq() {{ '{sys.executable}' -m sandoq.cli \"$@\"; }}\n"
    done = subprocess.run(
        ["/bin/sh", "-c", program + "\n".join(blocks)],
        cwd=tmp_path,
        env=os.environ,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert len(blocks) == 2
    assert "question 1: 0 0 1 0" in done.stdout
    assert done.stdout.count("valid") >= 3
