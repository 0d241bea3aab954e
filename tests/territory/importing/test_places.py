"""Counties and districts are found by name, and nothing outside the importer's reach is."""

import pytest

from sandoq.apps.territory.rules.importing.places import Gazetteer, UnitInfo

IRAN = UnitInfo(1, "country", "0001", ("ایران", "Iran"))
MAZANDARAN = UnitInfo(2, "province", "00010001", ("مازندران", "Mazandaran"))
GILAN = UnitInfo(3, "province", "00010002", ("گیلان", "Gilan"))
BABOL = UnitInfo(4, "county", "000100010001", ("بابل", "Babol"))
QAEMSHAHR = UnitInfo(5, "county", "000100010002", ("قائم‌شهر", "Qaemshahr", "شاهی"))
RASHT = UnitInfo(6, "county", "000100020001", ("رشت", "Rasht"))
BABOL_CENTRE = UnitInfo(7, "district", "0001000100010001", ("مرکزی", "Central"))
BABOL_EAST = UnitInfo(8, "district", "0001000100010002", ("بندپی شرقی", "East Bandpey"))
QAEM_CENTRE = UnitInfo(9, "district", "0001000100020001", ("مرکزی", "Central"))
ALL = [IRAN, MAZANDARAN, GILAN, BABOL, QAEMSHAHR, RASHT, BABOL_CENTRE, BABOL_EAST, QAEM_CENTRE]


def _place(county: str, district: str = "مرکزی", *, scope: UnitInfo = MAZANDARAN) -> object:
    placed = Gazetteer(ALL, scope=scope).place("", county, district)
    if placed.problems:
        return placed.problems[0].reason
    return placed.unit


@pytest.mark.parametrize(
    "text", ["بابل", "شهرستان بابل", "بابـل", "فرمانداری بابل", "Babol", "babol county"]
)
def test_a_county_is_found_by_any_of_its_names(text: str) -> None:
    assert _place(text) == BABOL_CENTRE


@pytest.mark.parametrize("text", ["قائم‌شهر", "قائم شهر", "قائمشهر", "قايم شهر", "شاهی"])
def test_spelling_variants_and_former_names_meet(text: str) -> None:
    assert _place(text) == QAEM_CENTRE


@pytest.mark.parametrize(
    "text", ["مرکزی", "بخش مرکزی", "مركزي", "مرکزی بابل", "بخش مرکزی شهرستان بابل"]
)
def test_a_district_is_meant_within_its_county(text: str) -> None:
    """Every county has a «مرکزی»."""
    assert _place("بابل", text) == BABOL_CENTRE


def test_another_provinces_county_is_outside() -> None:
    assert _place("رشت") == "outside-scope"


def test_a_county_may_not_write_into_its_neighbour() -> None:
    assert _place("قائم‌شهر", scope=BABOL) == "outside-scope"
    assert _place("بابل", scope=BABOL) == BABOL_CENTRE


def test_a_district_may_not_write_into_its_neighbour() -> None:
    assert _place("بابل", "بندپی شرقی", scope=BABOL_CENTRE) == "outside-scope"


def test_a_county_need_not_name_itself() -> None:
    assert _place("", "بندپی شرقی", scope=BABOL) == BABOL_EAST
    assert _place("", "", scope=BABOL_EAST) == BABOL_EAST


def test_an_only_district_need_not_be_named() -> None:
    assert _place("قائم‌شهر", "") == QAEM_CENTRE
    assert _place("بابل", "") is None  # one of two: the row must say which


def test_the_likeliest_name_is_suggested_from_within_reach() -> None:
    placed = Gazetteer(ALL, scope=MAZANDARAN).place("", "بابول", "مرکزی")

    assert [(p.reason, p.hint) for p in placed.problems] == [("unknown-county", "بابل")]


def test_a_province_column_tells_counties_of_one_name_apart() -> None:
    twin = UnitInfo(10, "county", "000100020002", ("بابل",))
    gazetteer = Gazetteer([*ALL, twin], scope=IRAN)

    assert gazetteer.place("", "بابل", "").problems[0].reason == "ambiguous-county"
    assert gazetteer.place("گیلان", "بابل", "").county == twin
    assert gazetteer.place("استان مازندران", "بابل", "").county == BABOL
    assert gazetteer.place("گیلانن", "بابل", "").problems[0].hint == "گیلان"
