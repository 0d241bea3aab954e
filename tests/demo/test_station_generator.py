"""The demo's stations: drawn, yet with the real totals, and the same again for the same seed."""

from collections import Counter
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.common.text import normalise
from sandoq.demo.shares import share, share_within
from sandoq.demo.stations import StationRow, generate_stations
from sandoq.demo.territory import (
    District,
    Scope,
    demo_territory,
    iran_outline,
    mazandaran_coast,
)
from sandoq.demo.totals import province_totals

SEED = 1402
SCOPES: tuple[Scope, ...] = ("mazandaran", "east-azerbaijan", "nation")


@pytest.fixture(scope="module")
def mazandaran() -> list[StationRow]:
    return list(generate_stations("mazandaran", seed=SEED))


@pytest.fixture(scope="module")
def east_azerbaijan() -> list[StationRow]:
    return list(generate_stations("east-azerbaijan", seed=SEED))


@pytest.fixture(scope="module")
def nation() -> list[StationRow]:
    return list(generate_stations("nation", seed=SEED))


def test_mazandaran_has_the_totals_of_1402(mazandaran: list[StationRow]) -> None:
    assert len(mazandaran) == 3_210
    assert _kinds(mazandaran) == {"fixed": 2_569, "mobile": 641}
    assert Counter(row.area for row in mazandaran) == {"urban": 1_468, "rural": 1_742}
    assert sum(row.electors for row in mazandaran) == 2_487_244


def test_east_azerbaijan_has_3231_stations_at_4868_points(
    east_azerbaijan: list[StationRow],
) -> None:
    assert len(east_azerbaijan) == 3_231
    assert sum(len(row.points) for row in east_azerbaijan) == 4_868
    assert sum(row.electors for row in east_azerbaijan) == 3_000_000


def test_the_nation_has_the_totals_of_1403(nation: list[StationRow]) -> None:
    by_province = Counter(row.province for row in nation)

    assert len(nation) == 58_640
    assert _kinds(nation) == {"fixed": 43_425, "mobile": 15_215}
    assert sum(row.electors for row in nation) == 61_450_000
    assert by_province["مازندران"] == 3_210
    assert by_province["آذربایجان شرقی"] == 3_231


def test_provinces_keep_their_own_electors(nation: list[StationRow]) -> None:
    electors: Counter[str] = Counter()
    for row in nation:
        electors[row.province_iso] += row.electors

    assert electors == {p.iso: p.electors for p in demo_territory("nation").provinces}


def test_every_district_of_the_nation_has_a_station(nation: list[StationRow]) -> None:
    present = {(row.province_iso, row.county, row.district) for row in nation}

    assert present == {_key(district) for district in demo_territory("nation").districts}


def test_the_same_seed_gives_the_same_rows(mazandaran: list[StationRow]) -> None:
    assert list(generate_stations("mazandaran", seed=SEED)) == mazandaran


def test_another_seed_gives_other_rows_with_the_same_totals(mazandaran: list[StationRow]) -> None:
    other = list(generate_stations("mazandaran", seed=SEED + 1))

    assert other != mazandaran
    assert _kinds(other) == _kinds(mazandaran)
    assert sum(row.electors for row in other) == 2_487_244


def test_a_province_is_the_same_alone_and_within_the_nation(
    mazandaran: list[StationRow], nation: list[StationRow]
) -> None:
    assert [row for row in nation if row.province_iso == "IR-02"] == mazandaran


def test_codes_are_unique_and_numbers_run_from_one_in_each_county(nation: list[StationRow]) -> None:
    numbers: dict[tuple[str, str], list[int]] = {}
    for row in nation:
        numbers.setdefault((row.province_iso, row.county), []).append(row.number)

    assert len({row.code for row in nation}) == len(nation)
    assert all(given == list(range(1, len(given) + 1)) for given in numbers.values())


def test_a_code_names_province_county_and_number(mazandaran: list[StationRow]) -> None:
    sari = next(row for row in mazandaran if row.county == "ساری")

    assert sari.code == "IR-02-0209-0001"


def test_a_fixed_station_has_one_point_all_day_and_a_mobile_one_two_to_five(
    nation: list[StationRow],
) -> None:
    fixed = {
        (len(row.points), row.points[0].opens, row.points[0].closes)
        for row in nation
        if row.kind == "fixed"
    }
    mobile = {len(row.points) for row in nation if row.kind == "mobile"}

    assert fixed == {(1, "08:00", "18:00")}
    assert mobile == {2, 3, 4, 5}


def test_itineraries_do_not_overlap(nation: list[StationRow]) -> None:
    """'HH:MM' of one day compares as text."""
    for row in nation:
        assert all(point.opens < point.closes for point in row.points)
        assert all(a.closes < b.opens for a, b in pairwise(row.points))
        assert row.points[0].opens == "08:00"
        assert row.points[-1].closes == "18:00"
        assert len({point.name for point in row.points}) == len(row.points)


def test_every_point_lies_in_iran_or_on_a_named_island(nation: list[StationRow]) -> None:
    islands = {
        _key(d) for d in demo_territory("nation").districts if not iran_outline().contains(d.seat)
    }
    lost = [
        row.code
        for row in nation[::7]
        if (row.province_iso, row.county, row.district) not in islands
        for point in row.points
        if not iran_outline().contains((point.lon, point.lat))
    ]

    assert lost == []
    assert all(44 < p.lon < 63.4 and 25 < p.lat < 39.8 for row in nation for p in row.points)


def test_nobody_in_mazandaran_votes_in_the_caspian_sea(mazandaran: list[StationRow]) -> None:
    points = [point for row in mazandaran for point in row.points]

    assert [point for point in points if point.lat >= _coast_lat(point.lon)] == []
    assert all(50.3 < point.lon < 54.2 and point.lat > 35.7 for point in points)


def test_stations_are_denser_near_the_seat(mazandaran: list[StationRow]) -> None:
    seats = {_key(d): d.seat for d in demo_territory("mazandaran").districts}
    away = sorted(
        max(abs(p.lon - seat[0]), abs(p.lat - seat[1]))
        for row in mazandaran
        for seat in [seats[row.province_iso, row.county, row.district]]
        for p in row.points
    )

    assert away[len(away) // 2] < 0.06 < away[-1] < 0.25


def test_a_school_of_the_same_name_stands_in_different_counties(
    mazandaran: list[StationRow],
) -> None:
    """Imports must not merge them; within one county a name is unique."""
    counties: dict[str, list[str]] = {}
    for row in mazandaran:
        counties.setdefault(row.name, []).append(row.county)

    assert all(len(found) == len(set(found)) for found in counties.values())
    assert len(counties["دبستان شهید بهشتی"]) > 1


def test_texts_are_normalised_and_fit_their_columns(nation: list[StationRow]) -> None:
    texts = {text for row in nation for text in (row.name, row.address, row.county, row.district)}
    texts |= {text for row in nation for p in row.points for text in (p.name, p.address)}

    assert [text for text in texts if text != normalise(text)] == []
    assert max(len(row.name) for row in nation) <= 160
    assert max(len(text) for text in texts) <= 300


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("stations", [1, 2, 3, 7, 31, 100, 321, 1_000])
def test_a_smaller_demo_has_exactly_as_many_stations_as_asked(scope: Scope, stations: int) -> None:
    totals = province_totals(scope, stations=stations).values()

    rows = list(generate_stations(scope, stations=stations, seed=SEED))

    assert len(rows) == stations == sum(t.stations for t in totals)
    assert _kinds(rows)["mobile"] == sum(t.mobile for t in totals)
    assert Counter(row.area for row in rows)["urban"] == sum(t.urban for t in totals)
    assert sum(len(row.points) for row in rows) == sum(t.points for t in totals)
    assert sum(row.electors for row in rows) == sum(t.electors for t in totals)
    assert min(row.electors for row in rows) > 0


def test_a_tenth_of_mazandaran_shrinks_every_total_in_proportion() -> None:
    totals = province_totals("mazandaran", stations=321)["IR-02"]

    assert (totals.fixed, totals.mobile) == (257, 64)
    assert (totals.urban, totals.rural) == (147, 174)
    assert totals.electors == 248_724


@pytest.mark.parametrize("stations", [0, -1])
def test_a_demo_without_stations_is_refused(stations: int) -> None:
    with pytest.raises(ValueError, match="at least one station"):
        next(generate_stations("mazandaran", stations=stations, seed=SEED))


def test_rows_come_one_at_a_time() -> None:
    """The loader may write while the generator still draws."""
    assert len(list(islice(generate_stations("nation", seed=SEED), 5))) == 5


@given(st.integers(0, 10_000), st.lists(st.integers(0, 1_000), min_size=1))
def test_shares_sum_to_the_total_and_stay_within_one_of_their_quota(
    total: int, weights: list[int]
) -> None:
    whole = sum(weights)
    if not whole:
        weights, whole = [1, *weights[1:]], 1

    parts = share(total, weights)

    assert sum(parts) == total
    assert all(abs(p * whole - total * w) < whole for p, w in zip(parts, weights, strict=True))


@given(st.data(), st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1))
def test_shares_within_caps_sum_to_the_total(
    data: st.DataObject, parts: list[tuple[int, int]]
) -> None:
    weights, caps = zip(*parts, strict=True)
    total = data.draw(st.integers(0, sum(caps)))

    given_parts = share_within(total, weights, caps)

    assert sum(given_parts) == total
    assert all(0 <= part <= cap for part, cap in zip(given_parts, caps, strict=True))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        share_within(4, [1, 1], [2, 1])
    with pytest.raises(ValueError, match="nobody"):
        share(1, [0, 0])


def _kinds(rows: list[StationRow]) -> Counter[str]:
    return Counter(row.kind for row in rows)


def _key(district: District) -> tuple[str, str, str]:
    return district.province_iso, district.county_fa, district.name_fa


def _coast_lat(lon: float) -> float:
    """The shore's latitude at a longitude, between two corners of the line."""
    for (west, lat_west), (east, lat_east) in pairwise(mazandaran_coast()):
        if west <= lon <= east:
            return lat_west + (lat_east - lat_west) * (lon - west) / (east - west)
    return 37.0
