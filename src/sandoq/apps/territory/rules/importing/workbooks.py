"""Reads .xlsx, .xls, .ods and .csv files: sheets, rows with the spreadsheet's numbers, cells.

Runs in a process of its own (see `reader`): a file of a few kilobytes can make the underlying
library ask for more memory than there is, which ends the process.
"""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from sandoq.apps.territory.rules.importing.refusals import Cell, FileRefused
from sandoq.apps.territory.rules.importing.spans import Range, ods_merged, xlsx_errors
from sandoq.apps.territory.rules.importing.textfiles import read_text

_T = TypeVar("_T")

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 200_000
MAX_UNPACKED_BYTES = 1024 * 1024 * 1024
MAX_CELLS = 20_000_000
_MAX_COLUMNS = 200
_MOST_SHEETS = 200
_EXACT_INTEGERS = 2**53

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WEB = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its rows that hold anything, each with its number from 1."""

    name: str
    is_hidden: bool
    rows: Iterator[tuple[int, list[Cell]]]


def read_workbook(data: bytes) -> Iterator[Sheet]:
    """The sheets of a file, whatever its name; consume one sheet's rows before the next sheet.

    Merged cells hold their value in every row and column they cover.

    Raises:
        FileRefused: not a spreadsheet, damaged, protected by a password, or too large.
    """
    if not data:
        raise FileRefused("empty")
    if len(data) > MAX_BYTES:
        raise FileRefused("too-large")
    if data.startswith(_ZIP):
        yield from _packed(data)
    elif data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise FileRefused("password")
        yield from _sheets(data, {}, {})
    elif data[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith(_WEB):
        raise FileRefused("web-page")
    else:
        yield Sheet("", is_hidden=False, rows=_limited(read_text(data)))


def _packed(data: bytes) -> Iterator[Sheet]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            unpacked = sum(member.file_size for member in archive.infolist())
            mimetype = archive.read("mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise FileRefused("damaged") from None
    if unpacked > MAX_UNPACKED_BYTES:
        raise FileRefused("unpacks-too-large")
    if "xl/workbook.xml" in names:
        yield from _sheets(data, {}, _or_damaged(xlsx_errors, data))
    elif b"opendocument.spreadsheet" in mimetype:
        yield from _sheets(data, _or_damaged(ods_merged, data), {})
    else:
        raise FileRefused("not-a-table")


def _or_damaged(read: Callable[[bytes], _T], data: bytes) -> _T:
    """What the extra reading gives; a broken package is refused in one way."""
    try:
        return read(data)
    except Exception:  # noqa: BLE001 - zip, XML and number errors of any kind mean one thing
        raise FileRefused("damaged") from None


def _sheets(
    data: bytes,
    merged: dict[str, list[Range]],
    errors: dict[str, dict[tuple[int, int], str]],
) -> Iterator[Sheet]:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
    except PasswordError:
        raise FileRefused("password") from None
    except (CalamineError, ValueError, OSError, OverflowError):
        raise FileRefused("damaged") from None
    for place, about in enumerate(workbook.sheets_metadata[:_MOST_SHEETS]):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        try:
            sheet = workbook.get_sheet_by_index(place)
        except PasswordError:
            raise FileRefused("password") from None
        except (CalamineError, ValueError, OSError, OverflowError):
            raise FileRefused("damaged") from None
        ranges = sheet.merged_cell_ranges or merged.get(about.name, [])
        yield Sheet(
            about.name,
            is_hidden=about.visible != SheetVisibleEnum.Visible,
            rows=_limited(_rows(sheet, ranges, errors.get(about.name, {}))),
        )


def _rows(
    sheet: CalamineSheet, merged: Sequence[Range], errors: dict[tuple[int, int], str]
) -> Iterator[tuple[int, list[Cell]]]:
    """Rows that hold anything; those before them are counted, not given."""
    if sheet.start is None:
        return
    if sheet.total_width > _MAX_COLUMNS or sheet.total_height * sheet.total_width > MAX_CELLS:
        raise FileRefused("too-large", sheet.name)
    left = sheet.start[1]
    open_ranges = _Merged(merged) if merged else None
    bad: dict[int, list[tuple[int, str]]] = {}
    for (row, column), error in errors.items():
        bad.setdefault(row, []).append((column, error))
    margin: list[Cell] = [None] * left
    for row, values in enumerate(sheet.iter_rows()):
        cells: list[Cell] = [*margin, *map(_plain, values)]
        for column, error in bad.get(row, ()):
            if column < len(cells):
                cells[column] = error
        if open_ranges:
            open_ranges.fill(row, cells)
        yield row + 1, cells


class _Merged:
    """Carries the value of a merged cell over the rows and columns it covers."""

    def __init__(self, ranges: Sequence[Range]) -> None:
        self._by_row: dict[int, list[Range]] = {}
        for span in ranges:
            self._by_row.setdefault(span[0][0], []).append(span)
        self._open: list[tuple[Range, Cell]] = []

    def fill(self, row: int, cells: list[Cell]) -> None:
        for span in self._by_row.get(row, ()):
            column = span[0][1]
            if column < len(cells) and cells[column] is not None:
                self._open.append((span, cells[column]))
        if not self._open:
            return
        self._open = [(span, value) for span, value in self._open if span[1][0] >= row]
        for (first, last), value in self._open:
            for column in range(first[1], min(last[1] + 1, len(cells))):
                if cells[column] is None:
                    cells[column] = value


def _plain(value: object) -> Cell:  # noqa: PLR0911 - one line a type
    """The value as JSON has it; None for white space."""
    if type(value) is str:
        return None if not value or value.isspace() else value
    if type(value) is float:
        return int(value) if value.is_integer() and abs(value) < _EXACT_INTEGERS else value
    if isinstance(value, bool | int):
        return value
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, date | time):
        return value.isoformat()
    return None if value is None else str(value)


def _limited(rows: Iterator[tuple[int, list[Cell]]]) -> Iterator[tuple[int, list[Cell]]]:
    """Only rows that hold anything, and no more of them than may be read."""
    count = 0
    for number, cells in rows:
        if cells.count(None) == len(cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise FileRefused("too-many-rows")
        yield number, cells
