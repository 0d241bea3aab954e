"""How a running plan tells where it stands, and is told to stop."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One moment of a search.

    `stage` is a stable kebab-case name; `best` the value of the best plan so far, `bound` what no
    plan can exceed (or undercut, if less is better); both None until known. `done` is a share of
    the stage in [0, 1], None if it cannot be told.
    """

    stage: str
    seconds: float
    done: float | None = None
    best: float | None = None
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """|bound - best| / |bound|; None until both are known."""
        if self.best is None or self.bound is None:
            return None
        return abs(self.bound - self.best) / max(abs(self.bound), 1e-12)


Watch = Callable[[Progress], bool]
"""Called now and then; False asks to stop: the best plan so far is returned with its gap."""


def unwatched(progress: Progress) -> bool:  # noqa: ARG001 - a Watch
    """Nobody looks, nobody stops."""
    return True
