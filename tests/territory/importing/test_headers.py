"""Columns are recognised by their words, and people are asked where words could mean two things."""

import pytest

from sandoq.apps.territory.rules.importing.fields import HEADERS, SYNONYMS, Field
from sandoq.apps.territory.rules.importing.headers import (
    Surety,
    mapping_of,
    questions,
    recognise,
    signature,
)
from sandoq.apps.territory.rules.importing.words import compact


def _fields(*headers: str) -> list[Field | None]:
    return [column.field for column in recognise(headers)]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("شهرستان", Field.COUNTY),
        ("نام شهرستان", Field.COUNTY),
        ("بخش", Field.DISTRICT),
        ("شماره شعبه", Field.NUMBER),
        ("شمارهٔ  شعبه اخذ رأي", Field.NUMBER),
        ("كد شعبه", Field.CODE),
        ("نام شعبه", Field.NAME),
        ("نوع شعبه (ثابت/سیار)", Field.KIND),
        ("شهري/روستايي", Field.AREA),
        ("تعداد واجدین شرایط (نفر)", Field.ELECTORS),
        ("نشانی", Field.ADDRESS),
        ("طول جغرافیایی", Field.LON),
        ("عرض", Field.LAT),
        ("مختصات", Field.COORDINATES),
        ("ساعت شروع", Field.OPENS),
        ("ساعت پایان", Field.CLOSES),
        ("محل‌های استقرار سیار", Field.STOPS),
        ("محل استقرار ۲", Field.STOPS),
        ("تاریخ صدور حکم", Field.OPENED_ON),
        ("ردیف", Field.IGNORED),
        ("Station Number", Field.NUMBER),
        ("ELECTORS", Field.ELECTORS),
        ("lat/lon", Field.COORDINATES),
    ],
)
def test_usual_headers_are_recognised(text: str, field: Field) -> None:
    """Whatever the letters, spaces, brackets or language."""
    assert _fields(text) == [field]


def test_headers_we_write_ourselves_are_recognised_in_both_languages() -> None:
    """The template and the file of quarantined rows come back to us."""
    for at in (0, 1):
        found = _fields(*(words[at] for words in HEADERS.values()))
        assert found == list(HEADERS)


def test_no_word_stands_for_two_fields() -> None:
    """A synonym written under two fields would silently mean the later one."""
    seen: dict[str, Field] = {}
    for field, words in SYNONYMS.items():
        for word in words:
            assert seen.setdefault(compact(word), field) == field, word


def test_a_group_above_two_columns_gives_them_their_meaning() -> None:
    columns = recognise(
        ["نام شعبه", "مختصات جغرافیایی", "مختصات جغرافیایی", "ساعت", "ساعت"],
        ["", "طول", "عرض", "شروع", "پایان"],
    )

    assert [column.field for column in columns] == [
        Field.NAME,
        Field.LON,
        Field.LAT,
        Field.OPENS,
        Field.CLOSES,
    ]


def test_a_misspelt_header_is_used_and_marked() -> None:
    (column,) = recognise(["تعداد واجدبن شرابط"])

    assert (column.surety, column.field) == (Surety.LIKELY, Field.ELECTORS)


def test_a_misspelt_header_gives_way_to_a_right_one() -> None:
    first, second = recognise(["تعداد واجدبن شرابط", "تعداد واجدین شرایط"])

    assert (first.field, second.field) == (None, Field.ELECTORS)


def test_what_could_be_two_things_is_asked() -> None:
    """«شماره» may be the number or the code; «جمعیت» is near electors and not the same."""
    columns = recognise(["نام شعبه", "شماره", "جمعیت"])

    mapping = mapping_of(columns)
    asked = questions(columns, mapping)

    assert mapping == {Field.NAME: [0]}
    assert [(one.text, one.fields) for one in asked] == [
        ("شماره", (Field.NUMBER, Field.CODE)),
        ("جمعیت", (Field.ELECTORS,)),
    ]


def test_two_columns_of_one_meaning_are_asked_about() -> None:
    columns = recognise(["نام شعبه", "نشانی", "آدرس"])

    assert [one.text for one in questions(columns, mapping_of(columns))] == ["نشانی", "آدرس"]


def test_what_is_already_known_is_not_asked() -> None:
    columns = recognise(["نام شعبه", "شماره شعبه", "کد شعبه", "شماره"])

    assert questions(columns, mapping_of(columns)) == []


def test_several_columns_of_stops_are_several_stops() -> None:
    assert mapping_of(recognise(["نام شعبه", "محل استقرار اول", "محل استقرار دوم"])) == {
        Field.NAME: [0],
        Field.STOPS: [1, 2],
    }


def test_the_signature_sees_through_spelling_and_not_through_order() -> None:
    one = signature(recognise(["کد شعبه", "نام شعبه"]))

    assert one == signature(recognise(["كد  شعبه", "نام‌شعبه"]))
    assert one != signature(recognise(["نام شعبه", "کد شعبه"]))
