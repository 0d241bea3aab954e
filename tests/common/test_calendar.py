"""The calendar is exact, and a date cell is one day or a refusal."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from persiantools.jdatetime import JalaliDate

from sandoq.common.calendar import (
    MONTHS_FA,
    WEEKDAYS_FA,
    DateError,
    NoSuchDay,
    format_date,
    format_numeric,
    from_jalali,
    jalali,
    parse_date,
)
from sandoq.common.text import to_persian_digits

POLLING_DAY = date(2024, 3, 1)
TODAY = date(2025, 11, 22)
FIRST, LAST = date(1921, 3, 21), date(2122, 3, 20)
DAYS = st.dates(FIRST, LAST)
EXCEL_DAYS = st.integers(20_000, 80_000)


def read(value: str | float | date | datetime) -> date:
    return parse_date(value, today=TODAY)


def reason(value: object) -> str:
    with pytest.raises(DateError) as refusal:
        parse_date(value, today=TODAY)  # type: ignore[arg-type]
    return refusal.value.reason


# --- the calendar itself ---


def is_leap_by_the_33_year_cycle(year: int) -> bool:
    """The cycle of Khayyam as used since 1304, right until 1501."""
    return year % 33 in {1, 5, 9, 13, 17, 22, 26, 30}


def march_equinox(year: int) -> datetime:
    """Moment of the March equinox in UTC, to about a minute in these centuries.

    Source: Meeus (1998), *Astronomical Algorithms*, chapter 27, tables 27.B and 27.C; Delta T from
    Espenak and Meeus (2006), rounded.
    """
    y = (year - 2000) / 1000
    mean = 2451623.80984 + 365242.37404 * y + 0.05169 * y**2 - 0.00411 * y**3 - 0.00057 * y**4
    t = (mean - 2451545.0) / 36525
    w = math.radians(35999.373 * t - 2.47)
    stretch = 1 + 0.0334 * math.cos(w) + 0.0007 * math.cos(2 * w)
    terms = (
        *((485, 324.96, 1934.136), (203, 337.23, 32964.467), (199, 342.08, 20.186)),
        *((182, 27.85, 445267.112), (156, 73.14, 45036.886), (136, 171.52, 22518.443)),
        *((77, 222.54, 65928.934), (74, 296.72, 3034.906), (70, 243.58, 9037.513)),
        *((58, 119.81, 33718.147), (52, 297.17, 150.678), (50, 21.02, 2281.226)),
        *((45, 247.54, 29929.562), (44, 325.15, 31555.956), (29, 60.93, 4443.417)),
        *((18, 155.12, 67555.328), (17, 288.79, 4562.452), (16, 198.04, 62894.029)),
        *((14, 199.76, 31436.921), (12, 95.39, 14577.848), (12, 287.11, 31931.756)),
        *((12, 320.81, 34777.259), (9, 227.73, 1222.114), (8, 15.45, 16859.074)),
    )
    sway = sum(a * math.cos(math.radians(b + c * t)) for a, b, c in terms)
    delta_t_seconds = 25 + 40 * max(0, (year - 1950) / 60)
    days = mean + 0.00001 * sway / stretch - 2451545.0 - delta_t_seconds / 86400
    return datetime(2000, 1, 1, 12, tzinfo=UTC) + timedelta(days=days)


def nowruz_by_the_sun(year: int) -> date | None:
    """1 Farvardin: the day whose noon in Iran's standard time is the first after the equinox.

    None where the equinox is nearer to noon than this computation is sure of.
    """
    moment = march_equinox(year + 621) + timedelta(hours=3.5)
    noon = moment.replace(hour=12, minute=0, second=0, microsecond=0)
    if abs(moment - noon) < timedelta(minutes=5):
        return None
    return moment.date() + timedelta(days=moment > noon)


def test_every_day_of_two_centuries_agrees_with_the_33_year_cycle() -> None:
    """All 73 413 days of 1300-1500, counted one by one from 1 Farvardin 1300."""
    day = FIRST
    for year in range(1300, 1501):
        lengths = [31] * 6 + [30] * 5 + [30 if is_leap_by_the_33_year_cycle(year) else 29]
        for month, length in enumerate(lengths, start=1):
            for number in range(1, length + 1):
                assert jalali(day) == (year, month, number)
                assert from_jalali(year, month, number) == day
                day += timedelta(days=1)
            with pytest.raises(NoSuchDay):
                from_jalali(year, month, length + 1)
    assert day == LAST + timedelta(days=1)


def test_every_new_year_agrees_with_the_sun() -> None:
    """The law of 1304 defines the calendar by the equinox, not by a cycle.

    In 1309 the equinox fell within a minute of noon, so only that year is left to the cycle.
    """
    by_the_sun = {year: nowruz_by_the_sun(year) for year in range(1300, 1502)}

    assert [year for year, day in by_the_sun.items() if day is None] == [1309]
    assert all(from_jalali(year, 1, 1) == day for year, day in by_the_sun.items() if day)


@given(DAYS)
def test_jalali_agrees_with_persiantools_and_makes_the_round_trip(day: date) -> None:
    other = JalaliDate(day)

    assert jalali(day) == (other.year, other.month, other.day)
    assert from_jalali(*jalali(day)) == day


@pytest.mark.parametrize(
    ("parts", "day"),
    [
        ((1402, 12, 11), date(2024, 3, 1)),
        ((1403, 4, 8), date(2024, 6, 28)),
        ((1403, 12, 30), date(2025, 3, 20)),
        ((1404, 1, 1), date(2025, 3, 21)),
        ((1357, 11, 22), date(1979, 2, 11)),
    ],
)
def test_known_days_of_history(parts: tuple[int, int, int], day: date) -> None:
    assert from_jalali(*parts) == day
    assert jalali(day) == parts


@pytest.mark.parametrize("parts", [(1404, 12, 30), (1402, 7, 31), (1402, 13, 1), (1402, 0, 1)])
def test_a_day_that_does_not_exist_is_a_value_error_and_a_refusal(
    parts: tuple[int, int, int],
) -> None:
    with pytest.raises(ValueError, match="no-such-day") as refusal:
        from_jalali(*parts)

    assert isinstance(refusal.value, DateError)
    assert refusal.value.reason == "no-such-day"


def test_a_moment_has_the_jalali_day_of_its_date() -> None:
    assert jalali(datetime(2024, 3, 1, 23, 59)) == (1402, 12, 11)


# --- dates for people ---


def test_dates_are_written_as_people_write_them() -> None:
    assert format_date(POLLING_DAY, language="fa") == "۱۱ اسفند ۱۴۰۲"
    assert format_date(POLLING_DAY, language="fa-ir") == "۱۱ اسفند ۱۴۰۲"
    assert format_date(POLLING_DAY, language="en") == "1 March 2024"
    assert format_numeric(POLLING_DAY, language="fa") == "۱۴۰۲/۱۲/۱۱"
    assert format_numeric(POLLING_DAY, language="en") == "2024-03-01"


def test_weekdays_follow_the_order_of_date_weekday() -> None:
    """The 12th Majles was elected on a Friday."""
    assert WEEKDAYS_FA[POLLING_DAY.weekday()] == "جمعه"
    assert len(WEEKDAYS_FA) == 7
    assert len(MONTHS_FA) == 12


@given(DAYS, st.sampled_from(["fa", "en"]))
def test_a_written_date_reads_back(day: date, language: str) -> None:
    assume(language == "fa" or day.year <= 2100)

    assert read(format_date(day, language=language)) == day
    assert read(f"{WEEKDAYS_FA[day.weekday()]} {format_date(day, language=language)}") == day
    assert read(format_numeric(day, language=language)) == day


# --- dates of spreadsheets ---


@pytest.mark.parametrize(
    "cell",
    [
        *("۱۴۰۲/۱۲/۱۱", "١٤٠٢/١٢/١١", "1402/12/11", "1402-12-11", "1402.12.11", "1402 12 11"),
        *(" ۱۴۰۲ / ۱۲ / ۱۱ ", "\u200f۱۴۰۲/۱۲/۱۱", "14021211", 14021211, "1402/12/11 08:30"),
        *("2024-03-01", "2024/3/1", "20240301", "2024-03-01T08:00:00", "2024-03-01 00:00:00"),
        *("۱۱ اسفند ۱۴۰۲", "11 اسفند 1402", "جمعه ۱۱ اسفند ۱۴۰۲", "جمعه، ۱۱ اسفند ۱۴۰۲"),
        *("۱۱ اسفندماه ۱۴۰۲", "۱۱ اسفند ماه سال ۱۴۰۲", "۱۴۰۲ اسفند ۱۱", "۱۱م اسفند ۱۴۰۲ ه.ش"),
        *("مورخ ۱۴۰۲/۱۲/۱۱", "جمعه 1402/12/11", "آدینه ۱۱ اسفند ۱۴۰۲", "11/اسفند/1402"),
        *(
            "1 March 2024",
            "Mar 1, 2024",
            "1st of March 2024",
            "Friday, 1 March 2024",
            "۱ مارس ۲۰۲۴",
        ),
        *(45352, 45352.0, 45352.75, "45352", "۴۵۳۵۲", "45352.5"),
        *(POLLING_DAY, datetime(2024, 3, 1, 8), datetime(2024, 3, 1, 8, tzinfo=UTC)),
    ],
)
def test_every_usual_way_to_write_polling_day_is_read(cell: str | float | date) -> None:
    assert read(cell) == POLLING_DAY


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("۱۴۰۳/۱۲/۳۰", date(2025, 3, 20)),
        ("21/03/2025", date(2025, 3, 21)),
        ("3/21/2025", date(2025, 3, 21)),
        ("30/12/1403", date(2025, 3, 20)),
        ("11/11/1402", date(2024, 1, 31)),
        ("سه‌شنبه ۸ اسفند ۱۴۰۲", date(2024, 2, 27)),
        ("سه شنبه ۸ اسفند ۱۴۰۲", date(2024, 2, 27)),
        ("پنجشنبه ۱۰ اسفند ۱۴۰۲", date(2024, 2, 29)),
        ("پنج‌شنبه ۱۰ اسفند ۱۴۰۲", date(2024, 2, 29)),
        ("یک‌شنبه ۱۳ اسفند ۱۴۰۲", date(2024, 3, 3)),
        ("شنبه ۱۲ اسفند ۱۴۰۲", date(2024, 3, 2)),
        ("امروز", TODAY),
        ("ديروز", TODAY - timedelta(days=1)),
        ("فردا", TODAY + timedelta(days=1)),
        ("2024-03-01T20:29:59Z", date(2024, 3, 1)),
        ("2024-03-01T20:30:00Z", date(2024, 3, 2)),
        ("2024-03-02T00:10:00+03:30", date(2024, 3, 2)),
        ("2024-03-01 20:30:00 +0000", date(2024, 3, 2)),
        (datetime(2024, 3, 1, 20, 30, tzinfo=UTC), date(2024, 3, 2)),
        (date(1402, 12, 11), POLLING_DAY),  # as LibreOffice stores a typed 1402/12/11
        (20_000, date(1954, 10, 3)),
        (80_000, date(2119, 1, 11)),
    ],
)
def test_other_days_are_read(cell: str | float | date, day: date) -> None:
    assert read(cell) == day


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        # domain.md
        ("11/12/02", "ambiguous"),
        ("1404/12/30", "no-such-day"),
        # two-digit, cut or missing years
        *(
            (cell, "ambiguous")
            for cell in ("02/12/11", "99-12-30", "402/12/11", "11 اسفند", "021211")
        ),
        *((cell, "ambiguous") for cell in ("۱۱ اسفند ۰۲", "11/12/402", 140211, "اسفند ۱۱")),
        # day and month exchangeable, or the weekday of another day
        *((cell, "ambiguous") for cell in ("11/12/1402", "01/03/2024", "شنبه ۱۱ اسفند ۱۴۰۲")),
        *(
            (cell, "no-such-day")
            for cell in ("1402/07/31", "1402/13/01", "2023-02-29", "31/11/1402")
        ),
        *((cell, "no-such-day") for cell in ("1402/00/10", "31 مهر 1402", 14041230, "30 Feb 2024")),
        *((cell, "no-such-day") for cell in ("2024-02-30T08:00Z", "2024-03-01T25:00Z")),
        *((cell, "out-of-range") for cell in ("1202/12/11", "2101-01-01", "1899-12-31", 19_999)),
        *((cell, "out-of-range") for cell in (80_001, "99999", "11 اسفند 2024", "1 March 1402")),
        *((cell, "out-of-range") for cell in (date(1202, 1, 1), "9999-12-31T23:59Z", "25/12/1202")),
        *((cell, "unreadable") for cell in ("", "  ", "جمع کل", "نامشخص", "1402", 1402, "1402/12")),
        *((cell, "unreadable") for cell in (0, -45352, 1e300, math.nan, math.inf, True)),
        *(
            (cell, "unreadable")
            for cell in (None, "1402/12/11/10", "1402//12//x", "11 اسفند مارس 1402")
        ),
        *((cell, "unreadable") for cell in ("1402?12?11", "۱۱ رمضان ۱۴۴۵", "1" * 100, "جمعه")),
    ],
)
def test_a_cell_that_is_not_one_day_says_why(cell: object, expected: str) -> None:
    assert reason(cell) == expected


@given(EXCEL_DAYS)
def test_an_excel_serial_is_the_same_day_as_number_and_as_text(serial: int) -> None:
    day = date(1899, 12, 30) + timedelta(days=serial)

    assert read(serial) == read(float(serial)) == read(str(serial)) == day
    assert read(to_persian_digits(str(serial))) == day


@given(DAYS, st.sampled_from("/-. "))
def test_year_first_is_read_in_both_calendars(day: date, mark: str) -> None:
    year, month, number = jalali(day)

    assert read(f"{year}{mark}{month}{mark}{number}") == day
    assert read(to_persian_digits(f"{year}{mark}{month:02}{mark}{number:02}")) == day
    assert read(f"{year}{month:02}{number:02}") == day
    if day.year <= 2100:
        assert read(f"{day:%Y}{mark}{day:%m}{mark}{day:%d}") == day


@given(DAYS)
def test_day_first_is_read_only_where_one_order_is_possible(day: date) -> None:
    year, month, number = jalali(day)
    cell = f"{number}/{month}/{year}"

    if number > 12 or number == month:
        assert read(cell) == day
    else:
        assert reason(cell) == "ambiguous"


@given(st.integers(0, 99), st.integers(1, 31), st.integers(1, 31), st.sampled_from("/-. "))
def test_two_digit_years_are_always_ambiguous(a: int, b: int, c: int, mark: str) -> None:
    assert reason(f"{a:02}{mark}{b:02}{mark}{c:02}") == "ambiguous"


@given(st.text() | st.text("0123456789۰۱۲/-.: اسفندجمعهTZ+", max_size=24))
def test_any_text_is_one_day_or_a_refusal(cell: str) -> None:
    """Nothing but a refusal may come out of a bad cell: an import must list it and go on."""
    reasons = {"no-such-day", "ambiguous", "unreadable", "out-of-range"}
    found: object = None
    try:
        found = read(cell)
    except DateError as refusal:
        found = refusal.reason
    assert type(found) is date or found in reasons
