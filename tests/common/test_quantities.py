"""Numbers of spreadsheet cells are read exactly or refused with a reason; never guessed."""

import math
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.common.errors import BadInput
from sandoq.common.quantities import (
    Axis,
    group_digits,
    parse_coordinate,
    parse_decimal,
    parse_integer,
)


@given(st.integers(-(10**15), 10**15))
def test_grouped_digits_read_back_in_both_languages(n: int) -> None:
    assert parse_integer(group_digits(n, language="fa")) == n
    assert parse_integer(group_digits(n, language="en")) == n


def test_digits_are_grouped_as_people_write_them() -> None:
    assert group_digits(2_487_244, language="fa") == "۲٬۴۸۷٬۲۴۴"
    assert group_digits(2_487_244, language="fa-IR") == "۲٬۴۸۷٬۲۴۴"
    assert group_digits(2_487_244, language="en") == "2,487,244"
    assert group_digits(-1000, language="fa") == "-۱٬۰۰۰"
    assert group_digits(0, language="fa") == "۰"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12, 12),
        (12.0, 12),
        ("12.0", 12),
        ("۱۲٫۰", 12),
        (" ۲٬۴۸۷٬۲۴۴ ", 2_487_244),
        ("٢،٤٨٧،٢٤٤", 2_487_244),
        ("2,487,244", 2_487_244),
        ("2'487'244", 2_487_244),
        ("2 487\u00a0244", 2_487_244),
        ("2487244", 2_487_244),
        ("۱۲ نفر", 12),
        ("۱۲نفر", 12),
        ("۵ دستگاه رایانه", 5),
        ("'007", 7),
        ("-3", -3),
        ("−۳", -3),
        ("\u200f۱۲\u200e", 12),
        ("12.", 12),
        (10**30, 10**30),
    ],
)
def test_a_whole_number_is_read(cell: str | float, number: int) -> None:
    assert parse_integer(cell) == number


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "empty"),
        (None, "empty"),
        ("  ", "empty"),
        ("جمع کل", "not-a-number"),
        ("-", "not-a-number"),
        ("1e5", "not-a-number"),
        ("12%", "not-a-number"),
        ("12-15", "not-a-number"),
        ("12 نفر 3", "not-a-number"),
        (True, "not-a-number"),
        (float("nan"), "not-a-number"),
        (float("inf"), "not-a-number"),
        (12.5, "not-whole"),
        ("۱۲٫۵", "not-whole"),
        ("1,23", "ambiguous"),
        ("1,2345", "ambiguous"),
        ("1,234'567", "ambiguous"),
        ("12 34", "ambiguous"),
        ("۱۲/۵", "ambiguous"),
        ("۳ هزار", "ambiguous"),
        ("۳ هزار نفر", "ambiguous"),
        ("۲ و نیم", "ambiguous"),
        ("12k", "ambiguous"),
        (1e17, "too-large"),
        ("9" * 81, "not-a-number"),
    ],
)
def test_an_unclear_whole_number_is_refused(cell: str, reason: str) -> None:
    """Dropping 'هزار' as if it were a unit would make a thousandfold error."""
    with pytest.raises(BadInput) as refusal:
        parse_integer(cell)

    assert refusal.value.reason == reason


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12.5, 12.5),
        (3, 3.0),
        (1e-20, 1e-20),
        ("۱۲٫۵", 12.5),
        ("12.5 متر", 12.5),
        ("۱٬۲۳۴٫۵", 1234.5),
        ("-95.5", -95.5),
        (".5", 0.5),
        ("1,234", 1234.0),
    ],
)
def test_a_decimal_is_read(cell: str | float, number: float) -> None:
    assert parse_decimal(cell) == number


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("12,5", "ambiguous"),
        ("12/5", "ambiguous"),
        ("1.234.567", "not-a-number"),
        (".", "not-a-number"),
        (float("nan"), "not-a-number"),
        pytest.param(10**400, "too-large", id="10**400"),
    ],
)
def test_an_unclear_decimal_is_refused(cell: str, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_decimal(cell)

    assert refusal.value.reason == reason


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_cell_keeps_its_exact_value(number: float) -> None:
    assert parse_decimal(number) == number


@pytest.mark.parametrize(
    ("written", "axis", "degrees"),
    [
        (36.5633, "lat", 36.5633),
        (53, "lon", 53.0),
        (1e-5, "lon", 1e-5),
        ("36.5633", "lat", 36.5633),
        ("۳۶٫۵۶", "lat", 36.56),
        ("36,56", "lat", 36.56),
        ("36°33'45\"N", "lat", 36.5625),
        ("36°33′45″N", "lat", 36.5625),
        ("36° 33' 45'' n", "lat", 36.5625),
        ("N 36 33 45", "lat", 36.5625),
        ("36:33:45", "lat", 36.5625),
        ("36º33.75'", "lat", 36.5625),
        ("۳۶ درجه و ۳۳ دقیقه و ۴۵ ثانیه شمالی", "lat", 36.5625),
        ("۵۳٫۰۶ شرقی", "lon", 53.06),
        ("53°3'36\"E", "lon", 53.06),
        ("33°30'S", "lat", -33.5),
        ("-33.5", "lat", -33.5),
        ("180", "lon", 180.0),
    ],
)
def test_a_coordinate_is_read(written: str | float, axis: Axis, degrees: float) -> None:
    assert parse_coordinate(written, axis=axis) == pytest.approx(degrees, abs=1e-12)


@pytest.mark.parametrize(
    ("written", "axis", "reason"),
    [
        ("", "lat", "empty"),
        (None, "lat", "empty"),
        ("ساری", "lat", "not-a-coordinate"),
        ("36.5, 53.1", "lat", "not-a-coordinate"),
        ("36.5°33'", "lat", "not-a-coordinate"),
        ("5e5", "lon", "not-a-coordinate"),
        ('1234"', "lat", "not-a-coordinate"),
        ("-33.5 S", "lat", "not-a-coordinate"),
        (float("nan"), "lat", "not-a-coordinate"),
        (True, "lat", "not-a-coordinate"),
        ("36°33'45\"N", "lon", "wrong-axis"),
        ("۵۳ شرقی", "lat", "wrong-axis"),
        ("91", "lat", "out-of-range"),
        ("90°0'1\"", "lat", "out-of-range"),
        (180.1, "lon", "out-of-range"),
        (float("inf"), "lon", "out-of-range"),
        ("36°60'", "lat", "out-of-range"),
        ("36°33'60\"", "lat", "out-of-range"),
    ],
)
def test_an_unclear_coordinate_is_refused(written: str, axis: Axis, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        parse_coordinate(written, axis=axis)

    assert (refusal.value.field, refusal.value.reason) == (axis, reason)


@given(st.integers(0, 89), st.integers(0, 59), st.integers(0, 59))
def test_degrees_minutes_seconds_add_up(degrees: int, minutes: int, seconds: int) -> None:
    exact = (degrees * 3600 + minutes * 60 + seconds) / 3600

    assert parse_coordinate(f"{degrees}°{minutes}'{seconds}\"N", axis="lat") == pytest.approx(exact)
    assert parse_coordinate(f"{degrees}°{minutes}'{seconds}\"S", axis="lat") == pytest.approx(
        -exact
    )


@given(st.text("0123456789۱۲.,'٬٫ /-+°\"NSEWنفر", max_size=90))
def test_any_cell_is_read_or_refused(cell: str) -> None:
    """Nothing but a refusal may come out of a bad cell: an import must list it and go on."""
    for read in (parse_integer, parse_decimal, lambda text: parse_coordinate(text, axis="lon")):
        with suppress(BadInput):
            assert math.isfinite(read(cell))
