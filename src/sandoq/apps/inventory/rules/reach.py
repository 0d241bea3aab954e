"""How long it takes to bring a spare, roughly, and whether it would work there."""

from collections.abc import Collection
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

EARTH_KM = 6371.0088
"""Mean radius (IUGG)."""


@dataclass(frozen=True, slots=True)
class ReachSetting:
    """How the straight line becomes minutes: `road_factor` ≥ 1, `speed_kmh` > 0."""

    road_factor: float = 1.4
    speed_kmh: float = 45.0


Degrees = tuple[float, float]
"""Longitude and latitude, WGS 84."""


def straight_km(a: Degrees, b: Degrees) -> float:
    """Great-circle distance in kilometres. Source: the haversine formula."""
    lon_a, lat_a, lon_b, lat_b = map(radians, (*a, *b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def minutes_between(a: Degrees, b: Degrees, setting: ReachSetting) -> float:
    """Estimated minutes on the road; an estimate, no route."""
    return straight_km(a, b) * setting.road_factor / setting.speed_kmh * 60


def is_compatible(spare_model: int, wanted_models: Collection[int], known: Collection[int]) -> bool:
    """Whether a spare's model may serve where `wanted_models` serve.

    Args:
        known: models declared compatible with any of the wanted ones.

    With nothing installed yet, every model of the kind may serve.
    """
    return not wanted_models or spare_model in wanted_models or spare_model in known


def is_unlocked_for(region_path: str, station_path: str) -> bool:
    """Whether a device unlocked for `region_path` ("" everywhere) works at the station."""
    return station_path.startswith(region_path)
