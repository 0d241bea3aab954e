"""How drafts of stations become rows: shared by the bulk writer and the single services.

Nothing here decides or records; callers have checked the drafts and hold the locks. Stations are
named by key until they are written, for a new one has no primary key yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sandoq.apps.territory.models import Point, Station, StationChange, StationCode
from sandoq.apps.territory.rules.importing.words import key as quick_search_key
from sandoq.apps.territory.rules.itinerary import match_places
from sandoq.apps.territory.rules.stations import PointDraft, StationDraft, in_order
from sandoq.apps.territory.services.fast_rows import insert_rows, update_rows
from sandoq.apps.territory.services.station_rows import (
    PLACE,
    STATION,
    PointRow,
    Present,
    StationRow,
)
from sandoq.common import clock

_Kind = StationChange.Kind
_REVISED = ("number", "name", "kind", "area", "address")


@dataclass(frozen=True, slots=True)
class Act:
    """Who writes, when, and by which order, if any."""

    by_id: int | None
    at: datetime
    order_number: str = ""

    @property
    def on(self) -> date:
        return clock.today(self.at)


class ChangeRow(NamedTuple):
    """A line of the register's history, its station named by key."""

    station_key: UUID
    unit_id: int
    unit_before_id: int | None
    kind: str
    electors_before: int | None
    electors_after: int | None
    order_number: str
    at: datetime
    by_id: int | None
    details: dict[str, Any]

    def plain(self) -> dict[str, Any]:
        """What the audit trail keeps of it."""
        values = {**self._asdict(), **self.details}
        skipped = {"station_key", "at", "by_id", "details"}
        return {name: value for name, value in values.items() if name not in skipped and value}


@dataclass(slots=True)
class Pending:
    """Rows that wait to be written; those of points, codes and changes begin with a key."""

    act: Act
    new_stations: list[tuple[Any, ...]] = field(default_factory=list)
    stations: list[tuple[Any, ...]] = field(default_factory=list)
    renumbered: list[int] = field(default_factory=list)
    new_points: list[tuple[Any, ...]] = field(default_factory=list)
    points: list[tuple[Any, ...]] = field(default_factory=list)
    parked: list[int] = field(default_factory=list)  # points leaving or changing place in line
    new_codes: list[tuple[Any, ...]] = field(default_factory=list)
    ended_codes: list[int] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)
    ids: dict[UUID, int] = field(default_factory=dict)

    def write(self) -> None:
        """Write all; numbers and places in line are freed before they are taken.

        Afterwards `ids` has the primary key of every station by its key.
        """
        act = self.act
        insert_rows(Station, _NEW_STATION, self.new_stations)
        self._learn_ids()
        if self.renumbered:
            Station.objects.filter(pk__in=self.renumbered).update(number=None)
        update_rows(Station, [*STATION, "search_name"], self.stations)
        if self.parked:
            Point.ever.filter(pk__in=self.parked).update(retired_at=act.at)
        update_rows(Point, ["seq", "retired_at", *PLACE], self.points)
        insert_rows(Point, _NEW_POINT, self._resolved(self.new_points))
        if self.ended_codes:
            StationCode.objects.filter(pk__in=self.ended_codes).update(until=act.on)
        insert_rows(StationCode, _NEW_CODE, self._resolved(self.new_codes))
        insert_rows(StationChange, _NEW_CHANGE, self._resolved(self.changes))

    def _learn_ids(self) -> None:
        keys = [row[0] for row in self.new_stations]
        self.ids.update(Station.objects.filter(key__in=keys).values_list("key", "pk"))

    def _resolved(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        return [(self.ids[row[0]], *row[1:]) for row in rows]

    def add_change(self, key: UUID, unit_id: int, kind: _Kind, **values: Any) -> None:
        """Queue a line of the register's history."""
        self.changes.append(
            ChangeRow(
                key,
                unit_id,
                values.get("unit_before_id"),
                kind.value,
                values.get("electors_before"),
                values.get("electors_after"),
                values.get("order_number", ""),
                self.act.at,
                self.act.by_id,
                values.get("details", {}),
            )
        )


_NEW_STATION = ("key", *STATION, "search_name", "opened_at", "retired_at", "retired_by_order")
_NEW_POINT = ("station_id", "key", "seq", "retired_at", *PLACE)
_NEW_CODE = ("station_id", "scheme", "value", "since", "until")
_NEW_CHANGE = ("station_id", *ChangeRow._fields[1:])


def add_new(pending: Pending, draft: StationDraft) -> UUID:
    """Queue a station with its points, its code and the record of its opening; its key."""
    act, key = pending.act, draft.key or uuid4()
    values = _values(draft)
    pending.new_stations.append((key, *values, search_name(draft.name), act.at, None, ""))
    for seq, place in enumerate(in_order(draft.points), start=1):
        pending.new_points.append((key, place.key or uuid4(), seq, None, *_place(place)))
    if draft.code and draft.code[1]:
        pending.new_codes.append((key, *draft.code, act.on, None))
    pending.add_change(key, draft.unit_id, _Kind.OPENED, electors_after=draft.electors)
    return key


def add_update(pending: Pending, present: Present, draft: StationDraft) -> bool:
    """Queue what makes the station as drafted; False if it already is."""
    row = present.row
    pending.ids[row.key] = row.id
    wanted = _values(draft)
    changed = row[2:] != wanted
    if changed:
        if (row.county_id, row.number) != (draft.county_id, draft.number):
            pending.renumbered.append(row.id)
        pending.stations.append((*wanted, search_name(draft.name), row.id))
    recoded = _add_code(pending, present, draft.code)
    moved_points = _add_points(pending, present, draft.points)
    if changed or recoded:
        _add_changes(pending, row, dict(zip(STATION, wanted, strict=True)), recoded)
    if moved_points:
        pending.add_change(row.key, draft.unit_id, _Kind.POINTS, details=moved_points)
    return bool(changed or recoded or moved_points)


def search_name(name: str) -> str:
    """The name as it is searched, in the column's length."""
    return quick_search_key(name)[:200]


def _values(draft: StationDraft) -> tuple[Any, ...]:
    """The draft's values in the order of `STATION`."""
    return (
        draft.unit_id,
        draft.county_id,
        draft.number,
        draft.name,
        str(draft.kind),
        str(draft.area),
        draft.electors,
        draft.address,
    )


def _place(draft: PointDraft) -> tuple[Any, ...]:
    """The draft's values in the order of `PLACE`."""
    return draft.name, draft.address, draft.lon, draft.lat, draft.opens, draft.closes


def _add_points(
    pending: Pending, present: Present, drafts: Sequence[PointDraft]
) -> dict[str, list[str]]:
    """Queue the itinerary; names of its points before and after, empty if it is already so."""
    drafts = in_order(drafts)
    places = present.places
    in_force = [place for place in places if place.retired_at is None]
    if _as_drafted(in_force, drafts):
        return {}
    matches = match_places(places, drafts)
    pending.parked += [p.id for i, p in enumerate(places) if i not in matches and not p.retired_at]
    for seq, (match, draft) in enumerate(zip(matches, drafts, strict=True), start=1):
        if match is None:
            key = draft.key or uuid4()
            pending.new_points.append((present.row.key, key, seq, None, *_place(draft)))
            continue
        place = places[match]
        if place.seq != seq and place.retired_at is None:
            pending.parked.append(place.id)
        pending.points.append((seq, None, *_place(draft), place.id))
    return {"before": [p.name for p in in_force], "after": [draft.name for draft in drafts]}


def _as_drafted(places: Sequence[PointRow], drafts: Sequence[PointDraft]) -> bool:
    """Whether the points in force are the drafted ones, each in its place in line."""
    return len(places) == len(drafts) and all(
        place.seq == seq and place[5:] == _place(draft) and draft.key in {None, place.key}
        for seq, (place, draft) in enumerate(zip(places, drafts, strict=True), start=1)
    )


def _add_code(
    pending: Pending, present: Present, code: tuple[str, str] | None
) -> list[str | None] | None:
    """Queue the new code; None if it is in force, else the code before and after."""
    if code is None:
        return None
    scheme, value = code
    current = present.codes.get(scheme)
    if (current.value if current else "") == value:
        return None
    if current is not None:
        pending.ended_codes.append(current.id)
    if value:
        pending.new_codes.append((present.row.key, scheme, value, pending.act.on, None))
    return [current.value if current else None, value]


def _add_changes(
    pending: Pending,
    row: StationRow,
    wanted: Mapping[str, Any],
    recoded: list[str | None] | None,
) -> None:
    """Queue the lines of the register's history that an update makes, the move before the rest."""
    key, unit_id, electors = row.key, wanted["unit_id"], wanted["electors"]
    if row.unit_id != unit_id:
        pending.add_change(
            key,
            unit_id,
            _Kind.MOVED,
            unit_before_id=row.unit_id,
            electors_before=row.electors,
            electors_after=row.electors,
            order_number=pending.act.order_number,
        )
    if row.electors != electors:
        pending.add_change(
            key,
            unit_id,
            _Kind.ELECTORS,
            electors_before=row.electors,
            electors_after=electors,
            order_number=pending.act.order_number,
        )
    details = {
        name: [getattr(row, name), wanted[name]]
        for name in _REVISED
        if getattr(row, name) != wanted[name]
    }
    if recoded:
        details["code"] = recoded
    if details:
        pending.add_change(key, unit_id, _Kind.REVISED, details=details)
