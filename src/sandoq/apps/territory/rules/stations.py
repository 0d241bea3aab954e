"""What a polling station must be before it may be written, and which acts need an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from itertools import combinations
from uuid import UUID

KINDS = ("fixed", "mobile")
AREAS = ("urban", "rural")
MAX_NAME = 160
MAX_ADDRESS = 300
MAX_CODE = 40
MAX_ELECTORS = 2_147_483_647
_LON_LIMIT = 180.0
_LAT_LIMIT = 90.0


@dataclass(frozen=True, slots=True)
class PointDraft:
    """A place as it should be; `lon`, `lat` in WGS 84 degrees, both or neither.

    With `key` it is a point already known; without, a point of the same name or within
    `itinerary.SAME_PLACE_METRES` is taken for the same place.
    """

    name: str
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    opens: time | None = None
    closes: time | None = None
    key: UUID | None = None


@dataclass(frozen=True, slots=True)
class StationDraft:
    """A whole station as it should be, from a form, a spreadsheet or the demo.

    `key` of a station in the register updates it; an unknown key names the new station, so that
    the same call twice writes it once; without a key a station is always created. `code` is
    (scheme, value), where an empty value means none in that scheme; None leaves codes alone.
    """

    unit_id: int
    county_id: int
    number: int | None
    name: str
    kind: str
    area: str
    electors: int
    points: tuple[PointDraft, ...]
    address: str = ""
    code: tuple[str, str] | None = None
    key: UUID | None = None


def needs_order(electors_before: int, electors_after: int) -> bool:
    """Electors may join a station by correction; to leave it they need an order."""
    return electors_after < electors_before


def move_needs_order(county_before: int, county_after: int) -> bool:
    """A station that leaves its county leaves that county's denominator."""
    return county_before != county_after


def may_hold_stations(level: str, *, has_districts: bool) -> bool:
    """A station belongs to a district, or to a county without recorded districts."""
    return level == "district" or (level == "county" and not has_districts)


def station_problems(draft: StationDraft) -> list[str]:
    """Stable codes of everything wrong with a draft taken alone; empty if it may be written."""
    found = []
    if not draft.name.strip():
        found.append("name-missing")
    if len(draft.name) > MAX_NAME or len(draft.address) > MAX_ADDRESS:
        found.append("text-too-long")
    if draft.kind not in KINDS:
        found.append("unknown-kind")
    if draft.area not in AREAS:
        found.append("unknown-area")
    if not 0 <= draft.electors <= MAX_ELECTORS:
        found.append("electors-out-of-range")
    if draft.number is not None and not 1 <= draft.number <= MAX_ELECTORS:
        found.append("number-out-of-range")
    if draft.code is not None and len(draft.code[1]) > MAX_CODE:
        found.append("code-malformed")
    return found + itinerary_problems(draft.kind, draft.points)


def itinerary_problems(kind: str, points: Sequence[PointDraft]) -> list[str]:
    """Stable codes of everything wrong with the points of a station of this kind."""
    found = []
    if not points:
        found.append("no-point")
    elif kind == "fixed" and len(points) > 1:
        found.append("fixed-needs-one-point")
    found += sorted({problem for point in points for problem in _point_problems(point)})
    if any(overlap(first, second) for first, second in combinations(points, 2)):
        found.append("times-overlap")
    return found


def overlap(first: PointDraft, second: PointDraft) -> bool:
    """Whether a station would certainly stand at both points at one moment.

    A time that is not known contradicts nothing; a half-known stay is its one known moment.
    Stays are half-open: one may end at the minute the next begins.
    """
    stay, other = _stay(first), _stay(second)
    if stay and other:
        return max(stay[0], other[0]) < min(stay[1], other[1])
    if stay:
        return _stands_during(second, stay)
    return other is not None and _stands_during(first, other)


def in_order(points: Sequence[PointDraft]) -> tuple[PointDraft, ...]:
    """The points by the time the station reaches them; as given where a time is not known."""
    if any(point.opens is None for point in points):
        return tuple(points)
    return tuple(sorted(points, key=lambda point: point.opens or time.min))


def _stay(point: PointDraft) -> tuple[time, time] | None:
    """From when until when, if both are known."""
    if point.opens is None or point.closes is None:
        return None
    return point.opens, point.closes


def _stands_during(half_known: PointDraft, stay: tuple[time, time]) -> bool:
    """Whether the one known moment of a point, if any, lies within another's stay."""
    begins, ends = stay
    if half_known.opens is not None:
        return begins <= half_known.opens < ends
    return half_known.closes is not None and begins < half_known.closes <= ends


def _point_problems(point: PointDraft) -> list[str]:
    found = []
    if not point.name.strip():
        found.append("point-name-missing")
    if len(point.name) > MAX_NAME or len(point.address) > MAX_ADDRESS:
        found.append("text-too-long")
    if (point.lon is None) != (point.lat is None):
        found.append("half-a-coordinate")
    elif point.lon is not None and point.lat is not None and not on_earth(point.lon, point.lat):
        found.append("point-off-earth")
    if point.opens is not None and point.closes is not None and point.closes <= point.opens:
        found.append("closes-before-it-opens")
    return found


def on_earth(lon: float, lat: float) -> bool:
    """Whether degrees name a place; not-a-number does not."""
    return -_LON_LIMIT <= lon <= _LON_LIMIT and -_LAT_LIMIT <= lat <= _LAT_LIMIT
