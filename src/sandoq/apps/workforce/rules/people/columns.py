"""Recognises the columns of a list of people from the words of its header."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache

from sandoq.common.text import compact_key

Cell = str | int | float | bool | None

HEADER_WITHIN = 15
_FEWEST = 2


class Field(StrEnum):
    """What a column of a list of people says."""

    NAME = "name"
    FIRST = "first-name"
    LAST = "last-name"
    LATIN = "latin-name"
    NATIONAL_ID = "national-id"
    MOBILE = "mobile"
    SHEBA = "sheba"
    COUNTY = "county"
    DISTRICT = "district"
    ROLE = "role"


TEMPLATE: Mapping[Field, tuple[str, str]] = {
    Field.NAME: ("نام و نام خانوادگی", "Full name"),
    Field.LATIN: ("نام لاتین", "Latin name"),
    Field.NATIONAL_ID: ("کد ملی", "National ID"),
    Field.MOBILE: ("شماره همراه", "Mobile number"),
    Field.SHEBA: ("شماره شبا", "Sheba"),
    Field.COUNTY: ("شهرستان", "County"),
    Field.DISTRICT: ("بخش", "District"),
    Field.ROLE: ("سمت", "Role"),
}
"""The header of an empty list, in Persian and in English."""

_WORDS: Mapping[Field, tuple[str, ...]] = {
    Field.NAME: (
        *("نام و نام خانوادگی", "نام ونام خانوادگی", "نام کامل", "نام خانوادگی و نام"),
        *("مشخصات", "full name", "name and surname"),
    ),
    Field.FIRST: ("نام", "اسم", "first name", "given name"),
    Field.LAST: ("نام خانوادگی", "فامیلی", "فامیل", "شهرت", "last name", "surname", "family name"),
    Field.LATIN: ("نام لاتین", "نام انگلیسی", "نام به لاتین", "latin name", "english name"),
    Field.NATIONAL_ID: (
        *("کد ملی", "شماره ملی", "کدملی", "کد ملی ده رقمی", "شناسه ملی", "ش ملی"),
        *("national id", "national code", "national id number", "nid"),
    ),
    Field.MOBILE: (
        *("شماره همراه", "تلفن همراه", "شماره تلفن همراه", "موبایل", "شماره موبایل", "همراه"),
        *("شماره تماس", "تلفن", "mobile", "mobile number", "phone", "cell phone"),
    ),
    Field.SHEBA: (
        *("شماره شبا", "شبا", "کد شبا", "شماره شبای بانکی", "شماره حساب شبا", "شبا بانکی"),
        *("sheba", "iban"),
    ),
    Field.COUNTY: ("شهرستان", "نام شهرستان", "فرمانداری", "county"),
    Field.DISTRICT: ("بخش", "نام بخش", "بخشداری", "district"),
    Field.ROLE: ("سمت", "نقش", "مسئولیت", "سمت پیشنهادی", "عنوان سمت", "وظیفه", "role", "position"),
}


def recognise(cells: Sequence[Cell]) -> dict[Field, int]:
    """Which columns of this row name which field; the first column of each wins."""
    found: dict[Field, int] = {}
    for index, cell in enumerate(cells):
        field = _known().get(compact_key(cell)) if isinstance(cell, str) else None
        if field is not None:
            found.setdefault(field, index)
    return found


def find_header(rows: Sequence[tuple[int, Sequence[Cell]]]) -> tuple[int, dict[Field, int]] | None:
    """The header among the first rows and its columns: the row that names the most fields."""
    best: tuple[int, dict[Field, int]] | None = None
    for number, cells in rows:
        found = recognise(cells)
        if len(found) >= _FEWEST and (best is None or len(found) > len(best[1])):
            best = number, found
    return best


def missing(columns: Mapping[Field, int]) -> list[Field]:
    """Columns without which no person can be told from another."""
    absent = [] if Field.NATIONAL_ID in columns else [Field.NATIONAL_ID]
    if Field.NAME not in columns and not {Field.FIRST, Field.LAST} <= set(columns):
        absent.append(Field.NAME)
    return absent


@cache
def _known() -> dict[str, Field]:
    return {compact_key(word): field for field, words in _WORDS.items() for word in words}
