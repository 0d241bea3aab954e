"""Tables as files: CSV and JSON stream row by row, XLSX is written with constant memory.

A cell of a CSV that a spreadsheet would run as a formula gets an apostrophe before it.
Source: OWASP, *CSV Injection*.
"""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.encoding import force_str
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import get_language_bidi

from sandoq.common import clock
from sandoq.common.errors import BadInput

_Plain = str | int | float | bool | None

Format = Literal["csv", "xlsx", "json"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx", "json")

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LARGEST_EXACT = 2**53
_LONGEST_CELL = 32_767
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BATCH = 200


def table_response(
    filename: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Any]],
    format: str,  # noqa: A002
) -> HttpResponseBase:
    """A table as a file to keep: `filename` without its ending, ASCII digits, moments in Tehran.

    Raises:
        BadInput: the format is none of `FORMATS`.
    """
    names = [force_str(name) for name in header]
    match format:
        case "csv":
            return _attach(
                StreamingHttpResponse(_csv_lines(names, rows), "text/csv; charset=utf-8"),
                f"{filename}.csv",
            )
        case "json":
            return _attach(
                StreamingHttpResponse(_json_lines(names, rows), "application/json"),
                f"{filename}.json",
            )
        case "xlsx":
            return _xlsx(filename, names, rows)
    raise BadInput("format", str(format)[:20], "unknown-format")


def _attach(response: StreamingHttpResponse, name: str) -> StreamingHttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def plain(value: Any) -> _Plain:
    """The value as JSON holds it: dates in ISO 8601, moments on Tehran's clock, keys as text."""
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, Promise):
        value = force_str(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, datetime):
        return clock.in_tehran(value).isoformat(timespec="seconds") if value.tzinfo else str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def harmless(value: Any) -> str:
    """The text of a CSV cell that no spreadsheet runs as a formula; numbers stay numbers."""
    shown = plain(value)
    if shown is None:
        return ""
    if isinstance(shown, str):
        return "'" + shown if shown.lstrip(" ").startswith(_FORMULA_STARTS) else shown
    return str(shown)


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    lines: list[str] = ["\ufeff", writer.writerow([harmless(name) for name in header])]
    for row in rows:
        lines.append(writer.writerow([harmless(cell) for cell in row]))
        if len(lines) >= _BATCH:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


def _json_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    mark = "[\n"
    for row in rows:
        cells = dict(zip(header, map(plain, row), strict=True))
        yield mark + json.dumps(cells, ensure_ascii=False)
        mark = ",\n"
    yield "[]\n" if mark == "[\n" else "\n]\n"


def _xlsx(filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> FileResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it after sending
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        if get_language_bidi():
            sheet.right_to_left()
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
            sheet.set_column(column, column, max(12, min(40, len(name) + 4)))
        for index, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write_cell(sheet, index, column, plain(cell))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{filename}.xlsx", content_type=_XLSX)


def _write_cell(sheet: Any, row: int, column: int, value: _Plain) -> None:
    """Text as text and numbers as numbers, unless a spreadsheet would round them."""
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float) and abs(value) <= _LARGEST_EXACT:
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:_LONGEST_CELL])
