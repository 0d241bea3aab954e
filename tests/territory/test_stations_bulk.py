"""Tens of thousands of stations in one act: all or none, and a second time nothing."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.territory.errors import StationsRefused
from sandoq.apps.territory.models import Point, Station, StationChange, StationCode, Unit
from sandoq.apps.territory.rules.stations import StationDraft
from sandoq.apps.territory.services import (
    open_station,
    retire_station,
    station_written,
    write_stations,
)
from sandoq.apps.territory.services.stations_bulk import rows_hash
from sandoq.common.errors import NotAllowed
from tests.factories import a_county, a_district, a_province, a_user
from tests.territory.drafts import LATER, MOSQUE, NOW, SCHOOL, VILLAGE, a_draft

pytestmark = pytest.mark.django_db


def some_rows(district: Unit, count: int = 5) -> list[StationDraft]:
    """Stations with keys, codes and, every second one, an itinerary."""
    return [
        a_draft(
            district,
            number,
            key=uuid4(),
            code=("interior", f"12{number:03}"),
            kind="mobile" if number % 2 else "fixed",
            points=(MOSQUE, VILLAGE) if number % 2 else (SCHOOL,),
        )
        for number in range(1, count + 1)
    ]


def register() -> object:
    """Everything the register says, as plain values."""
    return (
        list(Station.objects.order_by("key").values_list("key", "number", "name", "electors")),
        list(Point.ever.order_by("key").values_list("key", "seq", "name", "lon", "retired_at")),
        list(StationCode.objects.order_by("pk").values_list("station__key", "value", "until")),
        StationChange.objects.count(),
        AuditEntry.objects.count(),
    )


def test_a_bulk_opens_what_single_acts_would_open(
    head: User, province: Unit, district: Unit
) -> None:
    """Same rows by both doors: the same columns, but for what differs by nature."""
    other = a_district(county=a_county("آمل", province))
    draft = a_draft(district, 7, address="خیابان", code=("interior", "1"))
    open_station(by=head, draft=draft, at=NOW)
    there = replace(draft, unit_id=other.pk, county_id=a_parent(other), code=("interior", "2"))
    write_stations(by=head, unit=province, rows=[there], at=NOW)

    skipped = {"id", "key", "unit_id", "county_id", "station_id", "value"}
    for rows in (
        Station.objects.order_by("pk").values(),
        Point.ever.order_by("pk").values(),
        StationCode.objects.order_by("pk").values(),
        StationChange.objects.order_by("pk").values(),
    ):
        single, bulk = ({k: v for k, v in row.items() if k not in skipped} for row in rows)
        assert single == bulk


def a_parent(unit: Unit) -> int:
    return Unit.objects.get(path=unit.parent_path).pk


def test_a_bulk_is_one_act_with_one_record(head: User, province: Unit, district: Unit) -> None:
    heard: list[Sequence[int]] = []
    station_written.append(heard.append)
    rows = some_rows(district)
    try:
        written = write_stations(by=head, unit=province, rows=rows, at=NOW)
    finally:
        station_written.remove(heard.append)

    assert (written.created, written.updated, written.unchanged) == (5, 0, 0)
    assert [Station.objects.get(pk=pk).number for pk in written.station_ids] == [1, 2, 3, 4, 5]
    entry = AuditEntry.objects.get(verb="territory.write-stations")
    assert entry.data == {
        "rows": 5,
        "created": 5,
        "updated": 0,
        "unchanged": 0,
        "sha256": rows_hash(rows),
    }
    assert heard == [list(written.station_ids)]


def test_the_same_rows_again_change_nothing(head: User, province: Unit, district: Unit) -> None:
    rows = some_rows(district)
    write_stations(by=head, unit=province, rows=rows, at=NOW)
    before = register()
    again = write_stations(by=head, unit=province, rows=rows, at=LATER)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 5)
    assert register() == before


def test_updates_change_only_what_differs_and_may_swap_numbers(
    head: User, province: Unit, district: Unit
) -> None:
    rows = some_rows(district)
    write_stations(by=head, unit=province, rows=rows, at=NOW)
    rows[0], rows[1] = replace(rows[0], number=2), replace(rows[1], number=1, electors=1_500)
    rows[2] = replace(rows[2], points=(VILLAGE,), code=("interior", "12003-new"))

    written = write_stations(by=head, unit=province, rows=rows, at=LATER, order_number="۹")

    assert (written.created, written.updated, written.unchanged) == (0, 3, 2)
    assert [Station.objects.get(key=row.key).number for row in rows[:2]] == [2, 1]
    third = Station.objects.get(key=rows[2].key)
    assert [point.seq for point in third.points.all()] == [1]
    assert third.codes.get(until=None).value == "12003-new"
    kinds = StationChange.objects.filter(at=LATER).order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["revised", "electors", "revised", "revised", "points"]
    assert StationChange.objects.get(kind="electors").order_number == "۹"


def test_an_empty_code_ends_the_code(head: User, province: Unit, district: Unit) -> None:
    row = a_draft(district, key=uuid4(), code=("interior", "1"))
    write_stations(by=head, unit=province, rows=[row], at=NOW)
    write_stations(by=head, unit=province, rows=[replace(row, code=("interior", ""))], at=LATER)
    assert not StationCode.objects.filter(until=None).exists()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name": ""}, "name-missing"),
        ({"number": 1}, "number-repeated"),
        ({"number": 99}, "number-taken"),
        ({"code": ("interior", "12001")}, "code-repeated"),
        ({"code": ("interior", "99")}, "code-taken"),
        ({"points": ()}, "no-point"),
        ({"county_id": 0}, "county-mismatch"),
        ({"unit_id": 0}, "unit-outside"),
    ],
)
def test_one_bad_row_refuses_all_and_is_named(
    head: User, province: Unit, district: Unit, change: dict[str, object], problem: str
) -> None:
    open_station(by=head, draft=a_draft(district, 99, code=("interior", "99")), at=NOW)
    before = register()
    rows = some_rows(district)
    rows[3] = replace(rows[3], **change)  # type: ignore[arg-type]

    with pytest.raises(StationsRefused) as refusal:
        write_stations(by=head, unit=province, rows=rows, at=NOW)

    assert refusal.value.rows == ((3, problem),)
    assert register() == before


def test_stations_outside_or_retired_are_not_rewritten(
    head: User, province: Unit, district: Unit
) -> None:
    outside = a_district(county=a_county("رشت", a_province("گیلان")))
    headquarters = a_user("headquarters", province)
    there = a_draft(outside, 1, key=uuid4())
    here = a_draft(district, 1, key=uuid4())
    write_stations(by=headquarters, unit=outside, rows=[there], at=NOW)
    written = write_stations(by=headquarters, unit=province, rows=[here], at=NOW)
    station = Station.objects.get(pk=written.station_ids[0])
    retire_station(by=head, station=station, order_number="۱", at=NOW)
    home = {"unit_id": district.pk, "county_id": a_parent(district)}
    rows = [here, replace(there, **home, number=2)]  # type: ignore[arg-type]
    with pytest.raises(StationsRefused) as refusal:
        write_stations(by=head, unit=province, rows=rows, at=LATER)
    assert refusal.value.rows == ((0, "station-retired"), (1, "station-outside"))


def test_a_county_writes_only_at_home(province: Unit, district: Unit) -> None:
    county_it = a_user("county-it", Unit.objects.get(path=district.parent_path))
    with pytest.raises(NotAllowed):
        write_stations(by=county_it, unit=province, rows=some_rows(district), at=NOW)
    assert not Station.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_rows(
    head: User, province: Unit, district: Unit
) -> None:
    """A thousand rows cost what ten cost, so that a nation costs seconds."""
    few, many = (
        some_rows(district, 10),
        some_rows(a_district("دوم", a_county("ساری", province)), 500),
    )
    few = [replace(row, code=None) for row in few]
    many = [replace(row, code=None) for row in many]
    with CaptureQueriesContext(
        connection,
    ) as small:
        write_stations(by=head, unit=province, rows=few, at=NOW)
    with CaptureQueriesContext(connection) as large:
        write_stations(by=head, unit=province, rows=many, at=NOW)
    assert len(large) <= len(small) + 2
