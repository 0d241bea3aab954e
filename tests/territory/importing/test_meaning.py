"""What the cells of a row mean, and what is said about those that mean nothing."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.territory.rules.importing.meaning import Meaning, RowReader, code_width
from sandoq.apps.territory.rules.importing.places import Gazetteer, UnitInfo
from sandoq.apps.territory.rules.importing.problems import BLOCKING, NOTICES
from sandoq.apps.territory.rules.importing.values import PlaceValues, StationValues, content_of

TODAY = date(2025, 3, 10)
PROVINCE = UnitInfo(1, "province", "00010001", ("مازندران", "Mazandaran"))
UNITS = [
    UnitInfo(9, "country", "0001", ("ایران", "Iran")),
    PROVINCE,
    UnitInfo(2, "county", "000100010001", ("بابل", "Babol"), seat=(52.68, 36.54)),
    UnitInfo(3, "district", "0001000100010001", ("مرکزی", "Central")),
    UnitInfo(4, "district", "0001000100010002", ("بندپی شرقی", "East Bandpey")),
]
GOOD = {
    "county": "بابل",
    "district": "مرکزی",
    "number": "۱۲",
    "code": "0205012",
    "name": "دبستان سعدي",
    "kind": "ثابت",
    "area": "شهری",
    "electors": "۱٬۲۰۰ نفر",
}


def _read(code_width: int = 0, **cells: Any) -> Meaning:
    reader = RowReader(Gazetteer(UNITS, scope=PROVINCE), today=TODAY)
    given_cells = {name: cell for name, cell in {**GOOD, **cells}.items() if cell is not None}
    return reader.read(given_cells, code_width=code_width)


def _values(**cells: Any) -> StationValues:
    values = _read(**cells).values
    assert values is not None
    return values


def _problems(**cells: Any) -> set[tuple[str, str]]:
    return {(problem.field, problem.reason) for problem in _read(**cells).problems}


def test_a_usual_row_is_read_whole() -> None:
    assert _values() == StationValues(
        county=2,
        unit=3,
        number=12,
        code="0205012",
        name="دبستان سعدی",
        kind="fixed",
        area="urban",
        electors=1200,
    )
    assert not _problems()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("دبسـتان سعدي", "دبستان سعدی"),
        ("دبستان  كمال‌الملك", "دبستان کمال‌الملک"),
        ("دبستان ۱۵ خرداد", "دبستان 15 خرداد"),
        ("دبستان ١٥ خرداد", "دبستان 15 خرداد"),
        ("\u200fمسجد جامع\u200e", "مسجد جامع"),
    ],
)
def test_names_are_stored_in_one_spelling(text: str, name: str) -> None:
    assert _values(name=text).name == name


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"county": "بابللل"}, ("county", "unknown-county")),
        ({"district": "گمشده"}, ("district", "unknown-district")),
        ({"electors": "هزار و اندی"}, ("electors", "not-a-number")),
        ({"electors": "12/5"}, ("electors", "ambiguous-number")),
        ({"electors": -3}, ("electors", "out-of-range")),
        ({"electors": 812.5}, ("electors", "not-whole")),
        ({"electors": 10**12}, ("electors", "out-of-range")),
        ({"electors": "#N/A"}, ("electors", "error-value")),
        ({"number": 0}, ("number", "out-of-range")),
        ({"kind": "پرنده"}, ("kind", "unknown-kind")),
        ({"area": "دریا"}, ("area", "unknown-area")),
        ({"name": "الف" * 60}, ("name", "too-long")),
        ({"opened_on": "۱۱/۱۲/۰۲"}, ("opened_on", "ambiguous-date")),
        ({"opened_on": "1404/12/30"}, ("opened_on", "no-such-day")),
        ({"opened_on": "بعداً"}, ("opened_on", "unreadable-date")),
        ({"opens": "25:00"}, ("opens", "time-out-of-range")),
        ({"opens": "صبح"}, ("opens", "unreadable-time")),
        ({"opens": "14 صبح"}, ("opens", "ambiguous-time")),
        ({"opens": "18:00", "closes": "8:00"}, ("closes", "closes-before-it-opens")),
        ({"stops": "مسجد؛ حسینیه"}, ("stops", "fixed-with-several-stops")),
        ({"kind": "سیار", "stops": "الف 8 تا 11؛ ب 10 تا 12"}, ("stops", "times-overlap")),
        ({"lon": 12.5, "lat": 41.9}, ("lon", "outside-iran")),
        ({"lon": "؟", "lat": "؟"}, ("lon", "bad-coordinate")),
        ({"lon": 52.7}, ("lat", "half-a-coordinate")),
        ({"lon": 36.54, "lat": 52.68}, ("lon", "coordinates-swapped")),
        ({"lon": 60.5, "lat": 30.1}, ("lon", "far-from-county")),
    ],
)
def test_each_bad_cell_has_its_reason(cells: dict[str, Any], problem: tuple[str, str]) -> None:
    assert _problems(**cells) == {problem}


def test_a_bad_location_does_not_hold_the_station_back() -> None:
    """A station counts with or without a place on the map; the file's reader is told."""
    meaning = _read(lon=12.5, lat=41.9)

    assert meaning.values is not None
    assert meaning.values.location is None
    assert not any(problem.is_blocking for problem in meaning.problems)


def test_days_arrive_whatever_the_calendar() -> None:
    """`1403/12/30` is 20 March 2025; Excel's 45352 is 11 Esfand 1402."""
    assert _values(opened_on="۱۴۰۳/۱۲/۳۰").opened_on == date(2025, 3, 20)
    assert _values(opened_on=45352).opened_on == date(2024, 3, 1)
    assert _values(opened_on="1402-12-11").opened_on == date(2024, 3, 1)


@pytest.mark.parametrize(
    ("kind", "area"), [("ثابت شهری", None), (None, "ثابت - شهری"), ("ثابت", "شهري")]
)
def test_kind_and_area_may_share_a_cell(kind: str | None, area: str | None) -> None:
    values = _values(kind=kind, area=area)

    assert (values.kind, values.area) == ("fixed", "urban")


def test_several_stops_without_a_kind_make_a_mobile_station() -> None:
    meaning = _read(kind=None, stops="مسجد جامع (۸ تا ۱۰)، روستای بالا (۱۰:۳۰ تا ۱۲)")

    assert meaning.values is not None
    assert meaning.values.kind == "mobile"
    assert meaning.values.places == (
        PlaceValues("مسجد جامع", opens=time(8), closes=time(10)),
        PlaceValues("روستای بالا", opens=time(10, 30), closes=time(12)),
    )
    assert {problem.reason for problem in meaning.problems} == {"kind-from-stops"}


def test_locations_of_several_stops_stand_line_by_line() -> None:
    values = _values(kind="سیار", stops="الف\nب", lon="52.1\n52.2", lat="36.1\n36.2")

    assert [(p.lon, p.lat) for p in values.places] == [(52.1, 36.1), (52.2, 36.2)]


def test_one_location_for_several_stops_is_the_first_ones() -> None:
    meaning = _read(kind="سیار", stops="الف؛ ب", coordinates="36.5, 52.6")

    assert meaning.values is not None
    assert [p.lon for p in meaning.values.places] == [52.6, None]
    assert {p.reason for p in meaning.problems} == {"one-location-for-many-stops"}


def test_zeros_that_a_spreadsheet_took_are_restored_where_other_codes_show_them() -> None:
    width = code_width(["0205001", "0205002", 205003])

    meaning = _read(code_width=width, code=205012)

    assert meaning.values is not None
    assert meaning.values.code == "0205012"
    assert [(p.reason, p.hint) for p in meaning.problems] == [("zeros-restored", "0205012")]


def test_zeros_are_not_invented() -> None:
    """Without a code that kept them, or with codes of several lengths, a short code is a code."""
    assert code_width(["205001", 205002]) == 0
    assert code_width(["0205", "0205001"]) == 0
    assert _values(code=205012).code == "205012"


@pytest.mark.parametrize("nothing", ["", "-", "—", "ندارد", "N/A", "  "])
def test_a_cell_that_says_nothing_is_empty(nothing: str) -> None:
    assert _values(electors=nothing).electors is None


def test_values_survive_being_stored() -> None:
    values = _values(
        kind="سیار", stops="الف (8 تا 9)؛ ب", lon=52.1, lat=36.1, opened_on="1402/12/11"
    )

    assert StationValues.from_json(values.to_json()) == values
    assert content_of(StationValues.from_json(values.to_json())) == content_of(values)


_CELLS = st.one_of(
    st.text(max_size=40),
    st.text(alphabet="0123456789۰۱۲/-.,:؛،()اقل تا\n°'\"NE", max_size=40),
    st.integers(),
    st.floats(),
    st.booleans(),
)
_NAMES = st.sampled_from(
    [
        "province",
        "county",
        "district",
        "number",
        "code",
        "name",
        "kind",
        "area",
        "electors",
        "address",
        "lon",
        "lat",
        "coordinates",
        "opens",
        "closes",
        "hours",
        "stops",
        "opened_on",
    ]
)


@given(st.dictionaries(_NAMES, _CELLS))
def test_no_cell_crashes_the_reader(cells: dict[str, Any]) -> None:
    """Whatever stands in a cell, the answer is a value or a reason that is known."""
    reader = RowReader(Gazetteer(UNITS, scope=PROVINCE), today=TODAY)

    meaning = reader.read(cells, code_width=7)

    assert {problem.reason for problem in meaning.problems} <= BLOCKING | NOTICES
    if meaning.values is not None:
        assert StationValues.from_json(meaning.values.to_json()) == meaning.values
