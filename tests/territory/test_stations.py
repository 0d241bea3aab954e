"""Polling stations one by one: what may be written, and what leaves only by an order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time
from uuid import uuid4

import pytest

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.territory.errors import (
    BadStation,
    CodeTaken,
    OrderNumberMissing,
    StationNumberTaken,
    StationPlaceMismatch,
    StationRetired,
)
from sandoq.apps.territory.models import Point, Station, StationChange, Unit
from sandoq.apps.territory.rules.stations import PointDraft
from sandoq.apps.territory.services import (
    move_station,
    open_station,
    restore_station,
    retire_station,
    revise_station,
    set_points,
    station_written,
)
from sandoq.common.errors import NotAllowed
from tests.factories import a_county, a_district, a_user
from tests.territory.drafts import LATER, MOSQUE, NOW, SCHOOL, VILLAGE, a_draft

pytestmark = pytest.mark.django_db
Kind = StationChange.Kind


@pytest.fixture
def elsewhere(province: Unit) -> Unit:
    return a_district(county=a_county("آمل", province))


@pytest.fixture
def county_it(district: Unit) -> User:
    return a_user("county-it", Unit.objects.get(path=district.parent_path))


@pytest.fixture
def station(head: User, district: Unit) -> Station:
    return open_station(by=head, draft=a_draft(district, code=("interior", "1201")), at=NOW)


@pytest.fixture
def told() -> Iterator[list[Sequence[int]]]:
    """What the rooms above were told."""
    heard: list[Sequence[int]] = []
    station_written.append(heard.append)
    yield heard
    station_written.remove(heard.append)


def kinds(station: Station) -> list[str]:
    return list(station.changes.order_by("pk").values_list("kind", flat=True))


def test_an_opened_station_has_its_point_its_code_and_its_record(
    head: User, district: Unit, told: list[Sequence[int]]
) -> None:
    station = open_station(by=head, draft=a_draft(district, code=("interior", "1201")), at=NOW)

    assert [point.name for point in station.points.all()] == ["دبستان آزادی 1"]
    assert station.codes.get().value == "1201"
    change = station.changes.get()
    assert (change.kind, change.electors_after, change.by) == (Kind.OPENED, 1_000, head)
    entry = AuditEntry.objects.get(verb="territory.open-station")
    assert (entry.target_key, entry.unit_path) == (str(station.key), district.path)
    assert told == [[station.pk]]


def test_opening_with_one_key_twice_opens_once(head: User, district: Unit) -> None:
    draft = a_draft(district, key=uuid4())
    first = open_station(by=head, draft=draft, at=NOW)
    second = open_station(by=head, draft=draft, at=LATER)
    assert first == second
    assert Station.objects.count() == 1


def test_a_fixed_station_has_exactly_one_point(head: User, district: Unit) -> None:
    with pytest.raises(BadStation) as refusal:
        open_station(by=head, draft=a_draft(district, points=(SCHOOL, MOSQUE)), at=NOW)
    assert refusal.value.problems == ("fixed-needs-one-point", "times-overlap")
    assert not Station.objects.exists()
    assert not AuditEntry.objects.exists()


def test_stations_do_not_belong_to_provinces_or_divided_counties(
    head: User, province: Unit, district: Unit
) -> None:
    county = Unit.objects.get(path=district.parent_path)
    for unit in (province, county):
        with pytest.raises(StationPlaceMismatch):
            open_station(by=head, draft=a_draft(district, unit_id=unit.pk), at=NOW)
    assert not Station.objects.exists()


def test_a_county_without_districts_holds_stations_itself(head: User, province: Unit) -> None:
    county = a_county("سیمرغ", province)
    draft = replace(a_draft(a_district(county=a_county("نور", province))), unit_id=county.pk)
    station = open_station(by=head, draft=draft, at=NOW)
    assert station.county == station.unit == county


def test_a_number_serves_one_live_station_of_a_county(
    head: User, station: Station, district: Unit, elsewhere: Unit
) -> None:
    with pytest.raises(StationNumberTaken) as refusal:
        open_station(by=head, draft=a_draft(district, 1, name="دیگر"), at=NOW)
    assert refusal.value.holder == station.name
    open_station(by=head, draft=a_draft(elsewhere, 1), at=NOW)
    retire_station(by=head, station=station, order_number="۱۲", at=NOW)
    open_station(by=head, draft=a_draft(district, 1, name="دیگر"), at=NOW)


def test_a_code_serves_one_station(head: User, station: Station, district: Unit) -> None:
    with pytest.raises(CodeTaken) as refusal:
        open_station(by=head, draft=a_draft(district, 2, code=("interior", "1201")), at=NOW)
    assert refusal.value.holder == station.name


def test_a_county_opens_stations_at_home_only(
    county_it: User, district: Unit, elsewhere: Unit
) -> None:
    open_station(by=county_it, draft=a_draft(district), at=NOW)
    with pytest.raises(NotAllowed):
        open_station(by=county_it, draft=a_draft(elsewhere), at=NOW)
    assert Station.objects.count() == 1


def test_a_revision_says_what_changed(
    head: User, station: Station, told: list[Sequence[int]]
) -> None:
    revised = revise_station(
        by=head, station=station, name="دبستان  آزادي", area="rural", electors=1_200, at=LATER
    )

    assert (revised.name, revised.area, revised.electors) == ("دبستان آزادی", "rural", 1_200)
    assert revised.search_name == "دبستان ازادی"
    assert kinds(station) == [Kind.OPENED, Kind.ELECTORS, Kind.REVISED]
    change = station.changes.get(kind=Kind.REVISED)
    assert change.details == {
        "name": ["دبستان آزادی 1", "دبستان آزادی"],
        "area": ["urban", "rural"],
    }
    assert told == [[station.pk]]


def test_a_revision_that_changes_nothing_writes_nothing(
    head: User, station: Station, told: list[Sequence[int]]
) -> None:
    entries = AuditEntry.objects.count()
    revise_station(by=head, station=station, name=station.name, electors=1_000, at=LATER)
    assert AuditEntry.objects.count() == entries
    assert kinds(station) == [Kind.OPENED]
    assert told == []


def test_electors_leave_a_station_only_by_an_order(county_it: User, station: Station) -> None:
    """Otherwise a county shrinks its not-ready stations until they hardly count."""
    with pytest.raises(OrderNumberMissing):
        revise_station(by=county_it, station=station, electors=10, order_number=" ", at=LATER)
    assert kinds(station) == [Kind.OPENED]

    revise_station(by=county_it, station=station, electors=900, order_number="۴۵/الف", at=LATER)

    change = station.changes.get(kind=Kind.ELECTORS)
    assert (change.electors_before, change.electors_after) == (1_000, 900)
    assert change.order_number == "۴۵/الف"


def test_a_new_code_ends_the_old_one_on_its_day(head: User, station: Station) -> None:
    revise_station(by=head, station=station, code=("interior", "1301"), at=LATER)
    held = list(station.codes.order_by("pk").values_list("value", "until"))
    assert held == [("1201", LATER.date()), ("1301", None)]
    assert station.changes.get(kind=Kind.REVISED).details == {"code": ["1201", "1301"]}


def test_a_fixed_station_with_two_stops_must_become_mobile_first(
    head: User, station: Station
) -> None:
    with pytest.raises(BadStation):
        set_points(by=head, station=station, points=[MOSQUE, VILLAGE], at=LATER)
    revise_station(by=head, station=station, kind="mobile", at=LATER)
    set_points(by=head, station=station, points=[VILLAGE, MOSQUE], at=LATER)

    places = list(station.points.order_by("seq").values_list("seq", "name"))
    assert places == [(1, "مسجد جامع"), (2, "خانه بهداشت")]
    with pytest.raises(BadStation):
        revise_station(by=head, station=station, kind="fixed", at=LATER)


def test_a_point_that_leaves_keeps_its_row_and_comes_back_as_itself(
    head: User, station: Station
) -> None:
    """Evidence was recorded there; another place must not inherit it."""
    old = station.points.get()
    set_points(by=head, station=station, points=[MOSQUE], at=LATER)
    assert [point.name for point in station.points.all()] == ["مسجد جامع"]
    assert Point.ever.get(pk=old.pk).retired_at == LATER

    set_points(by=head, station=station, points=[replace(SCHOOL, name=old.name)], at=LATER)
    assert station.points.get() == old
    assert Point.ever.filter(station=station).count() == 2


def test_two_points_change_places_in_line(head: User, station: Station) -> None:
    revise_station(by=head, station=station, kind="mobile", at=NOW)
    set_points(by=head, station=station, points=[MOSQUE, VILLAGE], at=NOW)
    keys = {point.name: point.key for point in station.points.all()}
    swapped = [
        replace(MOSQUE, opens=time(13), closes=time(18)),
        replace(VILLAGE, opens=time(8), closes=time(12)),
    ]
    set_points(by=head, station=station, points=swapped, at=LATER)
    places = [(point.name, point.key) for point in station.points.order_by("seq")]
    assert places == [(name, keys[name]) for name in ("خانه بهداشت", "مسجد جامع")]


def test_a_point_may_be_corrected_by_its_key(head: User, station: Station) -> None:
    old = station.points.get()
    point = PointDraft("نام تازه", lon=50.0, lat=30.0, key=old.key)
    set_points(by=head, station=station, points=[point], at=LATER)
    assert station.points.get() == old
    assert station.points.get().name == "نام تازه"


def test_a_move_inside_the_county_needs_no_order(
    county_it: User, station: Station, district: Unit
) -> None:
    other = a_district("بندپی", Unit.objects.get(path=district.parent_path))
    moved = move_station(by=county_it, station=station, to=other, at=LATER)
    assert moved.unit == other
    change = station.changes.get(kind=Kind.MOVED)
    assert (change.unit_before, change.unit) == (district, other)


def test_a_move_to_another_county_needs_an_order_and_both_permissions(
    head: User, county_it: User, station: Station, elsewhere: Unit
) -> None:
    with pytest.raises(OrderNumberMissing):
        move_station(by=head, station=station, to=elsewhere, at=LATER)
    with pytest.raises(NotAllowed):
        move_station(by=county_it, station=station, to=elsewhere, order_number="۷", at=LATER)
    moved = move_station(by=head, station=station, to=elsewhere, order_number="۷", at=LATER)
    assert moved.county_id == Unit.objects.get(path=elsewhere.parent_path).pk
    assert station.changes.get(kind=Kind.MOVED).order_number == "۷"


def test_a_moved_station_takes_no_other_station_number(
    head: User, station: Station, elsewhere: Unit
) -> None:
    open_station(by=head, draft=a_draft(elsewhere, 1), at=NOW)
    with pytest.raises(StationNumberTaken):
        move_station(by=head, station=station, to=elsewhere, order_number="۷", at=LATER)
    moved = move_station(
        by=head, station=station, to=elsewhere, number=2, order_number="۷", at=LATER
    )
    assert moved.number == 2


def test_a_station_leaves_the_register_only_by_an_order(
    head: User, station: Station, told: list[Sequence[int]]
) -> None:
    """A county must not turn green by dropping its worst stations."""
    with pytest.raises(OrderNumberMissing):
        retire_station(by=head, station=station, order_number="  ", at=LATER)
    station.refresh_from_db()
    assert station.retired_at is None
    assert told == []

    retire_station(by=head, station=station, order_number="۱۲۳", at=LATER)
    retire_station(by=head, station=station, order_number="۱۲۴", at=LATER)

    station.refresh_from_db()
    assert (station.retired_at, station.retired_by_order) == (LATER, "۱۲۳")
    assert kinds(station) == [Kind.OPENED, Kind.RETIRED]
    assert told == [[station.pk]]


def test_a_county_does_not_retire_stations(county_it: User, station: Station) -> None:
    with pytest.raises(NotAllowed):
        retire_station(by=county_it, station=station, order_number="۱۲۳", at=LATER)
    station.refresh_from_db()
    assert station.retired_at is None


def test_a_retired_station_is_not_changed(head: User, station: Station, elsewhere: Unit) -> None:
    retire_station(by=head, station=station, order_number="۱۲۳", at=LATER)
    with pytest.raises(StationRetired):
        revise_station(by=head, station=station, name="دیگر", at=LATER)
    with pytest.raises(StationRetired):
        set_points(by=head, station=station, points=[MOSQUE], at=LATER)
    with pytest.raises(StationRetired):
        move_station(by=head, station=station, to=elsewhere, order_number="۱", at=LATER)


def test_a_restored_station_has_its_number_and_code_again(head: User, station: Station) -> None:
    retire_station(by=head, station=station, order_number="۱۲۳", at=LATER)
    with pytest.raises(OrderNumberMissing):
        restore_station(by=head, station=station, order_number="", at=LATER)
    restore_station(by=head, station=station, order_number="۱۲۴", at=LATER)
    restore_station(by=head, station=station, order_number="۱۲۴", at=LATER)

    station.refresh_from_db()
    assert (station.retired_at, station.retired_by_order) == (None, "")
    assert station.codes.get(until=None).value == "1201"
    assert kinds(station) == [Kind.OPENED, Kind.RETIRED, Kind.RESTORED]


def test_a_station_whose_number_was_given_away_does_not_come_back(
    head: User, station: Station, district: Unit
) -> None:
    retire_station(by=head, station=station, order_number="۱۲۳", at=LATER)
    open_station(by=head, draft=a_draft(district, 1, name="دیگر"), at=LATER)
    with pytest.raises(StationNumberTaken):
        restore_station(by=head, station=station, order_number="۱۲۴", at=LATER)
    station.refresh_from_db()
    assert station.retired_at == LATER


def test_a_listener_that_refuses_undoes_the_act(head: User, station: Station) -> None:
    """The rooms above stay consistent with the register or the register stays as it was."""

    def refuse(ids: Sequence[int]) -> None:
        raise RuntimeError

    station_written.append(refuse)
    try:
        with pytest.raises(RuntimeError):
            revise_station(by=head, station=station, electors=5_000, at=LATER)
    finally:
        station_written.remove(refuse)
    station.refresh_from_db()
    assert station.electors == 1_000
