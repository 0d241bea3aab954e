"""Finds the header of a sheet and tells its stations from titles, totals and notes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern

from sandoq.apps.territory.rules.importing.fields import IDENTIFYING, Field
from sandoq.apps.territory.rules.importing.headers import (
    Column,
    Surety,
    mapping_of,
    questions,
    recognise,
    signature,
)
from sandoq.apps.territory.rules.importing.refusals import Cell
from sandoq.apps.territory.rules.importing.words import compact, key

NumberedRow = tuple[int, list[Cell]]

HEADER_WITHIN = 20
"""The header is looked for in this many rows from the top."""

_FEWEST_RECOGNISED = 2
_PERHAPS_TOTAL = re.compile(r"[\s*ـ:-]*(?:ج|مج|سر|[tTgGsS])")
_TOTAL = re.compile(r"(?:جمع|مجموع|سرجمع|total|grand total|subtotal|sum)(?: .*)?")
_LONGEST_TOTAL = 60
_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands and what its columns mean.

    `rows` are one or two row numbers; empty if no header was found.
    """

    rows: tuple[int, ...]
    columns: tuple[Column, ...]

    @property
    def signature(self) -> str:
        return signature(self.columns)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose columns are named.

    Attributes:
        mapping: columns (from 0) by field; one each, except where a field may fill several.
        source: how the mapping came about: "recognised", "saved" or "chosen".
        is_clear: no question about the columns stands between the rows and their import.
        samples: a few values of each column, for people who are asked about it.
    """

    file: int
    sheet: str
    is_hidden: bool
    header: Header
    mapping: Mapping[Field, Sequence[int]]
    source: str
    is_skipped: bool = False
    samples: Mapping[int, Sequence[str]] = field(default_factory=dict)

    @property
    def questions(self) -> list[Column]:
        if self.source != "recognised":
            return []
        return questions(self.header.columns, self.mapping)

    @property
    def is_clear(self) -> bool:
        return self.is_skipped or bool(
            (self.header.rows or self.source == "chosen")
            and IDENTIFYING & set(self.mapping)
            and not self.questions
        )


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table: its cells by field, or the reason why it is none of a station."""

    number: int
    cells: dict[str, str | int | float | bool]
    reason: str = ""


def find_header(rows: Sequence[NumberedRow]) -> Header:
    """The header among the first rows: the most fields recognised, the higher row among equals.

    A second header row counts if the two together name more fields and it holds words only.
    """
    top = [row for row in rows if row[0] <= HEADER_WITHIN]
    found = _best_header(top, guess=False)
    return _best_header([row for row in top if not found.rows or row[0] in found.rows], guess=True)


def _best_header(top: Sequence[NumberedRow], *, guess: bool) -> Header:
    best: _Best = ((0, 0), Header((), ()))
    width = max((len(cells) for _, cells in top), default=0)
    texts = [[*(_text(cell) for cell in cells), *[""] * (width - len(cells))] for _, cells in top]
    for at, (number, _) in enumerate(top):
        alone = Header((number,), tuple(recognise(texts[at], guess=guess)))
        best = _better(best, alone, spans=0)
        if at + 1 < len(top) and top[at + 1][0] == number + 1 and _only_words(top[at + 1][1]):
            upper = _groups_spread(texts[at], texts[at + 1])
            both = zip(texts[at], texts[at + 1], strict=True)
            merged = any(above and above == below for above, below in both)
            pair = recognise(upper, texts[at + 1], guess=guess)
            header = Header((number, number + 1), tuple(pair))
            best = _better(best, header, spans=1 if merged else -1)
    return best[1]


def table_of(
    *,
    file: int,
    sheet: str,
    is_hidden: bool,
    top: Sequence[NumberedRow],
    saved: Mapping[str, Mapping[Field, Sequence[int]]],
    chosen: Mapping[Field, Sequence[int]] | None,
    is_skipped: bool,
) -> Table:
    """The table of a sheet from its first rows.

    Args:
        saved: mappings kept earlier, by the header's signature.
        chosen: the mapping a person has just chosen; it wins.
    """
    header = find_header(top)
    mapping: Mapping[Field, Sequence[int]]
    mapping, source = mapping_of(header.columns), "recognised"
    if chosen is not None:
        mapping, source = chosen, "chosen"
    elif header.rows and header.signature in saved:
        mapping, source = saved[header.signature], "saved"
    return Table(
        file=file,
        sheet=sheet,
        is_hidden=is_hidden,
        header=header,
        mapping=mapping,
        source=source,
        is_skipped=is_skipped,
        samples=_samples(header, top),
    )


def rows_of(table: Table, rows: Iterator[NumberedRow]) -> Iterator[TableRow]:
    """Every row of the sheet from the first to the last that holds anything, gaps as blank rows."""
    reading = _Reading(table)
    expected = 1
    for number, cells in rows:
        for blank in range(expected, number):
            yield TableRow(blank, {}, "blank")
        yield reading.row(number, cells)
        expected = number + 1


class _Reading:
    """Reads the rows of one table; what is asked of every row is worked out once."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._fields = {
            index: name.value for name, indexes in table.mapping.items() for index in indexes
        }
        self._header_words = {c.index: compact(c.text) for c in table.header.columns if c.text}
        self._last_header = max(table.header.rows, default=0)

    def row(self, number: int, cells: list[Cell]) -> TableRow:
        found: dict[str, str | int | float | bool] = {}
        for index, name in self._fields.items():
            cell = cells[index] if index < len(cells) else None
            if cell is not None:
                if type(cell) is str:
                    cell = intern(cell)  # one county's name stands in thousands of rows
                found[name] = f"{found[name]}\n{cell}" if name in found else cell
        return TableRow(number, found, self._reason(number, cells, found))

    def _reason(self, number: int, cells: list[Cell], found: Mapping[str, object]) -> str:
        if self._table.is_skipped:
            return "sheet-skipped"
        if not self._table.header.rows and self._table.source != "chosen":
            return "no-header"
        if number <= self._last_header:
            return "header" if number in self._table.header.rows else "title"
        reason = self._reason_below(number, cells, found)
        return reason or ("" if self._table.is_clear else "columns-unclear")

    def _reason_below(self, number: int, cells: list[Cell], found: Mapping[str, object]) -> str:
        """Why a row below the header is none of a station, or ""."""
        if self._is_total(cells, found):
            return "total"
        if not found:
            return "note"
        if self._is_repeated_header(cells):
            return "repeated-header"
        is_next = number == self._last_header + 1
        return "column-numbers" if is_next and _are_column_numbers(cells) else ""

    def _is_total(self, cells: list[Cell], found: Mapping[str, object]) -> bool:
        """A label of a sum, in a row that says neither what kind of station nor where."""
        if Field.KIND in found or Field.ADDRESS in found or Field.LON in found:
            return False
        return any(
            isinstance(cell, str)
            and len(cell) <= _LONGEST_TOTAL
            and _PERHAPS_TOTAL.match(cell)
            and _TOTAL.fullmatch(key(cell).strip(" :*-"))
            for cell in cells
        )

    def _is_repeated_header(self, cells: list[Cell]) -> bool:
        first = next((i for i, cell in enumerate(cells) if type(cell) is str), -1)
        if first == -1 or not self._is_header_word(first, str(cells[first])):
            return False
        words = {i: cell for i, cell in enumerate(cells) if isinstance(cell, str)}
        same = sum(self._is_header_word(i, word) for i, word in words.items())
        return same >= _FEWEST_RECOGNISED and 2 * same > len(words)

    def _is_header_word(self, index: int, word: str) -> bool:
        found = compact(word[:_LONGEST_TOTAL])
        return bool(found) and found in self._header_words.get(index, "")


_Best = tuple[tuple[int, int], Header]


def _better(best: _Best, header: Header, *, spans: int) -> _Best:
    """The header that recognises more; of equals the one of two rows only if cells span both."""
    sure = {column.field for column in header.columns if column.surety == Surety.SURE}
    maybe = {
        one
        for column in header.columns
        if column.surety in {Surety.LIKELY, Surety.UNCLEAR}
        for one in column.fields
    }
    if not IDENTIFYING & (sure | maybe) or len(sure | maybe) < _FEWEST_RECOGNISED:
        return best
    rank = (2 * len(sure) + len(maybe - sure), spans)
    return (rank, header) if rank > best[0] else best


def _groups_spread(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """A group's name, written once over several columns, put over each of them."""
    found: list[str] = []
    for above, below in zip(upper, lower, strict=True):
        found.append(above or (found[-1] if below and found else ""))
    return found


def _only_words(cells: Sequence[Cell]) -> bool:
    texts = [cell for cell in cells if cell is not None]
    return bool(texts) and all(isinstance(cell, str) and not cell.isdigit() for cell in texts)


def _are_column_numbers(cells: Sequence[Cell]) -> bool:
    numbers = [key(str(cell)) for cell in cells if cell is not None]
    return len(numbers) > _FEWEST_RECOGNISED and numbers == [
        str(n) for n in range(1, len(numbers) + 1)
    ]


def _samples(header: Header, top: Sequence[NumberedRow]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for number, cells in top:
        if number <= max(header.rows, default=0):
            continue
        for index, cell in enumerate(cells):
            values = found.setdefault(index, [])
            if cell is not None and len(values) < _SAMPLES:
                values.append(str(cell)[:_LONGEST_TOTAL])
    return found


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else ""
