"""Points as GeoJSON, in and out.

Source: RFC 7946, *The GeoJSON Format*: WGS 84, longitude before latitude; other reference systems
were removed from the format, so a file that names one is refused rather than guessed.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sandoq.apps.territory.errors import NotGeojson
from sandoq.apps.territory.rules.stations import on_earth

CONTENT_TYPE = "application/geo+json"
DECIMALS = 7
"""A centimetre; RFC 7946 calls more than that beside the point."""

_WGS_84 = ("CRS84", "EPSG::4326", "EPSG:4326")
_LONGEST_NAME = 80
_BATCH = 500


@dataclass(frozen=True, slots=True)
class PlacedFeature:
    """A feature with a position, and what may name its point; `index` counts from 0.

    A point is named by its own key (`point`, or the feature's id), or by its station (`station`, a
    key, or `scheme` and `code`) and `seq`, its place in the itinerary from 1.
    """

    index: int
    lon: float
    lat: float
    point: str
    station: str
    scheme: str
    code: str
    seq: int


@dataclass(frozen=True, slots=True)
class BadFeature:
    """A feature that cannot be used; `reason` is a stable code."""

    index: int
    reason: str


Feature = PlacedFeature | BadFeature


def read_features(data: bytes) -> list[Feature]:
    """The features of a collection of points.

    A feature without a geometry is skipped: RFC 7946 calls it unlocated, and our own exports write
    points so whose place is not known yet.

    Raises:
        NotGeojson: field `file`, reason `not-json`, `not-a-collection` or `reference-system`.
    """
    try:
        collection = json.loads(data)
    except (ValueError, RecursionError):
        raise NotGeojson("file", "", "not-json") from None
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise NotGeojson("file", "", "not-a-collection")
    features = collection.get("features")
    if not isinstance(features, list):
        raise NotGeojson("file", "", "not-a-collection")
    _require_wgs_84(collection.get("crs"))
    found = (_feature(index, feature) for index, feature in enumerate(features))
    return [feature for feature in found if feature is not None]


def feature_of_point(
    key: str, lon: float | None, lat: float | None, properties: Mapping[str, object]
) -> dict[str, object]:
    """A feature; without a position its geometry is null."""
    geometry: dict[str, object] | None = None
    if lon is not None and lat is not None:
        coordinates = [round(lon, DECIMALS), round(lat, DECIMALS)]
        geometry = {"type": "Point", "coordinates": coordinates}
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}


def collection_text(features: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """The text of a FeatureCollection in pieces, so that a nation is never in memory at once."""
    lines = ['{"type":"FeatureCollection","features":[\n']
    mark = ""
    for feature in features:
        lines.append(mark + json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
        mark = ",\n"
        if len(lines) >= _BATCH:
            yield "".join(lines)
            lines = []
    yield "".join([*lines, "\n]}\n"])


def _feature(index: int, feature: object) -> Feature | None:
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return BadFeature(index, "not-a-feature")
    geometry = feature.get("geometry")
    if geometry is None:
        return None
    position = _position(geometry)
    if isinstance(position, str):
        return BadFeature(index, position)
    properties = feature.get("properties")
    named = properties if isinstance(properties, dict) else {}
    seq = named.get("seq", 1)
    if not isinstance(seq, int) or isinstance(seq, bool):
        return BadFeature(index, "bad-seq")
    point = _text(named.get("point"))
    station, code = _text(named.get("station")), _text(named.get("code"))
    if not (point or station or code):
        point = _text(feature.get("id"))
    if not (point or station or code):
        return BadFeature(index, "unnamed")
    scheme = _text(named.get("scheme"))
    return PlacedFeature(index, *position, point, station, scheme, code, seq)


def _position(geometry: object) -> tuple[float, float] | str:
    """Longitude and latitude, or why there is none."""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return "not-a-point"
    match geometry.get("coordinates"):
        case [int() | float() as lon, int() | float() as lat, *_] if _are_numbers(lon, lat):
            return (float(lon), float(lat)) if on_earth(lon, lat) else "off-earth"
    return "bad-coordinates"


def _are_numbers(*values: object) -> bool:
    return all(
        isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        for value in values
    )


def _require_wgs_84(crs: Any) -> None:
    """The `crs` member of the old 2008 format may only repeat what RFC 7946 fixes."""
    if crs is None:
        return
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not str(name).endswith(_WGS_84):
        raise NotGeojson("file", str(name)[:_LONGEST_NAME], "reference-system")


def _text(value: object) -> str:
    is_name = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip()[:_LONGEST_NAME] if is_name else ""


Warning_ = Literal["", "far", "swapped"]
FAR_METRES = 20_000.0


def doubt_about(metres_moved: float | None, metres_if_swapped: float | None) -> Warning_:
    """What a person should look at before a point moves so far.

    Args:
        metres_moved: from where the point, or the seat of its unit, is known to be.
        metres_if_swapped: the same, had longitude and latitude been exchanged.
    """
    if metres_moved is None or metres_moved <= FAR_METRES:
        return ""
    if metres_if_swapped is not None and metres_if_swapped <= FAR_METRES:
        return "swapped"
    return "far"
