"""Which column holds what: headers in Persian and English, and names of the survey form."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from sandoq.common.text import compact_key

Cell = str | int | float | bool | None


class Field(StrEnum):
    """What a column may hold."""

    KEY = "key"
    POINT = "point"
    CODE = "code"
    COUNTY = "county"
    NUMBER = "number"
    SEQ = "seq"
    POINT_NAME = "point_name"
    OPERATOR = "operator"
    TECHNOLOGY = "technology"
    RSRP = "rsrp_dbm"
    SINR = "sinr_db"
    INDOOR = "indoor"
    ATTEMPTS = "attempts"
    SUCCESSES = "successes"
    P95 = "p95_ms"
    DATE = "date"
    TIME = "time"
    TAKEN_AT = "taken_at"
    NOTE = "note"


_NAMES: Mapping[Field, tuple[str, ...]] = {
    Field.KEY: ("instanceID", "__id", "_uuid", "client_uuid", "شناسه خوانش", "شناسه سنجش", "KEY"),
    Field.POINT: ("point", "point key", "کلید محل", "کلید محل استقرار"),
    Field.CODE: ("station code", "کد شعبه", "کدشعبه"),
    Field.COUNTY: ("county", "شهرستان", "نام شهرستان"),
    Field.NUMBER: ("station number", "number", "شماره شعبه", "ش شعبه", "شعبه"),
    Field.SEQ: ("stop", "point number", "شماره محل", "شماره توقف", "توقف", "ردیف محل"),
    Field.POINT_NAME: ("point name", "نام محل", "محل استقرار", "نام محل استقرار", "محل"),
    Field.OPERATOR: ("operator", "اپراتور", "نام اپراتور", "شبکه"),
    Field.TECHNOLOGY: ("technology", "فناوری", "نسل", "نسل شبکه", "نوع شبکه"),
    Field.RSRP: ("rsrp", "rsrp dbm", "سطح سیگنال", "قدرت سیگنال", "سیگنال", "سطح سیگنال dbm"),
    Field.SINR: ("sinr", "sinr db", "نسبت سیگنال به نویز", "کیفیت سیگنال"),
    Field.INDOOR: ("indoor", "is indoor", "داخل ساختمان", "داخل", "محیط"),
    Field.ATTEMPTS: (
        "attempts",
        "تعداد تلاش",
        "تلاش",
        "تراکنش آزمایشی",
        "تعداد تراکنش",
        "تعداد آزمون",
    ),
    Field.SUCCESSES: ("successes", "موفق", "تعداد موفق", "تراکنش موفق", "تعداد تراکنش موفق"),
    Field.P95: ("p95", "p95 ms", "صدک ۹۵", "زمان پاسخ", "زمان پاسخ ms", "صدک ۹۵ زمان پاسخ"),
    Field.DATE: ("date", "تاریخ", "تاریخ سنجش", "تاریخ اندازه گیری", "روز"),
    Field.TIME: ("time", "ساعت", "ساعت سنجش", "زمان", "ساعت اندازه گیری"),
    Field.TAKEN_AT: ("taken_at", "taken at", "زمان سنجش", "تاریخ و ساعت"),
    Field.NOTE: ("note", "توضیح", "توضیحات", "ملاحظات"),
}
_BY_NAME = {compact_key(name): field for field, names in _NAMES.items() for name in names}
_GROUP = re.compile(r"^.*[/:]|^(?:meta|reading|signal|test)-", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[（].*?[)\]）]")
_TOTAL = {compact_key(word) for word in ("جمع", "جمع کل", "مجموع", "total", "sum", "grand total")}
_SEARCHED = 20

PLACE = frozenset({Field.POINT, Field.CODE, Field.NUMBER})
WHEN = frozenset({Field.DATE, Field.TAKEN_AT})
REQUIRED = (Field.OPERATOR, Field.ATTEMPTS, Field.SUCCESSES)


def field_of(header: Cell) -> Field | None:
    """What a header means; None if it is none of ours. Groups of a form before it are cut off."""
    if not isinstance(header, str):
        return None
    for text in (header, _GROUP.sub("", header), _BRACKETS.sub(" ", header)):
        if found := _BY_NAME.get(compact_key(text)):
            return found
    return None


def columns_of(cells: Sequence[Cell]) -> dict[int, Field]:
    """The columns of a header row by their position; of two columns for a field the first."""
    found: dict[int, Field] = {}
    for index, cell in enumerate(cells):
        field = field_of(cell)
        if field is not None and field not in found.values():
            found[index] = field
    return found


def missing_columns(fields: Sequence[Field]) -> list[str]:
    """The columns without which no row can be a reading; alternatives joined by a bar."""
    given = set(fields)
    missing = [field.value for field in REQUIRED if field not in given]
    groups = [group for group in (PLACE, WHEN) if not given & group]
    return missing + ["|".join(sorted(field.value for field in group)) for group in groups]


def find_header(rows: Sequence[tuple[int, Sequence[Cell]]]) -> tuple[int, dict[int, Field]]:
    """Number of the row among the first that names most fields, and its columns."""
    best: tuple[int, dict[int, Field]] = (0, {})
    for number, cells in rows[:_SEARCHED]:
        columns = columns_of(cells)
        if len(columns) > len(best[1]):
            best = (number, columns)
    return best


def is_total(cells: Sequence[Cell]) -> bool:
    """Whether a row sums those above."""
    return any(isinstance(cell, str) and compact_key(cell) in _TOTAL for cell in cells)
