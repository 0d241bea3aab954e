"""Reads comma-separated text as spreadsheets of this country write it."""

import csv
import io
from collections.abc import Iterator

from sandoq.apps.territory.rules.importing.refusals import Cell, FileRefused

_DELIMITERS = ";,\t،|"
_SAMPLE_LINES = 25
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_CELL = 32_767  # as long as a cell of a spreadsheet may be
_FEWEST_PRINTABLE = 0.95
_SPACING = "\r\n\t\u200c\u200d\u200e\u200f"
_SHORTEST_SAMPLE = 4  # bytes
_FEWEST_HIGH = 0.9


def read_text(data: bytes) -> Iterator[tuple[int, list[Cell]]]:
    """Rows with their numbers from 1, as a spreadsheet shows the file.

    A row is a record, so a quoted line break does not begin a new one. Encodings: UTF-8 and
    UTF-16 with or without mark, else windows-1256. Delimiters: ; , tab | and the Persian comma.

    Raises:
        FileRefused: `not-a-table` for anything that is not text.
    """
    text = decode(data)
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [cell if cell.strip() else None for cell in cells]
    except csv.Error:
        raise FileRefused("not-a-table") from None


def decode(data: bytes) -> str:
    """The text of a file.

    Raises:
        FileRefused: `not-a-table` if no encoding gives a readable text.
    """
    if data.startswith(_UTF16_MARKS):
        return _strict(data, "utf-16")
    if order := _utf16_order(data):
        return _strict(data, order)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1256", errors="replace")
    printable = sum(
        char.isprintable() or char in "\r\n\t\u200c\u200f\u200e" for char in text[:4096]
    )
    if "\0" in text or printable < _FEWEST_PRINTABLE * len(text[:4096]):
        raise FileRefused("not-a-table")
    return text


def delimiter_of(text: str) -> str:
    """The character that most evenly parts the first lines, outside quotation marks."""
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        counts = [_outside_quotes(line, mark) for line in lines]
        with_it = [count for count in counts if count]
        if not with_it:
            return 0, 0
        usual = max(set(with_it), key=with_it.count)
        return counts.count(usual) * min(usual, 3), usual

    return max(_DELIMITERS, key=lambda mark: (evenness(mark), -_DELIMITERS.index(mark)))


def _outside_quotes(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _utf16_order(data: bytes) -> str:
    """Without a mark: the high bytes of Latin and Persian letters are 0 and 6 throughout."""
    sample = data[:400]
    if len(sample) >= _SHORTEST_SAMPLE:
        for start, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
            high = sample[start::2]
            if sum(byte in {0, 6} for byte in high) > _FEWEST_HIGH * len(high):
                return encoding
    return ""


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise FileRefused("not-a-table") from None
