"""Why one station got nothing: it is made ready by force, and what that costs is told."""

import time
from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.equipment.explaining.study import Study
from sandoq.engines.allocation.errors import NoFeasiblePlan
from sandoq.engines.allocation.highs import Infeasible


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence's code and its facts, verified by a re-solve in whole numbers.

    Codes: `ready` (it can be, at no cost, and is in the study's best choice); `fixed-not-ready`;
    `out-of-reach`; `costs-electors` (with it, the best choice has `electors_lost` fewer electors,
    and `displaced` stations give way); `costs-priority` (stations of higher priority would fall);
    `equally-good` (another choice of the same electors has it).
    """

    station: str
    code: str
    electors: int
    electors_lost: int
    displaced: tuple[str, ...]
    verified: bool
    seconds: float

    def document(self) -> dict[str, object]:
        """As JSON values."""
        return {
            "station": self.station,
            "code": self.code,
            "electors": self.electors,
            "electors_lost": self.electors_lost,
            "displaced": list(self.displaced),
            "verified": self.verified,
        }


def explain_station(study: Study, station: str) -> Explanation:
    """Why a station is not ready in the best choice of electors.

    Raises:
        NoFeasiblePlan: there is no such station.
    """
    started = time.monotonic()
    codes, base = study.question.stations.codes, study.base
    if station not in codes:
        raise NoFeasiblePlan("unknown-station", (station,))
    at = codes.index(station)
    electors = int(study.question.stations.electors[at])

    def told(
        code: str, lost: int = 0, displaced: tuple[str, ...] = (), *, sure: bool = True
    ) -> Explanation:
        seconds = time.monotonic() - started
        return Explanation(station, code, electors, lost, displaced, sure, seconds)

    if base.ready[at]:
        return told("ready")
    if at in study.question.fixed_not_ready:
        return told("fixed-not-ready")
    low = study.chooser.scene.low
    if study.chooser.scene.high[at] == 0:
        return told("out-of-reach")
    forced = low.copy()
    forced[at] = 1.0
    study.chooser.force(forced)
    try:
        gain = study.question.stations.electors.astype(float)
        forced_choice = study.chooser.maximize("electors", gain)
    except Infeasible:
        return told("costs-priority")
    finally:
        study.chooser.force(low)
        study.restore(study.network.stock.copy())
    lost = round(base.value - forced_choice.value)
    gap = (base.bound - base.value) + (forced_choice.bound - forced_choice.value)
    if lost <= 0:
        return told("equally-good")
    displaced = study.codes(base.ready & ~forced_choice.ready)
    return told("costs-electors", lost, displaced, sure=bool(np.less(gap, lost)))
