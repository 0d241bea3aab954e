"""Files of every kind arrive as rows; what cannot be read is refused and breaks nothing."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.rules.importing.refusals import FileRefused
from sandoq.apps.territory.rules.importing.textfiles import decode, delimiter_of, read_text
from sandoq.apps.territory.rules.importing.workbooks import read_workbook
from sandoq.apps.territory.services.importing import NamedFile
from sandoq.apps.territory.services.importing.reading import read_sheets

Rows = dict[str, list[tuple[int, list[Any]]]]


def _read(data: bytes) -> Rows:
    """In the reading process, as the product does."""
    return {sheet.name: list(sheet.rows) for sheet in read_sheets(NamedFile("file", data))}


def _xlsx(write: Any) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        write(book)
    return target.getvalue()


def _refusal(data: bytes) -> str:
    with pytest.raises(FileUnreadable) as refusal:
        _read(data)
    assert refusal.value.name == "file"
    return refusal.value.reason


def test_rows_keep_the_numbers_of_the_spreadsheet() -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet("شعب")
        sheet.write(4, 1, "نام")
        sheet.write(7, 1, "دبستان")
        sheet.write(7, 2, 12)
        book.add_worksheet("خالی")

    assert _read(_xlsx(write)) == {
        "شعب": [(5, [None, "نام", None]), (8, [None, "دبستان", 12])],
        "خالی": [],
    }


def test_merged_cells_fill_what_they_cover_in_every_format() -> None:
    def write(book: Any) -> None:
        sheet = book.add_worksheet("a")
        sheet.merge_range(0, 0, 2, 0, "بابل")
        for row in range(3):
            sheet.write(row, 1, row)

    old = xlwt.Workbook()
    page = old.add_sheet("a")
    page.write_merge(0, 2, 0, 0, "بابل")
    for row in range(3):
        page.write(row, 1, row)
    xls = io.BytesIO()
    old.save(xls)

    open_document = OpenDocumentSpreadsheet()
    table = Table(name="a")
    for row in range(3):
        line = TableRow()
        first = TableCell(valuetype="string", numberrowsspanned=3)
        first.addElement(P(text="بابل"))
        line.addElement(first if row == 0 else CoveredTableCell())
        line.addElement(TableCell(valuetype="float", value=str(row)))
        table.addElement(line)
    open_document.spreadsheet.addElement(table)
    ods = io.BytesIO()
    open_document.save(ods)

    expected = [(row + 1, ["بابل", row]) for row in range(3)]
    for data in (_xlsx(write), xls.getvalue(), ods.getvalue()):
        assert _read(data)["a"] == expected


def test_a_formula_in_error_is_seen() -> None:
    """The library reads it as empty; a bad cell must be listed, not lost."""

    def write(book: Any) -> None:
        sheet = book.add_worksheet("a")
        sheet.write(0, 0, "x")
        sheet.write_formula(1, 0, "=NA()", None, "#N/A")
        sheet.write(1, 1, 5)

    assert _read(_xlsx(write))["a"][1] == (2, ["#N/A", 5])


def test_what_is_no_spreadsheet_is_refused_with_its_reason() -> None:
    assert _refusal(b"") == "empty"
    assert _refusal(b"\x00\x01\x02" * 400) == "not-a-table"
    assert _refusal(b"PK\x03\x04 but no archive") == "damaged"
    assert _refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)) == "damaged"
    assert _refusal(b"<html><table><tr><td>1</td></tr></table></html>") == "web-page"
    assert _refusal("\ufeff<?xml version='1.0'?><Workbook/>".encode()) == "web-page"
    document = io.BytesIO()
    with zipfile.ZipFile(document, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert _refusal(document.getvalue()) == "not-a-table"


def test_a_protected_workbook_is_refused_as_such() -> None:
    """Office encrypts the whole package into a container of this shape."""
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)

    assert _refusal(container + "EncryptedPackage".encode("utf-16-le")) == "password"


def test_one_far_cell_does_not_take_the_memory_of_the_server() -> None:
    """Five kilobytes that ask for half a terabyte end the reader, not us."""

    def write(book: Any) -> None:
        sheet = book.add_worksheet("a")
        sheet.write(0, 0, "x")
        sheet.write(1_048_575, 16_383, "y")

    assert _refusal(_xlsx(write)) in {"damaged", "too-large"}


def test_a_file_that_unpacks_into_gigabytes_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as member:
            for _ in range(1025):
                member.write(bytes(1024 * 1024))

    assert _refusal(target.getvalue()) == "unpacks-too-large"


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandoq.apps.territory.rules.importing.workbooks.MAX_ROWS", 5)

    with pytest.raises(FileRefused, match="too-many-rows"):
        list(_in_process(b"a;b\n" * 6))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_is_read_with_and_without_a_mark(encoding: str) -> None:
    text = "نام شعبه;شماره\nدبستان سعدی;۱۲\nمسجد جامع;۱۳\n" * 3

    assert decode(text.encode(encoding)) == text


def test_old_persian_text_is_read() -> None:
    text = "نام شعبه;شماره\nدبستان پژوهش چگيني;12\n"

    assert decode(text.encode("cp1256")) == text


@pytest.mark.parametrize("mark", [";", ",", "\t", "|", "،"])
def test_the_delimiter_is_found_though_others_stand_in_cells(mark: str) -> None:
    text = f'نام{mark}نشانی{mark}شماره\n"الف"{mark}"کوچه 1, پلاک 2; واحد 3"{mark}7\n'

    assert delimiter_of(text) == mark
    assert len(list(read_text(text.encode()))[1][1]) == 3


def test_a_line_break_inside_quotes_does_not_begin_a_row() -> None:
    rows = list(read_text('نام;محل\n"الف";"یک\nدو"\nب;سه\n'.encode()))

    assert [number for number, _ in rows] == [1, 2, 3]
    assert rows[1][1] == ["الف", "یک\nدو"]


def _in_process(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    for sheet in read_workbook(data):
        yield from sheet.rows


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b'"')
@example(b'a;"b')
@example(b"\xef\xbb\xbf")
@example(b"a\x00b")
def test_random_bytes_are_rows_or_a_refusal(data: bytes) -> None:
    try:
        for number, cells in _in_process(data):
            assert number >= 1
            assert cells
    except FileRefused as refusal:
        assert refusal.reason in FileRefused.REASONS


@settings(max_examples=15, deadline=None)
@given(st.sampled_from(["xlsx", "xls"]), st.data())
def test_a_damaged_workbook_is_rows_or_a_refusal(kind: str, data: st.DataObject) -> None:
    """Bytes changed in a good file, through the reading process: nothing else ever happens."""
    good = bytearray(_GOOD[kind])
    for _ in range(data.draw(st.integers(1, 30))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    try:
        _read(bytes(good))
    except FileUnreadable as refusal:
        assert refusal.reason in FileRefused.REASONS


def _good_files() -> dict[str, bytes]:
    def write(book: Any) -> None:
        sheet = book.add_worksheet("a")
        for row in range(20):
            sheet.write_row(row, 0, ["نام شعبه", row, 1.5])

    old = xlwt.Workbook()
    page = old.add_sheet("a")
    for row in range(20):
        page.write(row, 0, "نام شعبه")
        page.write(row, 1, row)
    xls = io.BytesIO()
    old.save(xls)
    return {"xlsx": _xlsx(write), "xls": xls.getvalue()}


_GOOD = _good_files()
