"""A progress bar on standard error; one line at the end where that is not a terminal."""

import sys
import time
from types import TracebackType
from typing import Self

_WIDTH = 30


class Progress:
    """Counts steps of long work: `with Progress("stations", total=31) as progress`."""

    def __init__(self, name: str, *, total: int) -> None:
        self._name = name
        self._total = max(total, 1)
        self._done = 0
        self._begun = time.monotonic()

    def __enter__(self) -> Self:
        self._draw()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        end = "\r" if sys.stderr.isatty() else ""
        seconds = time.monotonic() - self._begun
        word = "" if error is None else " stopped"
        sys.stderr.write(f"{end}demo: {self._name}{word} ({seconds:.1f} s){' ' * _WIDTH}\n")

    def advance(self) -> None:
        """One step is done."""
        self._done += 1
        self._draw()

    def _draw(self) -> None:
        if sys.stderr.isatty():
            full = _WIDTH * self._done // self._total
            bar = "█" * full + "░" * (_WIDTH - full)
            sys.stderr.write(f"\rdemo: {self._name} {bar} {self._done}/{self._total}")
            sys.stderr.flush()
