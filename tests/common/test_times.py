"""A time cell is one time of day or a refusal."""

import math
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.common.calendar import TimeError, parse_time
from sandoq.common.text import to_persian_digits


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        *((cell, time(8)) for cell in ("8", "۸", "08:00", "08:00:00", 8, 8.0, "ساعت ۸ صبح", "8am")),
        *(
            (cell, time(8))
            for cell in ("0800", "۸:۰۰ ق.ظ", "۸ بامداد", "8.0", "8.00", "رأس ساعت ۸")
        ),
        *((cell, time(8, 30)) for cell in ("۸:۳۰", "8.5", 8.5, "۸٫۵", "8.30", "۸/۳۰", "8:30 a.m.")),
        *(
            (cell, time(8, 30))
            for cell in ("۸ و نیم", "۸ و ۳۰ دقیقه", "۸ و نیم صبح", 45352.3541666667)
        ),
        *((cell, time(8, 30)) for cell in (0.354166666666667, "0.354166666666667")),
        *((cell, time(8, 30)) for cell in (time(8, 30), timedelta(hours=8, minutes=30))),
        (datetime(2024, 3, 1, 8, 30, tzinfo=UTC), time(8, 30)),
        (0.354, time(8, 29, 46)),
        ("8.75", time(8, 45)),
        *(
            (cell, time(14))
            for cell in ("۲ بعدازظهر", "۲ بعد از ظهر", "2 pm", "۲ ب.ظ", "۱۴ بعدازظهر")
        ),
        ("۲ ظهر", time(14)),
        ("۱۲ ظهر", time(12)),
        ("12 pm", time(12)),
        ("12 am", time(0)),
        ("۱۲ شب", time(0)),
        ("۱۲ نیمه‌شب", time(0)),
        ("۱۰ شب", time(22)),
        ("۲ شب", time(2)),
        ("۶ عصر", time(18)),
        ("۶:۱۵:۲۰ عصر", time(18, 15, 20)),
        *((cell, time(0)) for cell in (0, 0.0, "0", "00:00", 45352.0)),
        (0.5, time(12)),
        ("0.5", time(12)),
        ("23:59", time(23, 59)),
    ],
)
def test_every_usual_way_to_write_a_time_is_read(cell: str | float, expected: time) -> None:
    assert parse_time(cell) == expected


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        *(
            (cell, "out-of-range")
            for cell in ("24:00", "۲۵", 24, "8:60", "08:30:60", timedelta(days=1))
        ),
        *((cell, "out-of-range") for cell in ("8.60", 0.9999999, 10**9, -1, timedelta(-1))),
        *((cell, "ambiguous") for cell in ("8.25", 8.25, "8.50", "8.3", "0.30", "۱۴ صبح", "۵ شب")),
        *((cell, "ambiguous") for cell in ("۱۲ صبح", "۹ ظهر", "0 pm")),
        *((cell, "unreadable") for cell in ("", "صبح", "۸ تا ۱۸", "8:30-18:00", "x", "1" * 100)),
        *((cell, "unreadable") for cell in (None, True, math.nan, math.inf, -0.5, "830")),
    ],
)
def test_a_cell_that_is_not_one_time_says_why(cell: str, reason: str) -> None:
    with pytest.raises(TimeError) as refusal:
        parse_time(cell)

    assert refusal.value.reason == reason


@given(st.times())
def test_a_clock_time_makes_the_round_trip(at: time) -> None:
    minute = at.replace(second=0, microsecond=0)
    second = at.replace(microsecond=0)

    assert parse_time(f"{at:%H:%M}") == parse_time(to_persian_digits(f"{at:%H:%M}")) == minute
    assert parse_time(f"{at:%H:%M:%S}") == parse_time(at) == second


@given(st.integers(0, 86_399))
def test_an_excel_fraction_of_a_day_is_exact_to_the_second(seconds: int) -> None:
    expected = time(seconds // 3600, seconds // 60 % 60, seconds % 60)

    assert parse_time(seconds / 86_400) == expected
    assert parse_time(45_352 + seconds / 86_400) == expected


@given(st.integers(1, 11), st.integers(0, 59))
def test_morning_and_afternoon_are_twelve_hours_apart(hour: int, minute: int) -> None:
    morning = parse_time(f"{hour}:{minute:02} صبح")
    afternoon = parse_time(f"{hour}:{minute:02} بعدازظهر")

    assert (morning.hour, afternoon.hour) == (hour, hour + 12)
    assert morning.minute == afternoon.minute == minute


@given(st.text() | st.text("0123456789۰۱۲:./ صبحشعرظ", max_size=16))
def test_any_text_is_one_time_or_a_refusal(cell: str) -> None:
    """Nothing but a refusal may come out of a bad cell: an import must list it and go on."""
    found: object = None
    try:
        found = parse_time(cell)
    except TimeError as refusal:
        found = refusal.reason
    assert type(found) is time or found in {"ambiguous", "unreadable", "out-of-range"}
