"""Recognises which column means which field from the words of its header."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rapidfuzz import fuzz, process

from sandoq.apps.territory.rules.importing.fields import (
    AMBIGUOUS,
    SEVERAL_COLUMNS,
    SYNONYMS,
    TEMPLATE,
    Field,
)
from sandoq.apps.territory.rules.importing.words import compact, key
from sandoq.common.hashing import sha256_hex

_SHORTEST_GUESSED = 5  # letters; shorter headers are too near to each other
_LIKE_ENOUGH = 86.0  # percent
_LONGEST_HEADER = 120
_IN_BRACKETS = re.compile(r"[(\[（][^()\[\]（）]*[)\]）]")
_PARTS = re.compile(r"\s*[:›/|–—\-]\s*")
_ORDINALS = "اول|دوم|سوم|چهارم|پنجم|ششم|هفتم|هشتم|نهم|دهم"
_NUMBERED_STOP = re.compile(
    r"(?:نام )?(?:محل(?: استقرار)?(?: سیار)?|ایستگاه|توقف|توقفگاه|نقطه|stop|place)"
    rf" ?(?:شماره )?(?:\d+|{_ORDINALS})"
)


class Surety(StrEnum):
    """How sure the meaning of a column is."""

    SURE = "sure"
    LIKELY = "likely"  # misspelt; used, and shown for a look
    UNCLEAR = "unclear"  # several meanings, or two columns with one meaning: a person is asked
    UNKNOWN = "unknown"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: its header as written, and what it may mean.

    `fields` holds one field if the meaning is sure or likely, several or one if it is unclear.
    """

    index: int
    text: str
    surety: Surety
    fields: tuple[Field, ...] = ()

    @property
    def field(self) -> Field | None:
        """The meaning used without asking, if there is one."""
        return self.fields[0] if self.surety in {Surety.SURE, Surety.LIKELY} else None


def recognise(
    upper: Sequence[str], lower: Sequence[str] | None = None, *, guess: bool = True
) -> list[Column]:
    """The columns of a header of one row, or of two with groups in the upper one.

    Args:
        guess: also see through misspellings, which takes longer.
    """
    columns = []
    for index, text in enumerate(upper):
        below = lower[index] if lower is not None else ""
        shown = " › ".join(dict.fromkeys(part for part in (text, below) if part))
        surety, fields = _meaning_of(text, below, guess=guess)
        columns.append(Column(index, shown[:_LONGEST_HEADER], surety, fields))
    return _ask_about_rivals(columns)


def mapping_of(columns: Sequence[Column]) -> dict[Field, list[int]]:
    """The columns used without asking, by field."""
    found: dict[Field, list[int]] = {}
    for column in columns:
        if column.field and column.field != Field.IGNORED:
            found.setdefault(column.field, []).append(column.index)
    return found


def questions(columns: Sequence[Column], mapping: Mapping[Field, Sequence[int]]) -> list[Column]:
    """Columns a person must be asked about: unclear, and perhaps a field that has no column yet."""
    used = {index for indexes in mapping.values() for index in indexes}
    return [
        column
        for column in columns
        if column.surety == Surety.UNCLEAR
        and column.index not in used
        and any(field not in mapping for field in column.fields)
    ]


def signature(columns: Sequence[Column]) -> str:
    """The same for two headers whose words are the same, whatever their spelling."""
    return sha256_hex("\x1f".join(compact(column.text) for column in columns))


def _meaning_of(text: str, below: str, *, guess: bool) -> tuple[Surety, tuple[Field, ...]]:
    """The first reading that means something; the whole before its parts."""
    if not text and not below:
        return Surety.EMPTY, ()
    whole = [f"{below} {text}", f"{text} {below}"] if text and below else []
    readings = [*whole, below or text]
    readings += [_IN_BRACKETS.sub(" ", reading) for reading in readings]
    readings += [part for part in reversed(_PARTS.split(below or text)) if part]
    for look_up in (_sure, _unclear, _likely) if guess else (_sure, _unclear):
        for reading in readings:
            if found := look_up(reading):
                return found
    return Surety.UNKNOWN, ()


def _sure(text: str) -> tuple[Surety, tuple[Field, ...]] | None:
    if field := _known().get(compact(text)):
        return Surety.SURE, (field,)
    if _NUMBERED_STOP.fullmatch(key(text)):
        return Surety.SURE, (Field.STOPS,)
    return None


def _unclear(text: str) -> tuple[Surety, tuple[Field, ...]] | None:
    fields = _several().get(compact(text))
    return (Surety.UNCLEAR, fields) if fields else None


def _likely(text: str) -> tuple[Surety, tuple[Field, ...]] | None:
    word = compact(text)
    if len(word) < _SHORTEST_GUESSED or len(word) > _LONGEST_HEADER:
        return None
    best = process.extractOne(word, _known().keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    return (Surety.LIKELY, (_known()[best[0]],)) if best else None


def _ask_about_rivals(columns: list[Column]) -> list[Column]:
    """A sure column wins over a likely one; two of equal surety for one field are asked about."""
    kept = []
    for column in columns:
        field = column.field
        if field is None or field in SEVERAL_COLUMNS or field == Field.IGNORED:
            kept.append(column)
            continue
        rivals = [other for other in columns if other.field == field and other != column]
        if column.surety == Surety.LIKELY and any(r.surety == Surety.SURE for r in rivals):
            kept.append(Column(column.index, column.text, Surety.UNKNOWN))
        elif any(other.surety == column.surety for other in rivals):
            kept.append(Column(column.index, column.text, Surety.UNCLEAR, (field,)))
        else:
            kept.append(column)
    return kept


@cache
def _known() -> dict[str, Field]:
    found = {compact(word): field for field, words in SYNONYMS.items() for word in words}
    found |= {compact(word): field for field, words in TEMPLATE.items() for word in words}
    found.pop("", None)
    return found


@cache
def _several() -> dict[str, tuple[Field, ...]]:
    return {compact(word): fields for word, fields in AMBIGUOUS.items()}
