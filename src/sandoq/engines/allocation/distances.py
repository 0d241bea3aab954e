"""Distances between places: on the sphere from degrees, or on a plane from kilometres."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

EARTH_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""


def great_circle_km(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Great-circle kilometres between points in degrees; the shapes are broadcast.

    The Earth is taken as a sphere: at most 0.6 % from the ellipsoid.
    Source: Sinnott (1984), "Virtues of the haversine", Sky and Telescope 68.
    """
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    north = np.sin((phi_b - phi_a) / 2) ** 2
    east = np.sin(np.radians(lon_b - lon_a) / 2) ** 2
    chord = north + np.cos(phi_a) * np.cos(phi_b) * east
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def on_sphere(lat: Floats, lon: Floats) -> Floats:
    """Points on the unit sphere, shape (n, 3), for trees of neighbours."""
    phi, turn = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(phi) * np.cos(turn), np.cos(phi) * np.sin(turn), np.sin(phi)])


def chord_of(km: Floats) -> Floats:
    """The straight distance on the unit sphere that belongs to great-circle kilometres."""
    return np.asarray(2 * np.sin(np.minimum(km / (2 * EARTH_KM), np.pi / 2)))
