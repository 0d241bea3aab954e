"""Which points to measure next: where electors hang on a guess that a reading would settle.

The risk at a point is the chance that the more likely answer (usable or not) is wrong. A reading at
point j takes away the whole risk of j and the share ρ² of the risk of a point i whose residual is
correlated with j's by ρ; the list is greedy in electors × risk taken away. Taken-away risk is
submodular, so each gain only falls and a heap of old gains finds the greedy choice (M. Minoux,
1978), which is at least 1 - 1/e of the best list of its size (G. Nemhauser et al., 1978).
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sandoq.engines.coverage.estimate import Estimate
from sandoq.engines.coverage.geometry import Floats, Ints, nearest, on_sphere
from sandoq.engines.coverage.server import Places

_NEIGHBOURS = 40
_SAME = 1e-12


@dataclass(frozen=True, slots=True)
class SurveyList:
    """Places in the order in which to measure them, each array of shape (k,).

    `electors_at_risk` is what each takes away when those before it are measured: expected electors
    at wrongly classified places.
    """

    place: Ints
    electors_at_risk: Floats


def risk_of_misclassification(estimate: Estimate, threshold_dbm: float) -> Floats:
    """Chance that the more likely class is wrong, 0 at measured places, shape (n,)."""
    from scipy.special import ndtr  # noqa: PLC0415 - slow to import

    away = np.abs(estimate.mean_dbm - threshold_dbm) / estimate.deviation_db
    return np.where(estimate.is_measured, 0.0, ndtr(-away))


def survey_next(
    places: Places,
    electors: Ints,
    estimates: Sequence[Estimate],
    threshold_dbm: float,
    number: int,
) -> SurveyList:
    """The next places to measure, all operators at one visit.

    Args:
        electors: shape (n,).
        estimates: of each operator; risks are averaged over them.
        number: at most so many; places without risk are not listed.
    """
    risks = np.array([risk_of_misclassification(one, threshold_dbm) for one in estimates])
    values = risks.reshape(-1, len(places)) * electors / max(len(estimates), 1)
    open_places = np.flatnonzero(values.sum(axis=0) > 0)
    near, shares = _correlated(on_sphere(places.lat, places.lon)[open_places], estimates)
    left = values[:, open_places]

    def gain(j: int) -> float:
        return float((shares[:, j] * left[:, near[j]]).sum())

    heap = [(-gain(j), j) for j in range(len(open_places))]
    heapq.heapify(heap)
    chosen: list[int] = []
    gains: list[float] = []
    while heap and len(chosen) < number:
        j = heapq.heappop(heap)[1]
        now = gain(j)
        if heap and now < -heap[0][0] - _SAME:
            heapq.heappush(heap, (-now, j))
            continue
        chosen.append(j)
        gains.append(now)
        left[:, near[j]] *= 1 - shares[:, j]
    return SurveyList(open_places[np.array(chosen, dtype=np.int64)], np.array(gains))


def _correlated(spots: Floats, estimates: Sequence[Estimate]) -> tuple[Ints, Floats]:
    """Neighbours (n, k) of each place, itself included, and the share (operators, n, k) of the risk
    that a reading takes of each."""
    if not len(spots):
        return np.empty((0, 1), dtype=np.int64), np.empty((len(estimates), 0, 1))
    distance, near = nearest(spots, spots, _NEIGHBOURS)
    own = near == np.arange(len(spots))[:, None]
    shares = [
        np.where(own, 1.0, (one.variogram.covariance(distance) / one.variogram.sill) ** 2)
        for one in estimates
    ]
    return near, np.array(shares)
