"""Simple kriging of residuals from the nearest readings, many places at once.

Source: J.-P. Chilès and P. Delfiner (2012), *Geostatistics*, 2nd ed., sections 3.2 (simple kriging)
and 3.4 (the variance that an estimated drift adds); a moving neighbourhood as in section 3.6.
"""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.coverage.geometry import Floats, Ints, nearest
from sandoq.engines.coverage.variogram import Variogram

NEIGHBOURS = 32
_BLOCK = 1_000


@dataclass(frozen=True, slots=True)
class Observed:
    """Residuals of readings.

    `spots` positions in km, shape (n, 3); `values` in dB and `noise` the nugget of each reading in
    dB², shape (n,); `drift` the trend's features at them, shape (n, p).
    """

    spots: Floats
    values: Floats
    noise: Floats
    drift: Floats


@dataclass(frozen=True, slots=True)
class Kriged:
    """Means in dB and variances in dB² of the residual signal with one reading's nugget, (q,)."""

    mean: Floats
    variance: Floats


def krige(
    observed: Observed,
    spots: Floats,
    drift: Floats,
    drift_covariance: Floats,
    variogram: Variogram,
    *,
    neighbours: int = NEIGHBOURS,
    leave_out: bool = False,
) -> Kriged:
    """Residuals at places from the nearest readings.

    Exact for the chosen neighbours; all readings are used if `neighbours` is at least their number.

    Args:
        observed: the readings.
        spots, drift: positions (q, 3) and the trend's features (q, p) there.
        drift_covariance: of the trend's coefficients, shape (p, p).
        leave_out: the places are those of the readings, in order, and each is predicted from the
            others.
    """
    size = len(observed.values)
    wanted = min(neighbours, size - leave_out)
    if wanted < 1:
        spread = np.einsum("qi,ij,qj->q", drift, drift_covariance, drift)
        return Kriged(np.zeros(len(spots)), variogram.sill + spread)
    near = nearest(observed.spots, spots, wanted + leave_out)[1]
    if leave_out:
        near = _without_self(near)
    mean, variance = np.empty(len(spots)), np.empty(len(spots))
    for first in range(0, len(spots), _BLOCK):
        block = slice(first, first + _BLOCK)
        weights, explained = _weights(observed, spots[block], near[block], variogram)
        mean[block] = np.einsum("qk,qk->q", weights, observed.values[near[block]])
        left = drift[block] - np.einsum("qk,qkp->qp", weights, observed.drift[near[block]])
        spread = np.einsum("qi,ij,qj->q", left, drift_covariance, left)
        variance[block] = variogram.sill - explained + spread
    return Kriged(mean, np.maximum(variance, variogram.nugget))


def _weights(
    observed: Observed, spots: Floats, near: Ints, variogram: Variogram
) -> tuple[Floats, Floats]:
    """Weights of the neighbours, shape (q, k), and the variance that they explain, shape (q,)."""
    around = observed.spots[near]
    between = np.linalg.norm(around[:, :, None, :] - around[:, None, :, :], axis=3)
    system = variogram.covariance(between)
    diagonal = np.arange(near.shape[1])
    system[:, diagonal, diagonal] += observed.noise[near]
    toward = variogram.covariance(np.linalg.norm(around - spots[:, None, :], axis=2))
    weights = np.linalg.solve(system, toward[:, :, None])[:, :, 0].astype(np.float64)
    return weights, np.einsum("qk,qk->q", weights, toward)


def _without_self(near: Ints) -> Ints:
    """Each row without its own number; without its last where others at the same place hid it."""
    own = near == np.arange(len(near))[:, None]
    own[~own.any(axis=1), -1] = True
    others: Ints = near[~own].reshape(len(near), near.shape[1] - 1)
    return others
