"""Tower lists as operators send them."""

import pytest

from sandoq.engines.coverage.tower_list import (
    Column,
    bands_of,
    columns_of,
    find_header,
    is_total,
    missing_columns,
    read_tower,
)


def test_persian_and_english_headers_are_recognised() -> None:
    header = ("ردیف", "نام سایت", "اپراتور", "طول جغرافیایی", "عرض جغرافيايي", "باند فرکانسی",
              "ارتفاع آنتن (متر)", "EIRP (dBm)")  # fmt: skip
    assert list(columns_of(header).values()) == [
        *(Column.SITE, Column.OPERATOR, Column.LON, Column.LAT),
        *(Column.BAND, Column.HEIGHT, Column.EIRP),
    ]
    assert missing_columns(columns_of(header)) == []
    english = columns_of(("Site ID", "Latitude", "Longitude", "Band", "Power [dBm]"))
    assert missing_columns(english) == ["operator"]


def test_the_header_is_found_below_titles() -> None:
    rows = [(1, ("فهرست دکل‌ها",)), (2, (None,)), (3, ("operator", "lat", "lon", "band"))]
    assert find_header(rows)[0] == 3


def test_a_row_with_persian_digits_and_degrees_is_read() -> None:
    row = read_tower(
        {
            Column.SITE: "MZ۰۱۲",
            Column.OPERATOR: "همراه اول",
            Column.LAT: "۳۶٫۵۴۴۳",
            Column.LON: "52°40'30\"E",
            Column.BAND: "L۹۰۰/۱۸۰۰",
            Column.HEIGHT: "۴۲ متر",
            Column.EIRP: 61.5,
        }
    )
    assert row.problems == []
    assert (row.site, row.operator) == ("MZ012", "همراه اول")
    assert (row.lat, row.lon) == pytest.approx((36.5443, 52.675))
    assert row.bands_mhz == (900, 1800)
    assert (row.height_m, row.eirp_dbm) == (42.0, 61.5)


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("B3", (1800,)),
        ("LTE Band 7 + B20", (800, 2600)),
        ("۹۰۰", (900,)),
        ("GSM900, LTE2600", (900, 2600)),
        ("2100 MHz", (2100,)),
        ("LTE", ()),
        ("99", ()),
        ("12345", ()),
    ],
)
def test_bands_are_read_from_what_people_write(text: str, bands: tuple[int, ...]) -> None:
    assert bands_of(text) == bands


def test_every_reason_of_a_bad_row_is_named() -> None:
    row = read_tower(
        {
            Column.LAT: "شمال",
            Column.LON: 252,
            Column.BAND: "نامعلوم",
            Column.HEIGHT: "-3",
            Column.EIRP: "خیلی",
        }
    )
    reasons = {(one.column, one.reason) for one in row.problems}
    assert (Column.OPERATOR, "empty") in reasons
    assert (Column.LON, "out-of-range") in reasons
    assert (Column.BAND, "unknown") in reasons
    assert (Column.HEIGHT, "out-of-range") in reasons
    assert {one.column for one in row.problems} == set(Column) - {Column.SITE}


def test_null_island_is_no_place() -> None:
    row = read_tower({Column.OPERATOR: "mci", Column.LAT: 0, Column.LON: 0.0, Column.BAND: 900.0})
    assert [(one.column, one.reason) for one in row.problems] == [(Column.LAT, "nowhere")]
    assert row.bands_mhz == (900,)


def test_unknown_height_and_power_stay_unknown() -> None:
    row = read_tower({Column.OPERATOR: "mci", Column.LAT: 36, Column.LON: 52, Column.BAND: "900"})
    assert row.problems == []
    assert (row.height_m, row.eirp_dbm) == (None, None)


def test_a_sum_is_no_tower() -> None:
    assert is_total((None, "جمع کل", 412))
