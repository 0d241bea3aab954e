"""Minutes by road, estimated from the distance on the sphere."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.distances import EARTH_KM, chord_of, great_circle_km, on_sphere
from sandoq.engines.allocation.documents import Node

Floats: TypeAlias = NDArray[np.float64]
Counts: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Places:
    """Codes and points in degrees WGS84, arrays of shape (n,)."""

    codes: tuple[str, ...]
    lat: Floats
    lon: Floats

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def on_sphere(self) -> Floats:
        """Points of the unit sphere, shape (n, 3)."""
        return on_sphere(self.lat, self.lon)


@dataclass(frozen=True, slots=True)
class Roads:
    """minutes = start_minutes + 60 · detour · kilometres on the sphere / speed_kmh."""

    speed_kmh: float = 55.0
    detour: float = 1.35
    start_minutes: float = 4.0

    def minutes(self, lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> Floats:
        """Minutes between points in degrees; arrays broadcast."""
        return self._of(great_circle_km(lat, lon, to_lat, to_lon))

    def within(
        self, places: Places, bases: Places, limit_minutes: float, most: int | None = None
    ) -> tuple[Counts, Counts, Floats]:
        """Pairs (place, base, minutes) at most `limit_minutes` apart, by place, the nearest first.

        `most` keeps that many nearest bases of each place.
        """
        from scipy.spatial import KDTree  # noqa: PLC0415 - only where neighbours are sought

        km = max(limit_minutes - self.start_minutes, 0.0) / 60 * self.speed_kmh / self.detour
        reach = float(chord_of(np.asarray(km)))
        if limit_minutes < self.start_minutes or not len(places) or not len(bases):
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
        tree: Any = KDTree(bases.on_sphere)
        count = len(bases) if most is None else min(most, len(bases))
        chord, found = tree.query(
            places.on_sphere, k=np.arange(1, count + 1), distance_upper_bound=reach + 1e-12
        )
        near = np.isfinite(chord)
        place = np.repeat(np.arange(len(places)), near.sum(axis=1))
        base = found[near].astype(np.int64)
        return place, base, self._of(2 * EARTH_KM * np.arcsin(np.minimum(chord[near] / 2, 1.0)))

    def _of(self, km: Floats) -> Floats:
        minutes: Floats = self.start_minutes + 60 * self.detour * km / self.speed_kmh
        return minutes


def read_roads(root: Node) -> Roads:
    """`roads`: speed_kmh, detour, start_minutes; each has a default."""
    node = root.node("roads")
    return Roads(
        node.number("speed_kmh", 55.0, least=1.0, most=300.0),
        node.number("detour", 1.35, least=1.0, most=10.0),
        node.number("start_minutes", 4.0, least=0.0, most=600.0),
    )


def read_point(node: Node) -> tuple[float, float]:
    """`lat` and `lon` in degrees WGS84."""
    return node.number("lat", least=-90.0, most=90.0), node.number("lon", least=-180.0, most=180.0)
