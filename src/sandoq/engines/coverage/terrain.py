"""Heights of the ground from SRTM tiles (HGT files), read where they lie.

A tile is one degree wide and high, named for its south-west corner (`N36E052.hgt`), 3601 × 3601
(1″) or 1201 × 1201 (3″) big-endian 16-bit metres from the north-west corner row by row, the last
row and column shared with the neighbours; -32768 is a void.

Source: NASA/NGA, *SRTM User Guide*, section 2.1.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.coverage.errors import BadTerrainTile
from sandoq.engines.coverage.geometry import Floats

VOID = -32768
SIDES = {2 * side * side: side for side in (3601, 1201)}
"""Samples along a side by the size of the file in bytes."""

Heights = NDArray[np.int16]
Corner = tuple[int, int]
_NAME = re.compile(r"([NS])(\d{2})([EW])(\d{3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Tile:
    """One degree of ground: `corner` is (latitude, longitude) of its south-west."""

    corner: Corner
    heights: Heights


def corner_of(name: str) -> Corner:
    """The south-west corner that a file's name tells.

    Raises:
        BadTerrainTile: `name`, if it tells none that exists.
    """
    match = _NAME.match(name)
    if match is None:
        raise BadTerrainTile(name, "name")
    lat = int(match[2]) * (1 if match[1].upper() == "N" else -1)
    lon = int(match[4]) * (1 if match[3].upper() == "E" else -1)
    if not (-90 <= lat < 90 and -180 <= lon < 180):  # noqa: PLR2004 - degrees of the earth
        raise BadTerrainTile(name, "name")
    return lat, lon


def name_of(corner: Corner) -> str:
    """The name of the tile with this corner, without an ending."""
    lat, lon = corner
    return f"{'N' if lat >= 0 else 'S'}{abs(lat):02}{'E' if lon >= 0 else 'W'}{abs(lon):03}"


def open_tile(path: Path) -> Tile:
    """A tile whose heights stay in the file until they are asked for.

    Raises:
        BadTerrainTile: the name tells no corner, or the size is none of a tile.
        OSError: the file cannot be read.
    """
    corner = corner_of(path.name)
    side = SIDES.get(path.stat().st_size)
    if side is None:
        raise BadTerrainTile(path.name, "size")
    return Tile(corner, np.memmap(path, dtype=">i2", mode="r", shape=(side, side)))


def tile_of(name: str, data: bytes) -> Tile:
    """A tile from a file's bytes.

    Raises:
        BadTerrainTile: the name tells no corner, or the size is none of a tile.
    """
    corner = corner_of(name)
    side = SIDES.get(len(data))
    if side is None:
        raise BadTerrainTile(name, "size")
    return Tile(corner, np.frombuffer(data, dtype=">i2").reshape(side, side))


def check_tile(name: str, data: bytes) -> Corner:
    """The corner of a tile that somebody gives.

    Raises:
        BadTerrainTile: no tile, or one of nothing but voids.
    """
    tile = tile_of(name, data)
    if not np.any(tile.heights != VOID):
        raise BadTerrainTile(name, "void")
    return tile.corner


class Terrain:
    """Ground made of tiles; what lies outside them is unknown, never zero."""

    def __init__(self, tiles: Iterable[Tile] = ()) -> None:
        self._tiles: Mapping[Corner, Heights] = {tile.corner: tile.heights for tile in tiles}

    @classmethod
    def of_folder(cls, folder: Path) -> "Terrain":
        """All tiles of a folder; files of another kind are passed over."""
        found = sorted(path for path in folder.glob("*.[hH][gG][tT]"))
        return cls(open_tile(path) for path in found)

    def __bool__(self) -> bool:
        return bool(self._tiles)

    @property
    def corners(self) -> list[Corner]:
        """The corners of the tiles, in order."""
        return sorted(self._tiles)

    def heights(self, lat: Floats, lon: Floats) -> Floats:
        """Metres above sea level, bilinear; NaN where no tile lies or all around is void.

        Of four samples around a place the voids are left out and the others weigh more. Shapes are
        kept.
        """
        lat, lon = np.broadcast_arrays(lat, lon)
        flat_lat, flat_lon = lat.ravel(), lon.ravel()
        south, west = np.floor(flat_lat), np.floor(flat_lon)
        found = np.full(flat_lat.shape, np.nan)
        key = (south + 90).astype(np.int64) * 360 + (west + 180).astype(np.int64)
        for one in np.unique(key):
            corner = (int(one) // 360 - 90, int(one) % 360 - 180)
            tile = self._tiles.get(corner)
            if tile is not None:
                inside = np.flatnonzero(key == one)
                found[inside] = _bilinear(
                    tile, flat_lat[inside] - corner[0], flat_lon[inside] - corner[1]
                )
        return found.reshape(lat.shape)


def _bilinear(tile: Heights, up: Floats, right: Floats) -> Floats:
    """Heights at shares of a degree from the south-west corner."""
    last = tile.shape[0] - 1
    row, column = (1 - up) * last, right * last
    top = np.minimum(row.astype(np.int64), last - 1)
    left = np.minimum(column.astype(np.int64), last - 1)
    down, across = row - top, column - left
    total, weight = np.zeros(up.shape), np.zeros(up.shape)
    for step_down, step_across in ((0, 0), (0, 1), (1, 0), (1, 1)):
        share = (down if step_down else 1 - down) * (across if step_across else 1 - across)
        height = tile[top + step_down, left + step_across].astype(np.float64)
        share = np.where(height == VOID, 0.0, share)
        total += share * height
        weight += share
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weight > 0, total / weight, np.nan)
