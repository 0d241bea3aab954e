"""Stops and places as people write them into one cell."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.territory.rules.importing.locations import is_in_iran, locate, locate_in_one
from sandoq.apps.territory.rules.importing.stops import Stop, read_stops

A, B, C = "مسجد جامع", "روستای بالا", "حسینیه"


@pytest.mark.parametrize(
    "cell",
    [
        f"{A}، {B}، {C}",
        f"{A}; {B}; {C}",
        f"{A}؛ {B}؛{C}",
        f"{A}\n{B}\n{C}",
        f"{A} - {B} - {C}",
        f"{A} / {B} / {C}",
        f"۱- {A} ۲- {B} ۳- {C}",
        f"1) {A}\n2) {B}\n3) {C}",
        f" {A} ،{B}، {C}، ",
    ],
)
def test_stops_are_parted_however_they_are_written(cell: str) -> None:
    assert [stop.name for stop in read_stops(cell).stops] == [A, B, C]


@pytest.mark.parametrize(
    "cell",
    [
        f"{A} (۸ تا ۱۰)، {B} (۱۰:۳۰ تا ۱۲)",
        f"{A} از ساعت 8 الی 10\n{B} از ساعت 10:30 الی 12",
        f"{A}؛ 8-10؛ {B}؛ 10:30-12",
        f"{A} 8:00-10:00 - {B} 10:30-12:00",
        f"{A} (8 صبح تا 10 صبح)، {B} (10:30 تا 12 ظهر)",
    ],
)
def test_times_belong_to_the_stop_they_stand_beside(cell: str) -> None:
    assert read_stops(cell).stops == (
        Stop(A, time(8), time(10)),
        Stop(B, time(10, 30), time(12)),
    )


def test_numbers_in_a_name_are_no_times_and_no_bullets() -> None:
    assert read_stops("دبستان ۲۲ بهمن - پلاک 3").stops[0].name == "دبستان 22 بهمن"
    assert read_stops("دبستان 22-بهمن").stops == (Stop("دبستان 22-بهمن"),)


def test_a_time_without_a_stop_is_told() -> None:
    assert read_stops("(۸ تا ۹)؛ مسجد").reasons == ("stop-without-name",)


def test_a_stop_that_ends_before_it_begins_is_told() -> None:
    assert read_stops(f"{A} (۱۴ تا ۹)").reasons == ("closes-before-it-opens",)


@given(st.text(max_size=200))
def test_any_text_is_read_as_stops_or_reasons(cell: str) -> None:
    found = read_stops(cell)

    assert all(stop.name for stop in found.stops)


@pytest.mark.parametrize(
    "cell",
    [
        "36.5625, 53.0533",
        "53.0533, 36.5625",
        "۳۶٫۵۶۲۵ ۵۳٫۰۵۳۳",
        "36.5625;53.0533",
        "36.5625/53.0533",
        "36/5625 - 53/0533",
        "lat: 36.5625 lon: 53.0533",
        "عرض ۳۶٫۵۶۲۵ طول ۵۳٫۰۵۳۳",
        "36°33'45\"N 53°03'11.9\"E",
        "53°03'11.9\"E، 36°33'45\"N",
        "36 33 45 53 03 11.9",
        "36.5625\n53.0533",
    ],
)
def test_two_coordinates_in_one_cell(cell: str) -> None:
    place = locate_in_one(cell).place

    assert place == pytest.approx((53.0533, 36.5625), abs=1e-4)


def test_exchanged_axes_are_put_right_and_told() -> None:
    found = locate(36.56, 53.06)

    assert (found.place, found.reason) == ((53.06, 36.56), "coordinates-swapped")


@pytest.mark.parametrize(
    ("lon", "lat", "reason"),
    [
        (None, 36.5, "half-a-coordinate"),
        ("x", "y", "bad-coordinate"),
        (0, 0, "outside-iran"),
        (-53.0, 36.5, "outside-iran"),
        (float("nan"), 36.5, "bad-coordinate"),
        ("53°70'", "36", "bad-coordinate"),
    ],
)
def test_no_place_is_guessed(lon: object, lat: object, reason: str) -> None:
    assert locate(lon, lat).place is None
    assert locate(lon, lat).reason == reason


@given(st.text(max_size=60))
def test_any_text_is_a_place_in_iran_or_none(cell: str) -> None:
    found = locate_in_one(cell)

    assert found.place is None or is_in_iran(*found.place)
    assert found.place is not None or found.reason
