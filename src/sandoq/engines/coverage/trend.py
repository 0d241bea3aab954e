"""What readings say about the physics as a whole: a linear correction with cautious priors.

    dBm = c0 + c1 (open - 95) … − c2 diffraction + c3 urban + c4 outdoors + c5 log10(km / 5)

With no reading the priors stand (physics as it is); with hundreds the readings decide. Bayesian
linear regression with a known noise; see C. Bishop (2006), *Pattern Recognition and Machine
Learning*, section 3.3.
"""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.coverage.geometry import Flags, Floats
from sandoq.engines.coverage.propagation import Surroundings
from sandoq.engines.coverage.server import Places, Served

_CENTRE_DBM = -95.0
_WITHOUT_TOWERS_DBM = -98.0
_NOISE_DB = 9.0
_PHYSICAL_MEAN = (0.0, 1.0, 1.0, 0.0, 8.0, 0.0)
_PHYSICAL_SPREAD = (12.0, 0.4, 0.5, 6.0, 6.0, 8.0)
_PLAIN_MEAN = (0.0, 0.0, 8.0)
_PLAIN_SPREAD = (20.0, 8.0, 6.0)


@dataclass(frozen=True, slots=True)
class Trend:
    """The coefficients, shape (p,), and their covariance, shape (p, p)."""

    coefficients: Floats
    covariance: Floats


def features(places: Places, outdoors: Flags, served: Served | None) -> Floats:
    """The trend's features at places, shape (n, p); without towers only the plain ones."""
    urban = np.isin(places.surroundings, (Surroundings.URBAN, Surroundings.LARGE_CITY))
    one = np.ones(len(places))
    if served is None:
        return np.column_stack((one, urban, outdoors))
    distance = np.log10(np.maximum(served.distance_km, 0.1) / 5.0)
    return np.column_stack(
        (
            one,
            served.open_dbm - _CENTRE_DBM,
            -served.diffraction_db,
            urban,
            outdoors,
            distance,
        )
    )


def outdoors_column(design: Floats) -> int:
    """The column of `features` that says whether a reading was taken outdoors."""
    return 4 if design.shape[1] == len(_PHYSICAL_MEAN) else 2


def fit_trend(design: Floats, dbm: Floats) -> Trend:
    """The correction that readings ask for; `design` as `features` gave it."""
    mean, spread = _prior(design.shape[1])
    precision = design.T @ design / _NOISE_DB**2 + np.diag(1 / spread**2)
    covariance = np.linalg.inv(precision).astype(np.float64)
    shift = design.T @ (dbm - level(design) - design @ mean) / _NOISE_DB**2
    return Trend(mean + covariance @ shift, covariance)


def predict(trend: Trend, design: Floats) -> Floats:
    """The corrected physical guess in dBm, shape (n,)."""
    guess: Floats = level(design) + design @ trend.coefficients
    return guess


def level(design: Floats) -> float:
    """The level around which the features are measured, dBm."""
    return _CENTRE_DBM if design.shape[1] == len(_PHYSICAL_MEAN) else _WITHOUT_TOWERS_DBM


def _prior(number: int) -> tuple[Floats, Floats]:
    if number == len(_PHYSICAL_MEAN):
        return np.array(_PHYSICAL_MEAN), np.array(_PHYSICAL_SPREAD)
    return np.array(_PLAIN_MEAN), np.array(_PLAIN_SPREAD)
