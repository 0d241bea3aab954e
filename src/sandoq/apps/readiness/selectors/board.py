"""The board: figures of an area, and its stations one page at a time.

No query's cost depends on how many stations there are: figures come from kept counts, lists from
an index in the order they are shown. A search by text and counts of unusual filters are the
exception; they read one narrow index.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.errors import RequirementName
from sandoq.apps.readiness.models import State, StationGap, StationStatus
from sandoq.apps.readiness.rules.status import NO_REQUIREMENT
from sandoq.apps.readiness.selectors.figures import (
    AreaSummary,
    area_summary,
    name_of,
    requirement_names,
)
from sandoq.apps.readiness.selectors.paths import below
from sandoq.apps.readiness.selectors.scope import require_view
from sandoq.apps.territory.models import Area, Station, StationKind, Unit
from sandoq.common.text import search_key

PAGE_SIZE = 50
SORTS: Mapping[str, tuple[str, ...]] = {
    "worst": ("severity", "-electors", "pk"),
    "electors": ("-electors", "pk"),
    "changed": ("-changed_at", "pk"),
    "place": ("unit_path", "pk"),
}
_EXPORTED = 2000


@dataclass(frozen=True, slots=True)
class Filters:
    """What a board is narrowed to; every field is "" for all. Unknown values are ignored.

    Attributes:
        state: ready, ready-on-fallback or not-ready.
        kind: fixed or mobile.
        area: urban or rural.
        gap: code of a requirement that the stations lack.
        text: part of a name, or a number.
        sort: one of `SORTS`.
    """

    state: str = ""
    kind: str = ""
    area: str = ""
    gap: str = ""
    text: str = ""
    sort: str = "worst"

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> "Filters":
        """From an address's query."""
        known = {"state": State.values, "kind": StationKind.values, "area": Area.values}
        chosen = {
            name: value for name, values in known.items() if (value := query.get(name)) in values
        }
        return cls(
            **chosen,
            gap=str(query.get("gap", ""))[:40],
            text=str(query.get("text", "")).replace("\0", "").strip()[:80],
            sort=sort if (sort := query.get("sort", "")) in SORTS else "worst",
        )

    @property
    def are_set(self) -> bool:
        """Whether anything is left out."""
        return self != Filters(sort=self.sort)


@dataclass(frozen=True, slots=True)
class GapAt:
    """A requirement a station lacks, and at which point; None for the whole station."""

    requirement: RequirementName
    point: int | None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A station on the board; `state` is "unknown" where nothing is asked of it."""

    status: StationStatus
    gaps: tuple[GapAt, ...]

    @property
    def station(self) -> Station:
        return self.status.station

    @property
    def state(self) -> str:
        codes = self.status.codes
        return "unknown" if codes and codes == {NO_REQUIREMENT} else self.status.state


@dataclass(frozen=True, slots=True)
class Board:
    """A page of a board."""

    summary: AreaSummary
    filters: Filters
    page: Page[BoardRow]


def board(
    user: User, election: Election, unit: Unit, filters: Filters, page: int | str = 1
) -> Board:
    """The figures and one page of the stations, in a constant number of queries.

    Raises:
        NotFound: the person may not see the unit's readiness.
    """
    summary = area_summary(user, election, unit)
    rows = _Rows(summary, filters)
    paginator: Paginator[BoardRow] = Paginator(rows, PAGE_SIZE)  # type: ignore[arg-type]
    return Board(summary, filters, paginator.get_page(page))


def filtered(election: Election, unit: Unit, filters: Filters) -> QuerySet[StationStatus]:
    """The stations of an area that pass the filters, unsorted."""
    wanted = Q(below("unit_path", unit.path), election=election)
    for name in ("state", "kind", "area"):
        if value := getattr(filters, name):
            wanted &= Q(**{name: value})
    rows = StationStatus.objects.filter(wanted)
    if filters.gap:
        lacking = StationGap.objects.filter(election=election, code=filters.gap)
        rows = rows.filter(pk__in=lacking.values("status"))
    if filters.text:
        rows = rows.filter(station__in=_named(filters.text))
    return rows


def export_rows(user: User, election: Election, unit: Unit, filters: Filters) -> Iterator[BoardRow]:
    """All stations that pass the filters, in order, read in blocks.

    Raises:
        NotFound: the person may not see the unit's readiness.
    """
    require_view(user, election, unit)
    names = requirement_names(election)
    keys = list(
        filtered(election, unit, filters)
        .order_by(*SORTS[filters.sort])
        .values_list("pk", flat=True)
    )
    for first in range(0, len(keys), _EXPORTED):
        yield from load_rows(keys[first : first + _EXPORTED], names)


def load_rows(keys: Sequence[int], names: Mapping[str, RequirementName]) -> list[BoardRow]:
    """Board rows by their keys, in the keys' order, in one query."""
    found = StationStatus.objects.filter(pk__in=keys).select_related("station__county", "unit")
    by_key = {status.pk: status for status in found}
    return [
        BoardRow(
            by_key[key],
            tuple(GapAt(name_of(names, code), point) for code, point in by_key[key].gaps),
        )
        for key in keys
        if key in by_key
    ]


class _Rows:
    """The filtered stations as a paginator reads them: a count, and slices."""

    ordered = True

    def __init__(self, summary: AreaSummary, filters: Filters) -> None:
        self._names = summary.requirements
        self._count = _known_count(summary, filters)
        self._keys: QuerySet[StationGap, int] | QuerySet[StationStatus, int] | list[int]
        self._keys = _ordered_keys(summary, filters)
        if self._count is None:
            # Counting reads them all anyway; so the page costs nothing more.
            self._keys = list(self._keys)
            self._count = len(self._keys)

    def count(self) -> int:
        return self._count or 0

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[BoardRow]:
        return load_rows(list(self._keys[part]), self._names)


def _ordered_keys(
    summary: AreaSummary, filters: Filters
) -> "QuerySet[StationGap, int] | QuerySet[StationStatus, int]":
    """Keys in order. By gap, the narrow table of gaps is in order already."""
    unit, election = summary.unit, summary.election
    if filters.gap and _is_plain(filters) and filters.sort in {"worst", "electors"}:
        gaps = StationGap.objects.filter(
            below("unit_path", unit.path), election=election, code=filters.gap
        )
        return gaps.order_by("-electors", "status").values_list("status", flat=True)
    rows = filtered(election, unit, filters)
    return rows.order_by(*SORTS[filters.sort]).values_list("pk", flat=True)


def _named(text: str) -> QuerySet[Station, int]:
    """Keys of live stations with this in their name, or this number."""
    key = search_key(text)
    found = Q(search_name__contains=key)
    if key.isdecimal():
        found |= Q(number=int(key[:9]))
    return Station.objects.filter(found, retired_at=None).values_list("pk", flat=True)


def _is_plain(filters: Filters) -> bool:
    """Whether only state and gap are chosen, and agree: what lacks something is not ready."""
    if filters.gap and filters.state not in {"", State.NOT_READY}:
        return False
    return replace(filters, sort="worst", state="", gap="") == Filters()


def _known_count(summary: AreaSummary, filters: Filters) -> int | None:
    """How many stations pass, where the kept counts say so already."""
    if not _is_plain(filters):
        return None
    tally = summary.tally
    by_state = {
        "": tally.stations,
        State.READY.value: tally.stations_ready,
        State.ON_FALLBACK.value: tally.stations_on_fallback,
        State.NOT_READY.value: tally.stations_not_ready,
    }
    if not filters.gap:
        return by_state[filters.state]
    lacking = {gap.requirement.code: gap.stations for gap in summary.gaps}
    return lacking.get(filters.gap, 0)
