"""Spelling variants of Persian meet; what is visible is kept, what is invisible goes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.common.text import (
    ZWNJ,
    compact_key,
    normalise,
    search_key,
    to_ascii_digits,
    to_persian_digits,
)

NASTY = (
    "اأإآٱبيىیئكکڪهةۀۂەہھۃءؤوۓےشسر aZßİ۱١1１½²﷼ﷺﻼﹰﹱ!؟-"
    "\u0640\u200b\u200c\u200d\u200e\u202b\u2069\ufeff\u00ad\u034f\ufe0f\u00a0\u3000\t\n\x00\x85"
    "\u0653\u0654\u0655\u0651\u064b\u0670\ud800"
)
TEXTS = st.text() | st.text(st.sampled_from(NASTY))


@given(TEXTS)
def test_normalising_twice_changes_nothing(s: str) -> None:
    assert normalise(normalise(s)) == normalise(s)


@given(TEXTS)
def test_a_key_of_a_key_is_the_same_key(s: str) -> None:
    assert search_key(search_key(s)) == search_key(s)
    assert compact_key(compact_key(s)) == compact_key(s)


@given(TEXTS)
def test_keys_do_not_see_what_normalising_changes(s: str) -> None:
    assert compact_key(normalise(s)) == compact_key(s)


@given(TEXTS)
def test_nothing_invisible_survives(s: str) -> None:
    """Of all controls only single spaces and ZWNJ between two letters remain."""
    text = normalise(s)

    assert text == " ".join(text.split())
    assert "\u0640" not in text
    for place, char in enumerate(text):
        if char == ZWNJ:
            before = text[:place].rstrip("".join(c for c in text if unicodedata.combining(c)))
            assert before[-1].isalpha()
            assert text[place + 1].isalpha()
        else:
            assert unicodedata.category(char) not in {"Cc", "Cf", "Cs"}


@given(st.text("0123456789/-., ابپ"))
def test_digits_make_the_round_trip(s: str) -> None:
    assert to_ascii_digits(to_persian_digits(s)) == s
    assert not set("0123456789") & set(to_persian_digits(s))


def test_digits_of_every_script_become_ascii() -> None:
    assert to_ascii_digits("۰۱۲۳۴۵۶۷۸۹ ٠١٢٣٤٥٦٧٨٩ ０１２３４５６７８９") == " ".join(
        ["0123456789"] * 3
    )
    assert to_persian_digits("0٠０") == "۰۰۰"


def test_nfkc_alone_does_not_unify_the_two_yehs() -> None:
    """The reason `normalise` exists."""
    assert unicodedata.normalize("NFKC", "علي") != unicodedata.normalize("NFKC", "علی")
    assert normalise("علي") == normalise("علی") == normalise("على") == "علی"


@pytest.mark.parametrize(
    ("messy", "clean"),
    [
        ("كلاردشت", "کلاردشت"),
        ("ســـاری", "ساری"),
        ("  قائم\u200cشهر\u00a0 ", "قائم‌شهر"),
        ("قائم\u200c\u200cشهر", "قائم‌شهر"),
        ("قائم \u200cشهر\u200c", "قائم شهر"),
        ("\u202bآمل\u202c\ufeff", "آمل"),
        ("ا\u200b\u0653مل", "آمل"),
        ("بابل\r\n\tسر", "بابل سر"),
        ("خانۀ", "خانهٔ"),
        ("خانه\u0654", "خانهٔ"),
        ("دایرةالمعارف", "دایرةالمعارف"),
        ("مدرسہ", "مدرسه"),
        ("ﺳﺎﺭﯼ", "ساری"),
        ("قا\u06cc\u0654م", "قائم"),
        ("شعبه\u200c۱۲", "شعبه۱۲"),
        ("", ""),
        ("\u200c \u200b", ""),
    ],
)
def test_normalise_gives_one_spelling(messy: str, clean: str) -> None:
    assert normalise(messy) == clean


@pytest.mark.parametrize(
    "variants",
    [
        ("قائم‌شهر", "قائم شهر", "قايم شهر", "قايم‌شهر", " قَائم  شهر "),
        ("میاندورود", "مياندورود", "میـاندورود"),
        ("عباس‌آباد", "عباس اباد", "عباس أباد", "عباس إباد", "عباس ٱباد"),
        ("خانهٔ معلم", "خانۀ معلم", "خانه معلم", "خانة معلم"),
        ("شعبهٔ ۱۲", "شعبه ١٢", "شعبه 12", "شعبه\u200c12", "شعبه １２"),
        ("شهداء", "شهدا"),
        ("مؤمن", "مومن"),
        ("Sari", "SARI", "ｓａｒｉ"),
    ],
)
def test_spelling_variants_share_a_search_key(variants: tuple[str, ...]) -> None:
    assert len({search_key(variant) for variant in variants}) == 1


def test_only_the_compact_key_forgives_a_missing_space() -> None:
    variants = ("قائم‌شهر", "قائم شهر", "قايم شهر", "قائمشهر", "قائم-شهر", "«قائم شهر»")

    assert {compact_key(variant) for variant in variants} == {"قایمشهر"}
    assert search_key("قائمشهر") != search_key("قائم شهر")


def test_the_22_counties_of_mazandaran_keep_22_keys() -> None:
    """Keys must not merge سوادکوه with سوادکوه شمالی, or بابل with بابلسر."""
    counties = [
        *("آمل", "بابل", "بابلسر", "بهشهر", "تنکابن", "جویبار"),
        *("چالوس", "رامسر", "ساری", "سوادکوه", "سوادکوه شمالی", "سیمرغ"),
        *("عباس‌آباد", "فریدونکنار", "قائم‌شهر", "کلاردشت", "گلوگاه", "محمودآباد"),
        *("میاندورود", "نکا", "نور", "نوشهر"),
    ]

    assert len({search_key(name) for name in counties}) == 22
    assert len({compact_key(name) for name in counties}) == 22
    assert [normalise(name) for name in counties] == counties
