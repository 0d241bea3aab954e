"""SRTM tiles as they come: big-endian, named by a corner, with voids, and not all there."""

from pathlib import Path

import numpy as np
import pytest

from sandoq.engines.coverage.errors import BadTerrainTile
from sandoq.engines.coverage.terrain import VOID, Terrain, check_tile, corner_of, name_of, open_tile


def write(folder: Path, name: str, side: int, heights: np.ndarray) -> Path:
    path = folder / name
    path.write_bytes(heights.astype(">i2").tobytes())
    assert path.stat().st_size == 2 * side * side
    return path


def slope(side: int) -> np.ndarray:
    """Metres: 1000 × share of a degree north + 100 × share east."""
    north = np.linspace(1, 0, side)[:, None]
    east = np.linspace(0, 1, side)[None, :]
    return np.round(1000 * north + 100 * east)


@pytest.mark.parametrize("side", [1201, 3601])
def test_both_resolutions_are_read_from_the_north_west_corner(tmp_path: Path, side: int) -> None:
    terrain = Terrain([open_tile(write(tmp_path, "N36E052.hgt", side, slope(side)))])
    lat, lon = np.array([36.0, 36.5, 36.999, 36.25]), np.array([52.0, 52.5, 52.0, 52.75])
    assert terrain.heights(lat, lon) == pytest.approx([0, 550, 999, 325], abs=0.6)


def test_between_samples_heights_are_bilinear(tmp_path: Path) -> None:
    heights = np.zeros((1201, 1201))
    heights[600, 600], heights[600, 601], heights[601, 600] = 100, 40, 20
    terrain = Terrain([open_tile(write(tmp_path, "N36E052.hgt", 1201, heights))])
    step = 1 / 1200
    found = terrain.heights(np.array([36.5 - 0.25 * step]), np.array([52.5 + 0.5 * step]))
    assert found[0] == pytest.approx(0.75 * (0.5 * 100 + 0.5 * 40) + 0.25 * 0.5 * 20, abs=1e-6)


def test_a_void_is_left_out_and_a_place_of_voids_is_unknown(tmp_path: Path) -> None:
    heights = np.full((1201, 1201), 70.0)
    heights[600, 600] = VOID
    heights[100:200, 100:200] = VOID
    terrain = Terrain([open_tile(write(tmp_path, "N36E052.hgt", 1201, heights))])
    near = 36.5 - 0.25 / 1200
    assert terrain.heights(np.array([near]), np.array([52.5]))[0] == pytest.approx(70)
    assert np.isnan(terrain.heights(np.array([37 - 150 / 1200]), np.array([52 + 150 / 1200]))[0])


def test_heights_run_over_tiles_and_are_unknown_outside(tmp_path: Path) -> None:
    write(tmp_path, "N36E052.hgt", 1201, slope(1201))
    write(tmp_path, "N36E053.SRTMGL3.hgt", 1201, slope(1201) + 100)
    (tmp_path / "readme.txt").write_text("none of ours")
    terrain = Terrain.of_folder(tmp_path)
    assert terrain.corners == [(36, 52), (36, 53)]
    found = terrain.heights(np.array([[36.5, 36.5]]), np.array([[52.9999999, 53.0]]))
    assert found == pytest.approx(np.array([[600, 600]]), abs=1)
    assert np.isnan(terrain.heights(np.array([35.9]), np.array([52.5]))[0])


def test_names_of_all_quarters_of_the_earth() -> None:
    for name, corner in (("N36E052", (36, 52)), ("S01W070", (-1, -70)), ("n00e000", (0, 0))):
        assert corner_of(name + ".hgt") == corner
        assert name_of(corner) == name.upper()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("tile.hgt", b"", "name"),
        ("N95E052.hgt", b"", "name"),
        ("N36E052.hgt", b"12345", "size"),
        ("N36E052.hgt", np.full(1201 * 1201, VOID, ">i2").tobytes(), "void"),
    ],
)
def test_what_is_no_tile_is_refused_by_reason(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(BadTerrainTile) as refusal:
        check_tile(name, data)
    assert refusal.value.reason == reason
    assert refusal.value.file == name


def test_a_cut_file_is_refused_when_opened(tmp_path: Path) -> None:
    path = tmp_path / "N36E052.hgt"
    path.write_bytes(b"\0" * 1000)
    with pytest.raises(BadTerrainTile):
        open_tile(path)
