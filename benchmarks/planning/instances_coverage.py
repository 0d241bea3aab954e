"""Synthetic worlds for the coverage estimate, and what a committee would wrongly know of them.

The truth is made with other physics than the engine's: dual-slope loss with a random intercept for
each tower, up to three knife edges (Deygout) over fine terrain, shadowing on two scales, walls of
different thickness, noise of the instrument. What is known is worse still: 10 % of the towers are
missing, the others stand 300 m off, heights and powers are unknown, the terrain is a kilometre
coarse, and readings were taken mostly in towns.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.coverage.estimate import Readings
from sandoq.engines.coverage.geometry import great_circle_km, on_sphere
from sandoq.engines.coverage.server import Places, Towers
from sandoq.engines.coverage.terrain import Terrain, Tile

Floats = NDArray[np.float64]
SOUTH, WEST, DEGREES = 36, 51, 2
THRESHOLD_DBM = -105.0
_SIDE = 1201
_KM_A_DEGREE = 111.2


@dataclass(frozen=True)
class World:
    """The truth `dbm` that a reading would show, and what is known of it."""

    places: Places
    electors: NDArray[np.int64]
    dbm: Floats
    towers: Towers
    terrain: Terrain
    known_towers: Towers
    known_terrain: Terrain
    tile: Tile
    measured: NDArray[np.int64]

    @property
    def readings(self) -> Readings:
        """What was measured, indoors."""
        return self.readings_at(self.measured)

    def readings_at(self, chosen: NDArray[np.int64]) -> Readings:
        """What would be measured at these places."""
        return Readings(chosen, self.dbm[chosen], np.zeros(len(chosen), dtype=np.bool_))


def make_world(seed: int, stations: int = 3_000, readings: int = 900, towers: int = 320) -> World:
    """A world; the same seed and sizes give the same."""
    rng = np.random.default_rng(seed)
    heights = _fractal(rng, DEGREES * (_SIDE - 1) + 1)
    terrain, coarse = _tiles(heights), _tiles(_coarsened(heights, 12))
    towns = rng.uniform(0.1, 0.9, (22, 2)) * DEGREES
    share = rng.pareto(1.5, 22) + 0.5
    lat, lon, urban = _spread(rng, towns, share / share.sum(), stations)
    electors = np.where(
        urban, rng.lognormal(7.1, 0.45, stations), rng.lognormal(6.0, 0.6, stations)
    ).astype(np.int64)
    places = Places(lat, lon, np.where(urban, 0, 2))
    tower_lat, tower_lon, _ = _spread(rng, towns, share / share.sum(), towers)
    true_towers = Towers(
        tower_lat,
        tower_lon,
        np.where(rng.random(towers) < 0.6, 900.0, 1800.0),
        rng.uniform(18, 60, towers),
        rng.normal(59, 2.5, towers),
    )
    dbm = _truth(rng, places, true_towers, Terrain(terrain))
    chance = np.where(urban, 3.0, 1.0)
    measured = np.sort(rng.choice(stations, readings, replace=False, p=chance / chance.sum()))
    return World(
        places,
        electors + 60,
        dbm,
        true_towers,
        Terrain(terrain),
        _misknown(rng, true_towers),
        Terrain(coarse),
        terrain[0],
        measured,
    )


def _spread(
    rng: np.random.Generator, towns: Floats, share: Floats, number: int
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    town = rng.choice(len(towns), number, p=share)
    urban = rng.random(number) < 0.45
    width = np.where(urban, 0.025 + 0.06 * np.sqrt(share[town]), 0.13)
    offset = rng.normal(0, 1, (number, 2)) * width[:, None]
    place = np.clip(towns[town] + offset, 0.02, DEGREES - 0.02)
    return SOUTH + place[:, 0], WEST + place[:, 1], urban


def _misknown(rng: np.random.Generator, towers: Towers) -> Towers:
    keep = np.flatnonzero(rng.random(len(towers)) > 0.1)
    off = rng.normal(0, 0.3 / _KM_A_DEGREE, (2, len(keep)))
    nothing = np.full(len(keep), np.nan)
    return Towers(
        towers.lat[keep] + off[0],
        towers.lon[keep] + off[1],
        towers.frequency_mhz[keep],
        nothing,
        nothing,
    )


def _fractal(rng: np.random.Generator, side: int, relief_m: float = 2_200.0) -> Floats:
    rows = np.fft.fftfreq(side)[:, None]
    columns = np.fft.rfftfreq(side)[None, :]
    wave = np.sqrt(rows**2 + columns**2)
    wave[0, 0] = 1
    spectrum = (rng.normal(size=wave.shape) + 1j * rng.normal(size=wave.shape)) / wave**2.1
    spectrum[0, 0] = 0
    field = np.fft.irfft2(spectrum, s=(side, side))
    field = (field - field.min()) / (field.max() - field.min())
    return relief_m * field**1.6


def _coarsened(heights: Floats, step: int) -> Floats:
    """Every sample takes the mean of its block of `step` × `step`."""
    side = (heights.shape[0] - 1) // step
    cut = heights[: side * step, : side * step]
    mean = cut.reshape(side, step, side, step).mean(axis=(1, 3))
    wide = np.repeat(np.repeat(mean, step, axis=0), step, axis=1)
    return np.pad(wide, (0, heights.shape[0] - wide.shape[0]), mode="edge")


def _tiles(heights: Floats) -> list[Tile]:
    """Row 0 is the north."""
    step = _SIDE - 1
    tiles = []
    for up in range(DEGREES):
        for right in range(DEGREES):
            top = (DEGREES - 1 - up) * step
            part = heights[top : top + _SIDE, right * step : right * step + _SIDE]
            tiles.append(Tile((SOUTH + up, WEST + right), np.round(part).astype(np.int16)))
    return tiles


def _truth(rng: np.random.Generator, places: Places, towers: Towers, terrain: Terrain) -> Floats:
    number = len(towers)
    intercept, slope = rng.normal(0, 3.5, number), rng.normal(36.0, 2.0, number)
    order = np.argsort(
        great_circle_km(
            places.lat[:, None], places.lon[:, None], towers.lat[None], towers.lon[None]
        ),
        axis=1,
    )[:, :6]
    km = np.maximum(
        great_circle_km(
            places.lat[:, None], places.lon[:, None], towers.lat[order], towers.lon[order]
        ),
        0.05,
    )
    frequency = towers.frequency_mhz[order]
    loss = 32.45 + 20 * np.log10(frequency) + 20 * np.log10(np.minimum(km, 0.3))
    loss += slope[order] * np.log10(np.maximum(km, 0.3) / 0.3)
    loss += np.where(places.surroundings[:, None] == 0, 12.0, 2.0)
    loss -= 5 * np.log10(towers.height_m[order] / 30)
    loss += _deygout(places, towers, order, km, terrain)
    level = towers.eirp_dbm[order] + intercept[order] - 27.8 - loss
    best = level.max(axis=1)
    best += _shadow(rng, places, 2.0, 4.5) + _shadow(rng, places, 18.0, 4.0)
    walls = np.abs(rng.normal(9, 3, len(places)))
    return np.clip(best - walls + rng.normal(0, 2.5, len(places)), -140, -44)


def _deygout(
    places: Places, towers: Towers, order: NDArray[np.int64], km: Floats, terrain: Terrain
) -> Floats:
    """Deygout's three edges over 120 samples of fine terrain, shape of `order`."""
    out = np.empty(order.shape)
    share = np.linspace(0, 1, 122)
    for column in range(order.shape[1]):
        tower = order[:, column]
        ground = terrain.heights(
            towers.lat[tower][:, None] + (places.lat - towers.lat[tower])[:, None] * share,
            towers.lon[tower][:, None] + (places.lon - towers.lon[tower])[:, None] * share,
        )
        along = km[:, column][:, None] * share
        ground = ground + along * (along[:, -1:] - along) / (2 * 8.5)
        ground[:, 0] += towers.height_m[tower]
        ground[:, -1] += 1.5
        wavelength = 299.8 / towers.frequency_mhz[tower]
        out[:, column] = [
            _edges(ground[i], 1000 * along[i], wavelength[i]) for i in range(len(tower))
        ]
    return out


def _edges(height: Floats, metres: Floats, wavelength: float) -> float:
    first, loss = _edge(height, metres, wavelength)
    if first is None:
        return 0.0
    for part in (slice(0, first + 1), slice(first, None)):
        loss += _edge(height[part], metres[part], wavelength)[1]
    return loss


def _edge(height: Floats, metres: Floats, wavelength: float) -> tuple[int | None, float]:
    """The main edge of a profile and its loss, dB."""
    if len(height) < 3:
        return None, 0.0
    there, back = metres[1:-1] - metres[0], metres[-1] - metres[1:-1]
    line = (height[0] * back + height[-1] * there) / (there + back)
    nu = (height[1:-1] - line) * np.sqrt(2 * (there + back) / (wavelength * there * back))
    place = int(np.argmax(nu))
    if nu[place] <= -0.78:
        return None, 0.0
    above = nu[place] - 0.1
    return place + 1, float(6.9 + 20 * np.log10(np.hypot(above, 1) + above))


def _shadow(rng: np.random.Generator, places: Places, range_km: float, deviation: float) -> Floats:
    """A correlated field by random waves (Gaussian spectrum mixture close to exponential)."""
    spots = on_sphere(places.lat, places.lon)
    scale = rng.gamma(0.5, 2.0, 400)
    waves = rng.normal(size=(400, 3)) * np.sqrt(scale)[:, None] / range_km
    phase = rng.uniform(0, 2 * np.pi, 400)
    return deviation * np.sqrt(2 / 400) * np.cos(spots @ waves.T + phase).sum(axis=1)
