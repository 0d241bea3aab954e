"""How alike two residuals are by their distance: two exponential structures and a nugget.

    γ(h) = nugget + near (1 - e^(-h/a)) + far (1 - e^(-h/b)),  a ≤ b

Sources: G. Matheron (1963), the method-of-moments estimator; N. Cressie (1985), "Fitting variogram
models by weighted least squares", Math. Geology 17, 563-586.
"""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.coverage.geometry import Floats, nearest

FEWEST = 40
"""With fewer readings the shape is assumed, and only its size is taken from them."""

ASSUMED_DEVIATION_DB = 10.0
_SHAPE = (0.25, 0.4, 3.0, 0.35, 15.0)  # shares of nugget, near, its km, far, its km
_NEIGHBOURS = 60
_PAIRS = 200_000
_FARTHEST_KM = 80.0
_BINS = 18
_FEWEST_PAIRS = 30
_LEAST_NUGGET = 0.5


@dataclass(frozen=True, slots=True)
class Variogram:
    """Sizes in dB², ranges in km."""

    nugget: float
    near: float
    near_km: float
    far: float
    far_km: float

    @property
    def sill(self) -> float:
        """The variance of one reading's residual."""
        return self.nugget + self.near + self.far

    def covariance(self, distance_km: Floats) -> Floats:
        """Covariance of the signal itself, without the nugget, at distances of any shape."""
        found: Floats = self.near * np.exp(distance_km * (-1 / self.near_km))
        found += self.far * np.exp(distance_km * (-1 / self.far_km))
        return found


def assumed_variogram(deviation_db: float = ASSUMED_DEVIATION_DB) -> Variogram:
    """The usual shape of residuals with this standard deviation."""
    nugget, near, near_km, far, far_km = _SHAPE
    size = max(deviation_db, 1.0) ** 2
    return Variogram(nugget * size, near * size, near_km, far * size, far_km)


def fit_variogram(spots: Floats, residuals: Floats, seed: int = 0) -> Variogram:
    """The variogram of residuals at places.

    Args:
        spots: positions in km, shape (n, 3).
        residuals: dB, shape (n,).
        seed: of the distant pairs that are drawn.
    """
    if len(residuals) < FEWEST:
        known = len(residuals) >= FEWEST // 4
        return assumed_variogram(
            float(np.sqrt(np.mean(residuals**2))) if known else ASSUMED_DEVIATION_DB
        )
    from scipy.optimize import least_squares  # noqa: PLC0415 - slow to import

    distance, half_square = _pairs(spots, residuals, seed)
    lag, gamma, count = _binned(distance, half_square)
    variance = float(np.var(residuals)) + 1e-6

    def misfit(parameters: Floats) -> Floats:
        model = _gamma(parameters, lag)
        return np.sqrt(count) * (gamma / model - 1)

    best = least_squares(  # type: ignore[operator]
        misfit,
        x0=[0.25 * variance, 0.4 * variance, 3.0, 0.35 * variance, 20.0],
        bounds=(
            [_LEAST_NUGGET, 0.0, 0.3, 0.0, 8.0],
            [2 * variance + 1, 3 * variance + 1, 8.0, 3 * variance + 1, 80.0],
        ),
        x_scale=[variance, variance, 3.0, variance, 20.0],
        max_nfev=200,
    )
    nugget, near, near_km, far, far_km = (float(value) for value in best.x)
    return Variogram(nugget, near, near_km, far, far_km)


def _gamma(parameters: Floats, lag: Floats) -> Floats:
    nugget, near, near_km, far, far_km = parameters
    model: Floats = nugget + near * (1 - np.exp(-lag / near_km)) + far * (1 - np.exp(-lag / far_km))
    return model


def _pairs(spots: Floats, residuals: Floats, seed: int) -> tuple[Floats, Floats]:
    """Distances and half squared differences: neighbours of each, and pairs drawn from all."""
    size = len(residuals)
    near = nearest(spots, spots, _NEIGHBOURS + 1)[1][:, 1:]
    left = np.repeat(np.arange(size), near.shape[1])
    drawn = np.random.default_rng(seed).integers(0, size, (2, min(_PAIRS, size * size)))
    left = np.concatenate((left, drawn[0]))
    right = np.concatenate((near.ravel(), drawn[1]))
    keep = left != right
    left, right = left[keep], right[keep]
    distance = np.linalg.norm(spots[left] - spots[right], axis=1)
    return distance, 0.5 * (residuals[left] - residuals[right]) ** 2


def _binned(distance: Floats, half_square: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean lag, mean half square and number of pairs of the bins that hold enough."""
    edges = np.concatenate(([0.0], np.geomspace(0.3, _FARTHEST_KM, _BINS)))
    place = np.digitize(distance, edges) - 1
    inside = place < _BINS
    count = np.bincount(place[inside], minlength=_BINS).astype(np.float64)
    lag = np.bincount(place[inside], distance[inside], _BINS)
    gamma = np.bincount(place[inside], half_square[inside], _BINS)
    enough = count >= _FEWEST_PAIRS
    if not enough.any():
        enough = count > 0
    kept = count[enough]
    return lag[enough] / kept, np.maximum(gamma[enough] / kept, 1e-9), kept
