"""Distances on the sphere."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth, IUGG (1980)."""

Floats: TypeAlias = NDArray[np.float64]


def great_circle_km(lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> Floats:
    """Kilometres along the sphere by the haversine formula; degrees WGS84, arrays broadcast."""
    phi, to_phi = np.radians(lat), np.radians(to_lat)
    half_phi = np.sin((to_phi - phi) / 2)
    half_lambda = np.sin(np.radians(np.asarray(to_lon) - np.asarray(lon)) / 2)
    chord = half_phi**2 + np.cos(phi) * np.cos(to_phi) * half_lambda**2
    distance: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return distance
