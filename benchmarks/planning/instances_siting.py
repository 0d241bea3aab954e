"""Seeded stations of a province or a nation, for the benchmark of siting."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHAPES = {3000: (1, 22, 160.0, 130.0), 60000: (30, 430, 1600.0, 1250.0)}
"""Provinces, counties, width and height in kilometres by number of stations."""


def stations(count: int, seed: int = 7) -> tuple[Floats, Floats]:
    """Places on a plane in kilometres, shape (count, 2), and electors, shape (count,).

    Counties of very different sizes; urban stations lie close together, rural ones spread.
    """
    provinces, counties, width, height = SHAPES[count]
    draw = np.random.default_rng(seed)
    far = (0.08, 0.92)
    capitals = np.column_stack(
        [draw.uniform(far[0] * side, far[1] * side, provinces) for side in (width, height)]
    )
    if provinces == 1:
        centres = np.column_stack(
            [draw.uniform(0.05 * side, 0.95 * side, counties) for side in (width, height)]
        )
    else:
        others = draw.integers(0, provinces, counties - provinces)
        province = np.concatenate([np.arange(provinces), others])
        centres = capitals[province] + draw.normal(0, 55, (counties, 2))
        centres = np.clip(centres, 5, [width - 5, height - 5])
    county = np.repeat(np.arange(counties), _sizes(draw, counties, count))
    size = np.bincount(county)[county]
    urban = draw.random(count) < 0.35 + 0.35 * np.minimum(1, size / 400)
    spread = np.where(urban, 1.6 + 0.03 * np.sqrt(size), 13.0)
    places = centres[county] + draw.normal(0, 1, (count, 2)) * spread[:, None]
    places = np.clip(places, 0, [width, height])
    town, village = draw.lognormal(7.1, 0.45, count), draw.lognormal(6.0, 0.6, count)
    return places, np.where(urban, town, village).astype(np.int64) + 60.0


def _sizes(draw: np.random.Generator, counties: int, count: int) -> NDArray[np.int64]:
    """Stations of each county, at least 12; a few counties have most."""
    share = draw.pareto(1.6, counties) + 0.45
    sizes = np.maximum(12, (share / share.sum() * count).astype(np.int64))
    while sizes.sum() != count:
        one = draw.integers(counties)
        if sizes[one] > 12 or sizes.sum() < count:
            sizes[one] += np.sign(count - sizes.sum())
    return sizes
