"""The strongest tower at every point by physics alone, and how far to believe it."""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.coverage.diffraction import bullington_loss, known_profiles
from sandoq.engines.coverage.geometry import (
    Flags,
    Floats,
    Ints,
    great_circle_km,
    nearest,
    on_sphere,
)
from sandoq.engines.coverage.propagation import Beyond, median_loss, outside_limits
from sandoq.engines.coverage.terrain import Terrain

REFERENCE_SIGNAL_DB = 10 * np.log10(12 * 50)
"""By how much RSRP, the power of one of 600 subcarriers (10 MHz), lies below the whole power."""

MOBILE_HEIGHT_M = 1.5
ASSUMED_HEIGHT_M = 30.0
ASSUMED_EIRP_DBM = 60.0
_NEAREST = 24
_COMPARED = 4
_PROFILE = 48
_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class Towers:
    """Cells of one operator, each array of shape (t,).

    NaN as `height_m` or `eirp_dbm` is unknown: 30 m and 60 dBm are assumed and flagged. `eirp_dbm`
    is the whole radiated power of a carrier.
    """

    lat: Floats
    lon: Floats
    frequency_mhz: Floats
    height_m: Floats
    eirp_dbm: Floats

    def __len__(self) -> int:
        return len(self.lat)


@dataclass(frozen=True, slots=True)
class Places:
    """Where a signal is asked for, each array of shape (n,); see `Surroundings`."""

    lat: Floats
    lon: Floats
    surroundings: Ints

    def __len__(self) -> int:
        return len(self.lat)

    def take(self, chosen: Ints) -> "Places":
        """Some of them, in the given order."""
        return Places(self.lat[chosen], self.lon[chosen], self.surroundings[chosen])


@dataclass(frozen=True, slots=True)
class Served:
    """The strongest tower's signal, each array of shape (n,).

    `open_dbm` is RSRP without hills, `diffraction_db` what hills take away, `tower` a position
    among the towers, `beyond` flags of `Beyond`.
    """

    open_dbm: Floats
    diffraction_db: Floats
    tower: Ints
    distance_km: Floats
    beyond: Ints

    @property
    def dbm(self) -> Floats:
        """The physical guess of RSRP."""
        return self.open_dbm - self.diffraction_db


def best_server(places: Places, towers: Towers, terrain: Terrain) -> Served:
    """The strongest of the towers near each place.

    Of the 24 nearest towers, the 4 strongest over flat ground are compared over the terrain. Where
    less than half of a profile is known, or the ground at an end is not, the ground counts as flat
    and the link is flagged.

    Raises:
        ValueError: no towers.
    """
    if not len(towers):
        raise ValueError("no towers")
    sites = on_sphere(towers.lat, towers.lon)
    filled = _Filled.of(towers)
    spots = on_sphere(places.lat, places.lon)
    parts = []
    for first in range(0, len(places), _BLOCK):
        block = np.arange(first, min(first + _BLOCK, len(places)))
        near = nearest(sites, spots[block], _NEAREST)[1]
        parts.append(_compare(places.take(block), filled, near, terrain))
    return Served(*(np.concatenate(part) for part in zip(*parts, strict=True)))


@dataclass(frozen=True, slots=True)
class _Filled:
    """Towers with what is assumed about them, and flags that say so."""

    towers: Towers
    beyond: Ints

    @classmethod
    def of(cls, towers: Towers) -> "_Filled":
        no_height, no_power = np.isnan(towers.height_m), np.isnan(towers.eirp_dbm)
        filled = Towers(
            towers.lat,
            towers.lon,
            towers.frequency_mhz,
            np.where(no_height, ASSUMED_HEIGHT_M, towers.height_m),
            np.where(no_power, ASSUMED_EIRP_DBM, towers.eirp_dbm),
        )
        beyond = no_height * int(Beyond.HEIGHT_ASSUMED) + no_power * int(Beyond.POWER_ASSUMED)
        return cls(filled, beyond)


def _compare(
    places: Places, filled: _Filled, near: Ints, terrain: Terrain
) -> tuple[Floats, Floats, Ints, Floats, Ints]:
    towers = filled.towers
    lat, lon = places.lat[:, None], places.lon[:, None]
    distance = great_circle_km(towers.lat[near], towers.lon[near], lat, lon)
    frequency, height = towers.frequency_mhz[near], towers.height_m[near]
    loss = median_loss(distance, frequency, height, MOBILE_HEIGHT_M, places.surroundings[:, None])
    level = towers.eirp_dbm[near] - REFERENCE_SIGNAL_DB - loss
    strongest = np.argsort(-level, axis=1, kind="stable")[:, :_COMPARED]
    tower, km, dbm = (
        np.take_along_axis(values, strongest, axis=1) for values in (near, distance, level)
    )
    hidden, known = _over_terrain(places, towers, tower, km, terrain)
    row = np.arange(len(places))
    best = np.argmax(dbm - hidden, axis=1)
    chosen = tower[row, best]
    beyond = outside_limits(
        km[row, best], towers.frequency_mhz[chosen], towers.height_m[chosen], MOBILE_HEIGHT_M
    )
    beyond = beyond | np.where(known[row, best], 0, int(Beyond.TERRAIN_UNKNOWN))
    beyond = beyond | filled.beyond[chosen]
    return dbm[row, best], hidden[row, best], chosen, km[row, best], beyond


def _over_terrain(
    places: Places, towers: Towers, tower: Ints, distance: Floats, terrain: Terrain
) -> tuple[Floats, Flags]:
    """Diffraction of each link, and whether its ground is known; shapes as `tower`."""
    shape: tuple[int, ...] = tower.shape
    if not terrain:
        return np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    tower, distance = tower.ravel(), distance.ravel()
    lat = np.repeat(places.lat, shape[1])
    lon = np.repeat(places.lon, shape[1])
    share = np.arange(_PROFILE + 2) / (_PROFILE + 1)
    ground = terrain.heights(
        towers.lat[tower][:, None] + (lat - towers.lat[tower])[:, None] * share,
        towers.lon[tower][:, None] + (lon - towers.lon[tower])[:, None] * share,
    )
    between = ground[:, 1:-1]
    known = known_profiles(between) & ~np.isnan(ground[:, 0]) & ~np.isnan(ground[:, -1])
    loss = np.zeros(len(tower))
    loss[known] = bullington_loss(
        distance[known],
        towers.frequency_mhz[tower][known],
        ground[known, 0] + towers.height_m[tower][known],
        ground[known, -1] + MOBILE_HEIGHT_M,
        between[known],
    )
    return loss.reshape(shape), known.reshape(shape)
