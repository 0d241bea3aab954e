"""Median path loss without terrain: free space, Hata, COST 231-Hata.

Sources: M. Hata, "Empirical formula for propagation loss in land mobile radio services", IEEE
Trans. Veh. Technol. 29 (1980) 317-325; COST Action 231 final report (1999), section 4.4.1; free
space ITU-R P.525.

The formulas were fitted within `LIMITS`. Outside them they are continued, because a committee must
still be told something, and every such answer is flagged by `outside_limits`.
"""

from enum import IntEnum, IntFlag

import numpy as np

from sandoq.engines.coverage.geometry import Floats, Ints

LIMITS = {
    "frequency_mhz": (150.0, 2000.0),
    "base_height_m": (30.0, 200.0),
    "mobile_height_m": (1.0, 10.0),
    "distance_km": (1.0, 20.0),
}
"""Hata 150-1500 MHz, COST 231-Hata 1500-2000 MHz; the other ranges are common to both."""

COST_FROM_MHZ = 1500.0
_LARGE_CITY_FROM_MHZ = 300.0
_QUASI_OPEN_DB = 5.0
_NEAREST_KM = 0.02


class Surroundings(IntEnum):
    """What stands around the receiver; `OPEN` is Hata's open area, `RURAL` his quasi-open one."""

    URBAN = 0
    SUBURBAN = 1
    RURAL = 2
    OPEN = 3
    LARGE_CITY = 4


class Beyond(IntFlag):
    """Which limits a link leaves, and what was assumed about it."""

    FREQUENCY = 1
    BASE_HEIGHT = 2
    MOBILE_HEIGHT = 4
    NEAR = 8
    FAR = 16
    TERRAIN_UNKNOWN = 32
    HEIGHT_ASSUMED = 64
    POWER_ASSUMED = 128


def beyond_names(flags: int) -> list[str]:
    """The names of flags, in kebab-case."""
    return [one.name.lower().replace("_", "-") for one in Beyond(flags) if one.name]


def free_space_loss(distance_km: Floats, frequency_mhz: Floats) -> Floats:
    """Loss in dB between isotropic antennas (ITU-R P.525), element by element."""
    distance = np.maximum(distance_km, _NEAREST_KM)
    loss: Floats = 32.45 + 20 * np.log10(distance) + 20 * np.log10(frequency_mhz)
    return loss


def median_loss(
    distance_km: Floats,
    frequency_mhz: Floats,
    base_height_m: Floats,
    mobile_height_m: Floats | float = 1.5,
    surroundings: Ints | int = Surroundings.URBAN,
) -> Floats:
    """Hata's loss in dB up to 1500 MHz, COST 231-Hata's above; never less than free space.

    Arrays are broadcast together. COST 231 gives no formula for suburbs and open land; Hata's own
    corrections are applied there too, as is customary.
    """
    log_f = np.log10(frequency_mhz)
    log_h = np.log10(base_height_m)
    place = np.asarray(surroundings)
    loss = np.where(
        np.asarray(frequency_mhz) < COST_FROM_MHZ,
        69.55 + 26.16 * log_f,
        46.3 + 33.9 * log_f + np.where(place == Surroundings.LARGE_CITY, 3.0, 0.0),
    )
    slope = 44.9 - 6.55 * log_h
    distance = np.maximum(distance_km, _NEAREST_KM)
    loss = loss - 13.82 * log_h + slope * np.log10(distance)
    loss = loss - _mobile_gain(frequency_mhz, mobile_height_m, place) - _relief(log_f, place)
    return np.maximum(loss, free_space_loss(distance_km, frequency_mhz))


def outside_limits(
    distance_km: Floats,
    frequency_mhz: Floats,
    base_height_m: Floats,
    mobile_height_m: Floats | float = 1.5,
) -> Ints:
    """`Beyond` flags of links, element by element; 0 where the formulas hold."""
    low, high = LIMITS["frequency_mhz"]
    flags = _flag((frequency_mhz < low) | (frequency_mhz > high), Beyond.FREQUENCY)
    low, high = LIMITS["base_height_m"]
    flags = flags | _flag((base_height_m < low) | (base_height_m > high), Beyond.BASE_HEIGHT)
    low, high = LIMITS["mobile_height_m"]
    mobile = np.asarray(mobile_height_m)
    flags = flags | _flag((mobile < low) | (mobile > high), Beyond.MOBILE_HEIGHT)
    low, high = LIMITS["distance_km"]
    flags = flags | _flag(distance_km < low, Beyond.NEAR) | _flag(distance_km > high, Beyond.FAR)
    return np.asarray(flags, dtype=np.int64)


def _flag(holds: object, flag: Beyond) -> Ints:
    return np.where(np.asarray(holds), int(flag), 0)


def _mobile_gain(frequency_mhz: Floats, height_m: Floats | float, place: Ints) -> Floats:
    """Hata's a(hm): small and medium cities, or a large city from 300 MHz on."""
    log_f = np.log10(frequency_mhz)
    ordinary = (1.1 * log_f - 0.7) * height_m - (1.56 * log_f - 0.8)
    high = 3.2 * np.log10(11.75 * np.asarray(height_m)) ** 2 - 4.97
    low = 8.29 * np.log10(1.54 * np.asarray(height_m)) ** 2 - 1.1
    large = np.where(np.asarray(frequency_mhz) >= _LARGE_CITY_FROM_MHZ, high, low)
    return np.where(place == Surroundings.LARGE_CITY, large, ordinary)


def _relief(log_f: Floats, place: Ints) -> Floats:
    """By how many dB suburbs and open land lose less than a city."""
    suburban = 2 * (log_f - np.log10(28.0)) ** 2 + 5.4
    open_land = 4.78 * log_f**2 - 18.33 * log_f + 40.94
    return np.select(
        [
            place == Surroundings.SUBURBAN,
            place == Surroundings.RURAL,
            place == Surroundings.OPEN,
        ],
        [suburban, open_land - _QUASI_OPEN_DB, open_land],
        0.0,
    )
