"""How far a search goes: the gap asked, the clock, and who may stop it."""

import math
import time
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.progress import Progress, Watch
from sandoq.engines.allocation.siting.models import Covering, Median
from sandoq.engines.allocation.siting.proof import Proof

_FLOATS_GAP = 1e-7
"""Where costs are no whole numbers, nobody proves less than this."""


@dataclass(slots=True)
class Found:
    """Sites with a proof; `hoped` is the bound the proof aims at."""

    sites: NDArray[np.int64]
    proof: Proof
    hoped: float


@dataclass(slots=True)
class Effort:
    """The frame of one search; costs are those of the model, less is better."""

    model: Covering | Median
    gap: float
    watch: Watch
    seconds: float
    leaves_most: int = 1_000_000
    """Parts a branch and bound may make."""
    stage: str = "starting"
    stopped: bool = False
    begun: float = field(default_factory=time.monotonic)

    @property
    def left(self) -> float:
        """Seconds that remain."""
        return self.seconds - (time.monotonic() - self.begun)

    @property
    def total(self) -> float:
        """What is told is `total` - cost: electors covered. 0 where the cost itself is told."""
        return self.model.total if isinstance(self.model, Covering) else 0.0

    def target(self, cost: float) -> float:
        """The bound with which a plan of this cost has the gap asked."""
        gap = self.gap if self.model.whole else max(self.gap, _FLOATS_GAP)
        if isinstance(self.model, Covering):
            suffices = self.total - (self.total - cost) / max(1.0 - gap, 1e-12)
        else:
            suffices = cost / (1.0 + gap)
        return float(math.ceil(suffices - 1e-6)) if self.model.whole else suffices

    def enter(self, stage: str, cost: float | None = None, lower: float | None = None) -> bool:
        """Begin a stage; False if the search is to end."""
        self.stage = stage
        return self.go_on(cost, lower)

    def go_on(self, cost: float | None = None, lower: float | None = None) -> bool:
        """Tell where we are; False if the search is to end."""
        if self.stopped or self.left <= 0:
            self.stopped = True
            return False
        told = [self._told(value) for value in (cost, lower)]
        seconds = self.seconds - self.left
        self.stopped = not self.watch(Progress(self.stage, seconds, best=told[0], bound=told[1]))
        return not self.stopped

    def _told(self, cost: float | None) -> float | None:
        if cost is None or not math.isfinite(cost):
            return None
        return self.total - cost if isinstance(self.model, Covering) else cost
