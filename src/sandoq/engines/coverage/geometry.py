"""Places on the earth: distances in kilometres, and positions that a tree of neighbours can use."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG)."""


def on_sphere(lat: Floats, lon: Floats) -> Floats:
    """Positions in kilometres from the earth's centre, shape (n, 3).

    Straight distances between them are shorter than along the ground by less than 1 m in 50 km,
    and covariances that are valid in space are valid on them.
    """
    phi, lam = np.radians(lat), np.radians(lon)
    return EARTH_KM * np.column_stack(
        (np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi))
    )


def great_circle_km(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Distances along the ground, element by element (haversine)."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    sine = np.sin((phi_b - phi_a) / 2) ** 2
    sine = sine + np.cos(phi_a) * np.cos(phi_b) * np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    distance: Floats = 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(sine, 1.0)))
    return distance


def nearest(known: Floats, asked: Floats, number: int) -> tuple[Floats, Ints]:
    """Distances and positions of the nearest known spots, each of shape (asked, k), nearest first.

    k is `number`, or how many are known if those are fewer.
    """
    from scipy import spatial  # noqa: PLC0415 - slow to import, needed only here

    trees: Any = spatial
    tree = trees.KDTree(known)
    wanted = np.arange(1, min(number, len(known)) + 1)
    distance, position = tree.query(asked, k=wanted)
    return distance, position
