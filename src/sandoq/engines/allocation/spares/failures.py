"""How many devices of a pool fail: exact distributions, and the spares that suffice."""

from collections.abc import Mapping

import numpy as np
from scipy.special import bdtr, gammaln, ndtri

from sandoq.engines.allocation.roads import Counts, Floats

_TAIL = 1e-15


def least_spares(devices: Counts, rate: float, confidence: float) -> Counts:
    """Least k with P(Binomial(devices, rate) <= k) >= confidence, for an array of devices.

    Exact: started at the normal approximation, then stepped until it is the first that suffices.
    """
    n = np.asarray(devices, np.int64)
    mean = n * rate
    near = mean + ndtri(confidence) * np.sqrt(mean * (1 - rate))
    spares: Counts = np.clip(np.floor(near), 0, n).astype(np.int64)
    while (short := bdtr(spares, n, rate) < confidence).any():
        spares[short] += 1
    while True:
        fewer = np.maximum(spares - 1, 0)
        enough = (spares > 0) & (bdtr(fewer, n, rate) >= confidence)
        if not enough.any():
            return spares
        spares[enough] -= 1


def failures(counts: Mapping[float, int]) -> Floats:
    """P(k devices fail), k = 0, 1, …, for independent devices; `counts` by failure rate.

    Exact up to a tail of 1e-15, which is cut and left out.
    """
    total = np.ones(1)
    for rate, devices in sorted(counts.items()):
        total = np.convolve(total, _binomial(devices, rate))
    return total[: int(np.searchsorted(np.cumsum(total), 1 - _TAIL)) + 1]


def quantile(chances: Floats, confidence: float) -> int:
    """Least k with P(at most k) >= confidence."""
    return int(np.searchsorted(np.cumsum(chances), confidence - 1e-13))


def beyond(chances: Floats, own: int) -> Floats:
    """P(k failures remain once `own` spares of their own are used up)."""
    if own <= 0:
        return chances
    return np.concatenate([[chances[: own + 1].sum()], chances[own + 1 :]])


def _binomial(devices: int, rate: float) -> Floats:
    """Binomial probabilities from 0 to where the tail is below 1e-15."""
    if rate == 0 or devices == 0:
        return np.ones(1)
    if rate == 1:
        return np.concatenate([np.zeros(devices), [1.0]])
    reach = devices * rate + 9 * np.sqrt(devices * rate * (1 - rate)) + 40
    k = np.arange(min(devices, int(reach)) + 1)
    logs = (
        gammaln(devices + 1)
        - gammaln(k + 1)
        - gammaln(devices - k + 1)
        + k * np.log(rate)
        + (devices - k) * np.log1p(-rate)
    )
    chances: Floats = np.exp(logs)
    return chances
