"""What calamine does not tell: merged cells of .ods files and cells in error of .xlsx files."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from xml.parsers import expat

Range = tuple[tuple[int, int], tuple[int, int]]
"""First and last cell, each (row, column) from 0, both inside."""

_TABLE_NS = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_ROW, _CELL = f"{_TABLE_NS} table-row", f"{_TABLE_NS} table-cell"
_COVERED, _TABLE = f"{_TABLE_NS} covered-table-cell", f"{_TABLE_NS} table"
_SPANS = re.compile(rb'number-(?:rows|columns)-spanned="(?!1")')
_MOST_SPANS = 100_000

_ERROR_CELL = re.compile(
    rb"<c\b(?=[^>]*\bt=[\"']e[\"'])[^>]*\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>"
    rb"(?:(?!</c>).)*?<v>([^<]{1,20})</v>",
    re.DOTALL,
)


def ods_merged(data: bytes) -> dict[str, list[Range]]:
    """Merged ranges of an OpenDocument spreadsheet, by the sheet's name."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        content = archive.read("content.xml")
    return dict(_Spans().read(content)) if _SPANS.search(content) else {}


class _Spans:
    """Counts rows and cells as they begin; repeated ones count as often as they repeat."""

    def __init__(self) -> None:
        self.row = self.column = 0
        self.name = ""
        self.found: dict[str, list[Range]] = {}

    def read(self, content: bytes) -> dict[str, list[Range]]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.Parse(content, True)  # noqa: FBT003
        return self.found

    def _begin(self, element: str, attributes: dict[str, str]) -> None:
        if element == _TABLE:
            self.name, self.row = attributes.get(f"{_TABLE_NS} name", ""), 0
        elif element == _ROW:
            self.column = 0
            self._repeat = int(attributes.get(f"{_TABLE_NS} number-rows-repeated", 1))
        elif element in {_CELL, _COVERED}:
            rows = int(attributes.get(f"{_TABLE_NS} number-rows-spanned", 1))
            columns = int(attributes.get(f"{_TABLE_NS} number-columns-spanned", 1))
            ranges = self.found.setdefault(self.name, [])
            if element == _CELL and (rows > 1 or columns > 1) and len(ranges) < _MOST_SPANS:
                last = (self.row + rows - 1, self.column + columns - 1)
                ranges.append(((self.row, self.column), last))
            self.column += int(attributes.get(f"{_TABLE_NS} number-columns-repeated", 1))

    def _end(self, element: str) -> None:
        if element == _ROW:
            self.row += self._repeat


def xlsx_errors(data: bytes) -> dict[str, dict[tuple[int, int], str]]:
    """Cells in error ('#N/A') of an .xlsx workbook, by the sheet's name."""
    found = {}
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for name, path in _sheet_files(archive):
            if cells := dict(_errors(archive.read(path))):
                found[name] = cells
    return found


def _sheet_files(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the sheets and their paths in the package."""
    paths = {
        link.get("Id", ""): link.get("Target", "")
        for link in _xml(archive, "xl/_rels/workbook.xml.rels")
    }
    for sheet in _xml(archive, "xl/workbook.xml").iter():
        if sheet.tag.endswith("}sheet"):
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            path = paths.get(link, "").removeprefix("/xl/")
            if f"xl/{path}" in archive.namelist():
                yield sheet.get("name", ""), f"xl/{path}"


def _xml(archive: zipfile.ZipFile, path: str) -> ElementTree.Element:
    # The reading process is limited in memory and time, which is what hostile XML can cost.
    return ElementTree.fromstring(archive.read(path))  # noqa: S314


def _errors(sheet: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if b't="e"' not in sheet and b"t='e'" not in sheet:
        return
    for match in _ERROR_CELL.finditer(sheet):
        column = 0
        for letter in match[1]:
            column = column * 26 + letter - ord("A") + 1
        yield (int(match[2]) - 1, column - 1), match[3].decode("utf-8", errors="replace")
