"""The signal at points nobody measured: physics, corrected by readings, with honest intervals.

Calibration: each reading is predicted from the others; a quantile of |error| / deviation stretches
every interval (conformal prediction with leave-one-out residuals: R. Barber, E. Candès, A. Ramdas,
R. Tibshirani (2021), "Predictive inference with the jackknife+", Annals of Statistics 49, 486-507).
The quantile's rank is one standard error above 90 %, as in S. Wilks' tolerance intervals (1941):
the intervals then hold 90 % in about five of six surveys, not in every second.
"""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from sandoq.engines.coverage.geometry import Flags, Floats, Ints, on_sphere
from sandoq.engines.coverage.kriging import Observed, krige
from sandoq.engines.coverage.server import Places, Served, Towers, best_server
from sandoq.engines.coverage.terrain import Terrain
from sandoq.engines.coverage.trend import features, fit_trend, outdoors_column, predict
from sandoq.engines.coverage.variogram import Variogram, fit_variogram

METHOD = "hata-bullington-kriging/1"
"""Changes whenever the same input would give another estimate."""

CONFIDENCE = 0.9
FEWEST_TO_CALIBRATE = 30
_NORMAL = NormalDist().inv_cdf(0.5 + CONFIDENCE / 2)


@dataclass(frozen=True, slots=True)
class Readings:
    """Measured levels of one operator, each array of shape (m,).

    `point` are positions among the places, `dbm` levels, `outdoors` says where they were taken.
    Several at one point are averaged.
    """

    point: Ints
    dbm: Floats
    outdoors: Flags


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is thought of every place indoors, each array of shape (n,).

    Attributes:
        mean_dbm, deviation_db: of what a reading there would show, the deviation calibrated: 90 %
            of readings are to lie within mean ± 1.645 deviation.
        served: the physics below; None without towers.
        is_measured: places with readings of their own, where no estimate is needed.
        variogram: of the residuals.
        stretch: by how much the deviations were multiplied.
        is_calibrated: False with fewer than 30 measured places; the stretch is then at least 1.
    """

    mean_dbm: Floats
    deviation_db: Floats
    served: Served | None
    is_measured: Flags
    variogram: Variogram
    stretch: float
    is_calibrated: bool

    def probability(self, threshold_dbm: float) -> Floats:
        """Chance that a reading would show at least this level, shape (n,)."""
        from scipy.special import ndtr  # noqa: PLC0415 - slow to import

        chance: Floats = ndtr((self.mean_dbm - threshold_dbm) / self.deviation_db)
        return chance

    def interval(self) -> tuple[Floats, Floats]:
        """Lower and upper ends of the 90 % intervals, dBm."""
        half = _NORMAL * self.deviation_db
        return self.mean_dbm - half, self.mean_dbm + half


def estimate(
    places: Places, readings: Readings, towers: Towers, terrain: Terrain, *, seed: int = 0
) -> Estimate:
    """The signal of one operator at places.

    Without towers it is kriging of the readings alone, without readings physics alone with a wide
    deviation; without both only the priors of `trend` stand.
    """
    served = best_server(places, towers, terrain) if len(towers) else None
    spots = on_sphere(places.lat, places.lon)
    indoors = features(places, np.zeros(len(places), dtype=np.bool_), served)
    measured, observed_dbm, design, count = _by_point(readings, indoors)
    trend = fit_trend(design, observed_dbm)
    residuals = observed_dbm - predict(trend, design)
    variogram = fit_variogram(spots[measured], residuals, seed)
    observed = Observed(spots[measured], residuals, variogram.nugget / np.sqrt(count), design)
    stretch, is_calibrated = _stretch(observed, trend.covariance, variogram)
    found = krige(observed, spots, indoors, trend.covariance, variogram)
    is_measured = np.zeros(len(places), dtype=np.bool_)
    is_measured[measured] = True
    return Estimate(
        mean_dbm=predict(trend, indoors) + found.mean,
        deviation_db=stretch * np.sqrt(found.variance),
        served=served,
        is_measured=is_measured,
        variogram=variogram,
        stretch=stretch,
        is_calibrated=is_calibrated,
    )


def _by_point(readings: Readings, indoors: Floats) -> tuple[Ints, Floats, Floats, Floats]:
    """Measured places, their mean levels, features and numbers of readings."""
    measured, place = np.unique(readings.point, return_inverse=True)
    count = np.bincount(place, minlength=len(measured)).astype(np.float64)
    whole = np.maximum(count, 1)
    dbm = np.bincount(place, readings.dbm, len(measured)) / whole
    design = indoors[measured].copy()
    design[:, outdoors_column(design)] = (
        np.bincount(place, readings.outdoors, len(measured)) / whole
    )
    return measured, dbm, design, count


def _stretch(observed: Observed, covariance: Floats, variogram: Variogram) -> tuple[float, bool]:
    """The factor of the deviations, and whether readings enough stood behind it."""
    number = len(observed.values)
    if number < 2:  # noqa: PLR2004 - nothing to leave out
        return 1.0, False
    left = krige(observed, observed.spots, observed.drift, covariance, variogram, leave_out=True)
    errors = np.sort(np.abs(observed.values - left.mean) / np.sqrt(left.variance))
    spread = np.sqrt(number * CONFIDENCE * (1 - CONFIDENCE))
    rank = min(int(np.ceil(CONFIDENCE * (number + 1) + spread)), number)
    factor = float(errors[rank - 1]) / _NORMAL
    if number < FEWEST_TO_CALIBRATE:
        return max(factor, 1.0), False
    return max(factor, 0.5), True
