"""Points and their links as lists: filtered, searched, paged, and whole for files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.models import Operator, PointGrade, PointLinks
from sandoq.apps.connectivity.rules.grading import UNMEASURED, Grade, GradeState
from sandoq.apps.connectivity.rules.links import LinkVerdict
from sandoq.apps.connectivity.selectors.scope import below, require_view
from sandoq.apps.connectivity.selectors.settings import operators
from sandoq.apps.connectivity.selectors.verdicts import judge_points
from sandoq.apps.territory.models import Area, StationKind, Unit
from sandoq.apps.territory.rules.geojson import feature_of_point
from sandoq.common.text import search_key

PAGE_SIZE = 50
GAPS = ("link", "fallback")
NOT_VERIFIED = "not-verified"
GRADES = (*(state.value for state in GradeState), NOT_VERIFIED)
SORTS: Mapping[str, tuple[str, ...]] = {
    "electors": ("-electors", "pk"),
    "place": ("unit_path", "station", "point__seq"),
    "until": ("until", "pk"),
}
_BLOCK = 1_000


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; every field is "" for all. Unknown values are ignored.

    Attributes:
        gap: "link" for points without a verified link, "fallback" without an independent one.
        state: ready, ready-on-fallback or not-ready.
        operator: its code; with `grade` the points where it is graded so.
        grade: one of `GRADES`; without an operator, of no meaning.
        kind, area: of the station.
        text: part of a name of station or point, or the station's number.
        sort: one of `SORTS`.
    """

    gap: str = ""
    state: str = ""
    operator: str = ""
    grade: str = ""
    kind: str = ""
    area: str = ""
    text: str = ""
    sort: str = "electors"

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> "Filters":
        """From an address's query."""
        known = {
            "gap": GAPS,
            "state": PointLinks.State.values,
            "grade": GRADES,
            "kind": StationKind.values,
            "area": Area.values,
        }
        chosen = {
            name: str(value)
            for name, values in known.items()
            if (value := query.get(name)) in values
        }
        slug = str(query.get("operator", ""))
        return cls(
            **chosen,
            operator=slug if slug in {row.slug for row in operators()} else "",
            text=str(query.get("text", "")).replace("\0", "").strip()[:80],
            sort=sort if (sort := query.get("sort", "")) in SORTS else "electors",
        )

    @property
    def are_set(self) -> bool:
        """Whether anything is left out."""
        return self != Filters(sort=self.sort)


@dataclass(frozen=True, slots=True)
class ListedPoint:
    """A point with its verdict and its grades by operator's code, at the moment asked."""

    row: PointLinks
    verdict: LinkVerdict
    grades: Mapping[str, Grade]

    def grade_of(self, slug: str) -> Grade:
        """What is known of one operator here."""
        return self.grades.get(slug, UNMEASURED)


def point_links(user: User, unit: Unit, filters: Filters = Filters()) -> QuerySet[PointLinks]:
    """The points a person may see at and below a unit, as filtered and sorted.

    Raises:
        NotFound: the person may not see the unit's links.
    """
    require_view(user, unit)
    wanted = below("unit_path", unit.path)
    if filters.gap:
        wanted &= Q(**{f"has_{filters.gap}": False})
    if filters.state:
        wanted &= Q(state=filters.state)
    for name in ("kind", "area"):
        if value := getattr(filters, name):
            wanted &= Q(**{f"station__{name}": value})
    if filters.text:
        wanted &= _named(filters.text)
    found = PointLinks.objects.filter(wanted)
    if filters.operator and filters.grade:
        found = found.filter(_graded(filters.operator, filters.grade))
    return found.order_by(*SORTS[filters.sort])


def judged(rows: Sequence[PointLinks], at: datetime) -> list[ListedPoint]:
    """The rows with what is known of them at `at`, in their order."""
    found = judge_points([row.pk for row in rows], at)
    slugs = {operator.pk: operator.slug for operator in operators()}
    return [
        ListedPoint(
            row,
            found[row.pk].verdict,
            {slugs[key]: grade for key, grade in found[row.pk].grades.items()},
        )
        for row in rows
    ]


def with_places(found: QuerySet[PointLinks]) -> QuerySet[PointLinks]:
    """The same points with station, county and unit at hand."""
    return found.select_related("point", "station__county", "unit")


def listed(found: QuerySet[PointLinks], at: datetime) -> Iterator[ListedPoint]:
    """All points of a query in its order, read in blocks, for files."""
    rows = with_places(found).iterator(chunk_size=_BLOCK)
    while block := list(islice(rows, _BLOCK)):
        yield from judged(block, at)


def features(
    found: QuerySet[PointLinks], at: datetime, operator: Operator | None
) -> Iterator[dict[str, object]]:
    """The points as GeoJSON features, with what an operator needs to mend what is its own.

    Without an operator each feature tells of all of them.
    """
    shown = [operator] if operator else operators()
    for one in listed(found, at):
        point, station = one.row.point, one.row.station
        properties: dict[str, object] = {
            "point": str(point.key),
            "name": point.name,
            "station": str(station.key),
            "station_name": station.name,
            "number": station.number,
            "county": station.county.name_fa,
            "unit": one.row.unit.name_fa,
            "electors": one.row.electors,
            "state": one.verdict.state.value,
            "operators": {row.slug: _told(one.grade_of(row.slug)) for row in shown},
        }
        yield feature_of_point(str(point.key), point.lon, point.lat, properties)


def _told(grade: Grade) -> dict[str, object]:
    return {
        "grade": grade.state.value,
        "attempts": grade.attempts,
        "successes": grade.successes,
        "rsrp_dbm": grade.rsrp_dbm,
        "latest": grade.latest.isoformat() if grade.latest else None,
        "until": grade.until.isoformat() if grade.until else None,
        "reasons": [reason.code for reason in grade.reasons],
    }


def _graded(slug: str, grade: str) -> Q:
    rows = PointGrade.objects.filter(point=OuterRef("pk"), operator__slug=slug)
    if grade == GradeState.UNMEASURED:
        return ~Q(Exists(rows))
    if grade == NOT_VERIFIED:
        return ~Q(Exists(rows.filter(state=GradeState.VERIFIED.value)))
    return Q(Exists(rows.filter(state=grade)))


def _named(text: str) -> Q:
    key = search_key(text)
    found = Q(station__search_name__contains=key) | Q(point__name__icontains=text)
    if key.isdecimal():
        found |= Q(station__number=int(key[:9]))
    return found
