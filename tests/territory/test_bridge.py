"""The change bridge: opening and lines sum to closing, whatever was done, at every moment."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.apps.accounts.models import User
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.territory.rules.bridge import Amount, ChangeSum, build_bridge
from sandoq.apps.territory.selectors import bridge, bridge_changes
from sandoq.apps.territory.services import (
    move_station,
    open_station,
    restore_station,
    retire_station,
    revise_station,
)
from sandoq.common.errors import NotFound
from tests.factories import a_county, a_district, a_province, a_user
from tests.territory.drafts import NOW, a_draft
from tests.territory.rollback import rolled_back

HOUR = timedelta(hours=1)


def live(unit: Unit) -> Amount:
    """The denominator counted by hand."""
    stations = Station.objects.filter(unit__path__startswith=unit.path, retired_at=None)
    return Amount(len(stations), sum(station.electors for station in stations))


def a_small_province() -> tuple[User, list[Unit], list[Unit]]:
    """Its head, its four districts in two counties, and every unit to look at."""
    province = a_province()
    counties = [a_county(name, province) for name in ("بابل", "آمل")]
    districts = [a_district(name, county) for county in counties for name in ("الف", "ب")]
    province.refresh_from_db()
    return a_user("province-head", province), districts, [province, *counties, *districts]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["open", "retire", "restore", "electors", "move"]),
            st.integers(0, 9),
            st.integers(1, 3_000),
        ),
        max_size=14,
    ),
    st.integers(0, 14),
    st.integers(0, 14),
)
def test_the_bridge_balances_between_any_two_moments(
    acts: list[tuple[str, int, int]], first: int, second: int
) -> None:
    """Against the register itself, counted after every act, for every unit of the tree."""
    with rolled_back():
        user, districts, seen = a_small_province()
        counted = [{unit.pk: live(unit) for unit in seen}]
        for step, act in enumerate(acts, start=1):
            do(user, districts, act, at=NOW + step * HOUR)
            counted.append({unit.pk: live(unit) for unit in seen})
        since, until = sorted((min(first, len(acts)), min(second, len(acts))))
        for unit in seen:
            found = bridge(user, unit, NOW + since * HOUR, NOW + until * HOUR)
            assert found.balances
            assert found.opening == counted[since][unit.pk]
            assert found.closing == counted[until][unit.pk]


def do(user: User, districts: list[Unit], act: tuple[str, int, int], at: datetime) -> None:
    """One act on some station, if there is one it fits."""
    name, pick, electors = act
    district = districts[pick % len(districts)]
    stations = list(Station.objects.filter(retired_at__isnull=name != "restore").order_by("pk"))
    if name == "open":
        number = Station.objects.count() + 1
        open_station(by=user, draft=a_draft(district, number, electors=electors), at=at)
    elif stations:
        station = stations[pick % len(stations)]
        doing: dict[str, Callable[[], object]] = {
            "retire": lambda: retire_station(by=user, station=station, order_number="۱", at=at),
            "restore": lambda: restore_station(by=user, station=station, order_number="۲", at=at),
            "electors": lambda: revise_station(
                by=user, station=station, electors=electors, order_number="۳", at=at
            ),
            "move": lambda: move_station(
                by=user, station=station, to=district, order_number="۴", at=at
            ),
        }
        doing[name]()


amounts = st.integers(0, 1_000)
sums = st.builds(
    ChangeSum,
    kind=st.sampled_from(["opened", "retired", "restored", "electors", "moved", "revised"]),
    period=st.sampled_from(["before", "during", "after"]),
    is_inside=st.booleans(),
    was_inside=st.booleans(),
    changes=amounts,
    before=amounts,
    after=amounts,
)


@given(st.lists(sums, max_size=20), st.integers(0, 10_000), st.integers(0, 10_000))
def test_lines_sum_to_closing_whatever_the_records_say(
    groups: list[ChangeSum], stations: int, electors: int
) -> None:
    """And the register differs from the records by exactly what is called unrecorded."""
    found = build_bridge(groups, Amount(stations, electors))
    total = found.opening
    for _, amount in found.lines:
        total += amount
    assert total == found.closing
    after = build_bridge(
        [ChangeSum(**{**as_dict(group), "period": "during"}) for group in groups],
        Amount(stations, electors),
    )
    assert after.closing + found.unrecorded == Amount(stations, electors)


def as_dict(group: ChangeSum) -> dict[str, object]:
    return {name: getattr(group, name) for name in ChangeSum.__slots__}


@pytest.mark.django_db
def test_a_station_deleted_past_the_services_shows_as_unrecorded() -> None:
    """Somebody with the database's password cannot shrink a denominator unseen."""
    user, districts, seen = a_small_province()
    for number in (1, 2):
        open_station(by=user, draft=a_draft(districts[0], number), at=NOW)
    Station.objects.filter(number=1).update(retired_at=NOW, retired_by_order="x")
    found = bridge(user, seen[0], NOW - HOUR, NOW + HOUR)
    assert not found.balances
    assert found.unrecorded == Amount(-1, -1_000)


@pytest.mark.django_db
def test_a_bridge_lists_its_changes_without_moves_inside_the_unit() -> None:
    user, districts, seen = a_small_province()
    station = open_station(by=user, draft=a_draft(districts[0]), at=NOW)
    move_station(by=user, station=station, to=districts[1], at=NOW + HOUR)
    province, county = seen[0], seen[1]
    span = (NOW, NOW + 2 * HOUR)
    assert not bridge_changes(user, county, *span).exists()
    assert bridge_changes(user, districts[0], *span).get().kind == "moved"
    assert bridge(user, districts[0], *span).moved_out == Amount(-1, -1_000)
    assert not bridge(user, province, *span).moved_out


@pytest.mark.django_db
def test_a_county_sees_no_other_county_s_bridge() -> None:
    _, _, seen = a_small_province()
    county_it = a_user("county-it", seen[1])
    bridge(county_it, seen[1], NOW, NOW)
    for hidden in (seen[0], seen[2]):
        with pytest.raises(NotFound):
            bridge(county_it, hidden, NOW, NOW)
