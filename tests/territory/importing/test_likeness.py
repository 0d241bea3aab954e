"""What makes two stations probably one, and what keeps namesakes apart."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.apps.territory.rules.importing.likeness import (
    Profile,
    likeness,
    name_likeness,
    words_of,
)
from sandoq.apps.territory.rules.importing.neighbours import Neighbourhood
from sandoq.apps.territory.rules.importing.words import compact, key, squeeze, tidy
from sandoq.common.text import compact_key, normalise, search_key, to_ascii_digits

METRE = 1 / 111_195


def _alike(first: str, second: str) -> float:
    return name_likeness(words_of(key(first)), words_of(key(second)))


def _profile(name: str = "دبستان سعدی", *, north: float = 0.0, **about: object) -> Profile:
    told = {"area": 1, "location": (52.0, 36.0 + north * METRE), "electors": 800, "kind": "fixed"}
    return Profile(name=key(name), unit=1, **{**told, **about})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("دبستان شهید رجایی", "شهید رجائی دبستان"),
        ("دبستان شهید رجایی", "دبستان رجایی"),
        ("دبستان شهید رجایی", "مدرسه شهید رجایی"),
        ("دبستان ۱۵ خرداد", "دبستان پانزده خرداد"),
        ("دبستان سعدی ۱", "دبستان سعدی شماره ١"),
        ("مسجد قائم‌شهر", "مسجد قائمشهر"),
    ],
)
def test_one_name_written_twice(first: str, second: str) -> None:
    assert _alike(first, second) == 100


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("دبستان سعدی ۱", "دبستان سعدی ۲"),
        ("دبستان سعدی", "دبستان سعدی ۲"),
        ("دبستان سعدی", "دبیرستان سعدی"),
        ("مسجد امام حسین", "حسینیه امام حسین"),
        ("دبیرستان فردوسی پسرانه", "دبیرستان فردوسی دخترانه"),
        ("روستای کلا علیا", "روستای کلا سفلی"),
    ],
)
def test_names_that_tell_two_stations_apart(first: str, second: str) -> None:
    """Numbers, kinds of building, and words such as «دخترانه» never match their opposites."""
    assert _alike(first, second) == 0


def test_a_misspelt_telling_word_still_tells() -> None:
    assert _alike("روستای کلا علیا", "روستای کلا علییا") == 100
    assert _alike("روستای کلا علیا", "روستای کلا سفللی") == 0


@pytest.mark.parametrize("metres", [0, 20, 60, 200])
def test_one_name_nearby_is_probably_one_station(metres: float) -> None:
    found = likeness(_profile(), _profile(north=metres, electors=801))

    assert found is not None
    assert (found.name, found.same_electors) == (100, False)
    assert found.metres == pytest.approx(metres, abs=1)


def test_farther_away_the_electors_must_agree() -> None:
    assert likeness(_profile(), _profile(north=700)) is not None
    assert likeness(_profile(), _profile(north=700, electors=801)) is None
    assert likeness(_profile(), _profile(north=1_500)) is None


def test_namesakes_of_two_counties_are_never_compared() -> None:
    """Even at one place, as schools on both sides of a border may be."""
    assert likeness(_profile(), _profile(area=2)) is None


def test_a_fixed_station_is_no_mobile_one() -> None:
    assert likeness(_profile(), _profile(kind="mobile")) is None


def test_two_official_codes_are_two_stations_unless_all_else_agrees() -> None:
    assert likeness(_profile(code="1"), _profile(code="2", north=100)) is None
    assert likeness(_profile(code="1"), _profile(code="2", north=10)) is not None


def test_without_a_location_name_electors_and_district_must_agree() -> None:
    here = _profile(location=None)

    assert likeness(here, _profile()) is not None
    assert likeness(here, _profile(electors=801)) is None
    assert likeness(here, Profile(1, key("دبستان سعدی"), None, 800, "fixed", 2)) is None


def test_mobile_stations_must_share_stops() -> None:
    first = _profile("شعبه سیار ۱", kind="mobile", stops=("الف", "ب"))

    assert likeness(first, _profile("سیار ۱", kind="mobile", stops=("ب", "الف"))) is not None
    assert likeness(first, _profile("سیار ۱", kind="mobile", stops=("ج", "د"))) is None


@settings(max_examples=25, deadline=None)
@given(st.integers(min_value=0, max_value=10_000))
def test_blocking_misses_nothing(seed: int) -> None:
    """Against brute force: the nearest like station is found whatever the crowd."""
    rng = Random(seed)
    names = ["دبستان سعدی", "دبستان حافظ", "مدرسه سعدی", "مسجد جامع", "دبستان سعدی ۲"]
    crowd = [
        Profile(
            area=rng.randrange(2),
            name=key(rng.choice(names)),
            location=(52 + rng.random() / 200, 36 + rng.random() / 200)
            if rng.random() < 0.9
            else None,
            electors=rng.randrange(800, 806),
            kind="fixed",
            unit=1,
        )
        for _ in range(60)
    ]
    near = Neighbourhood()
    for at, profile in enumerate(crowd):
        found = near.nearest_like(profile)
        expected = [(likeness(other, profile), i) for i, other in enumerate(crowd[:at])]
        alike = [
            ((-one.name, one.metres if one.metres is not None else 250), i)
            for one, i in expected
            if one is not None
        ]
        assert (found[0] if found else None) == (min(alike)[1] if alike else None)
        near.add(at, profile)


_ALPHABET = "اآأإبپتیيكکگلمنوؤهئءۀةى\u200c\u200c  ۱٢3aZ()،./-_'\"#ـ\u064b\n\u200f"


@settings(max_examples=500)
@given(st.text(alphabet=_ALPHABET, max_size=16))
def test_the_fast_ways_mean_the_same_as_the_definitions(text: str) -> None:
    assert tidy(text) == to_ascii_digits(normalise(text))
    assert key(text) == search_key(text)
    assert compact(text) == squeeze(key(text)) == compact_key(text)
