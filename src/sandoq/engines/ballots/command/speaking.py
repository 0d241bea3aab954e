"""What the verbs print: refusals with a stable code, progress on a terminal."""

import argparse
import json
import sys
from collections.abc import Callable

from sandoq.common.errors import DomainError

REFUSED = 1
_WIDTH = 30


def say(line: str) -> None:
    """One line on standard output."""
    sys.stdout.write(line + "\n")


def complain(code: str, detail: object = None) -> None:
    """One line on standard error: `sandoq: code: {"field": …}`."""
    rest = f": {json.dumps(detail, ensure_ascii=False, default=str)}" if detail else ""
    sys.stderr.write(f"sandoq: {code}{rest}\n")


def refusing(work: Callable[[argparse.Namespace], None]) -> Callable[[argparse.Namespace], int]:
    """A verb's runner: status 0, or a line on standard error and status 1."""

    def run(arguments: argparse.Namespace) -> int:
        try:
            work(arguments)
        except DomainError as refusal:
            complain(refusal.code, refusal.fields())
        except OSError as error:
            complain("file", {"name": str(error.filename or ""), "reason": error.strerror or ""})
        else:
            return 0
        return REFUSED

    return run


class Bar:
    """A progress bar on standard error, where that is a terminal."""

    def __init__(self) -> None:
        self._shown = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show how far a stage is; see `verify.reading.Progress`."""
        if not sys.stderr.isatty():
            return
        filled = _WIDTH * done // max(total, 1)
        line = f"\r{stage:12} [{'#' * filled:{_WIDTH}}] {100 * done // max(total, 1):3} %"
        if line != self._shown:
            self._shown = line
            sys.stderr.write(line)
            sys.stderr.flush()

    def end(self) -> None:
        """Leave the bar's line."""
        if self._shown:
            sys.stderr.write("\n")
