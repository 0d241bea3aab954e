"""Tables as files."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.http import HttpResponseBase
from django.utils import translation
from python_calamine import CalamineWorkbook

from sandoq.common.errors import BadInput
from sandoq.ui.exports import harmless, table_response

HEADER = ("نام", "electors", "since", "share", "code")
ROWS = [
    ("دبستان شهید بهشتی", 1204, date(2024, 3, 1), Decimal("7.5"), "00214"),
    ("=1+1", -3, datetime(2024, 3, 1, 5, tzinfo=UTC), None, "+98911"),
]


def _body(response: HttpResponseBase) -> bytes:
    try:
        return b"".join(response)  # type: ignore[arg-type]
    finally:
        if file := getattr(response, "file_to_stream", None):
            file.close()


def test_csv_opens_in_a_spreadsheet_with_persian_intact() -> None:
    """Excel takes UTF-8 for Windows-1256 unless a byte order mark says otherwise."""
    response = table_response("stations", HEADER, ROWS, "csv")

    text = _body(response).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text)))
    assert read[0] == list(HEADER)
    assert read[1] == ["دبستان شهید بهشتی", "1204", "2024-03-01", "7.5", "00214"]
    assert read[2] == ["'=1+1", "-3", "2024-03-01T08:30:00+03:30", "", "'+98911"]
    assert response.headers["Content-Disposition"] == 'attachment; filename="stations.csv"'


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\tx", "  =1"])
def test_no_text_of_a_csv_starts_a_formula(text: str) -> None:
    """A station's name is typed by somebody; the head of a committee opens the file."""
    assert harmless(text) == "'" + text
    assert harmless(-5) == "-5"


def test_json_keeps_numbers_and_names_the_columns() -> None:
    rows = json.loads(_body(table_response("stations", HEADER, ROWS, "json")))
    assert rows[0] == {
        "نام": "دبستان شهید بهشتی",
        "electors": 1204,
        "since": "2024-03-01",
        "share": 7.5,
        "code": "00214",
    }
    assert json.loads(_body(table_response("nothing", HEADER, [], "json"))) == []


@pytest.mark.parametrize("language", ["fa", "en"])
def test_xlsx_runs_no_formula_and_keeps_leading_zeros(language: str) -> None:
    with translation.override(language):
        body = _body(table_response("stations", HEADER, ROWS, "xlsx"))

    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0] == list(HEADER)
    assert rows[1] == ["دبستان شهید بهشتی", 1204.0, "2024-03-01", 7.5, "00214"]
    assert rows[2][0] == "=1+1"


def test_rows_are_sent_while_they_are_read() -> None:
    """The nation has 58,640 stations; they are never all in memory."""
    asked = 0

    def rows() -> Iterator[tuple[str, int]]:
        nonlocal asked
        for number in range(100_000):
            asked += 1
            yield f"شعبه {number}", number

    response = table_response("all", ("name", "number"), rows(), "csv")
    next(iter(response))  # type: ignore[call-overload]
    assert asked < 1000


def test_another_format_is_refused() -> None:
    with pytest.raises(BadInput) as refusal:
        table_response("stations", HEADER, ROWS, "pdf")
    assert refusal.value.reason == "unknown-format"


def test_a_persian_file_name_arrives() -> None:
    response = table_response("شعب", ("a",), [], "csv")
    assert "filename*=utf-8''%D8%B4%D8%B9%D8%A8.csv" in response.headers["Content-Disposition"]
