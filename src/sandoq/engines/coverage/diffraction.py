"""Loss behind hills: one equivalent edge for a whole profile (Bullington).

Source: Recommendation ITU-R P.526-15, section 4.5.1 (Bullington part), equations (31) for a single
knife edge and (54)-(60); effective earth radius 4/3 as in section 1.
"""

import numpy as np

from sandoq.engines.coverage.geometry import Flags, Floats

EFFECTIVE_EARTH_KM = 8500.0
_LIGHT_MHZ_M = 299.792458
_NO_OBSTACLE = -0.78


def knife_edge_loss(nu: Floats) -> Floats:
    """J(ν) in dB of a single edge, 0 where the edge is well below the ray."""
    above = np.maximum(nu, _NO_OBSTACLE) - 0.1
    loss = 6.9 + 20 * np.log10(np.sqrt(above**2 + 1) + above)
    return np.where(nu > _NO_OBSTACLE, loss, 0.0)


def bullington_loss(
    distance_km: Floats,
    frequency_mhz: Floats,
    base_m: Floats,
    mobile_m: Floats,
    ground_m: Floats,
) -> Floats:
    """Diffraction loss in dB of links over their profiles.

    Args:
        distance_km, frequency_mhz: shape (n,); distances above 0.
        base_m, mobile_m: antennas above sea level, shape (n,).
        ground_m: heights of the ground above sea level at m evenly spaced places strictly between
            the ends, from the base on, shape (n, m); NaN is ground nobody knows, which hides
            nothing.

    Returns:
        Shape (n,), at least 0.
    """
    count = ground_m.shape[1]
    share = np.arange(1, count + 1) / (count + 1)
    whole = np.maximum(distance_km, 1e-3)[:, None]
    from_base, to_mobile = whole * share, whole * (1 - share)
    bulge = 500.0 / EFFECTIVE_EARTH_KM * from_base * to_mobile
    height = np.where(np.isnan(ground_m), -np.inf, ground_m + bulge)
    base, mobile = base_m[:, None], mobile_m[:, None]
    from_base_slope = np.max((height - base) / from_base, axis=1)
    to_mobile_slope = np.max((height - mobile) / to_mobile, axis=1)
    wavelength = (_LIGHT_MHZ_M / frequency_mhz)[:, None]
    ray = base * (1 - share) + mobile * share
    in_sight = np.max(
        (height - ray) * np.sqrt(0.002 * whole / (wavelength * from_base * to_mobile)), axis=1
    )
    seen = from_base_slope < (mobile_m - base_m) / whole[:, 0]
    nu = np.where(
        seen,
        in_sight,
        _hidden(
            whole[:, 0], wavelength[:, 0], (base_m, mobile_m), (from_base_slope, to_mobile_slope)
        ),
    )
    edge = knife_edge_loss(nu)
    return edge + (1 - np.exp(-edge / 6.0)) * (10.0 + 0.02 * whole[:, 0])


def _hidden(
    whole: Floats, wavelength: Floats, ends: tuple[Floats, Floats], slopes: tuple[Floats, Floats]
) -> Floats:
    """ν of the edge where the two steepest rays meet; of no meaning where the ends are in sight.

    `ends` are the heights of base and mobile, `slopes` the steepest rays from them in m/km.
    """
    (base, mobile), (from_base, to_mobile) = ends, slopes
    with np.errstate(all="ignore"):
        total = from_base + to_mobile
        place = np.clip((mobile - base + to_mobile * whole) / total, 1e-6 * whole, None)
        place = np.minimum(place, (1 - 1e-6) * whole)
        line = (base * (whole - place) + mobile * place) / whole
        nu = (base + from_base * place - line) * np.sqrt(
            0.002 * whole / (wavelength * place * (whole - place))
        )
    return np.where(np.isfinite(nu), nu, _NO_OBSTACLE)


def known_profiles(ground_m: Floats) -> Flags:
    """Whether at least half of each profile's ground is known, shape (n,)."""
    known: Flags = np.mean(~np.isnan(ground_m), axis=1) >= 0.5  # noqa: PLR2004 - half
    return known
