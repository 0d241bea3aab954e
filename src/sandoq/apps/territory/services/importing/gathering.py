"""From files to rows of named cells: reads the sheets and settles what their columns mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.models import ColumnMapping, Unit
from sandoq.apps.territory.rules.importing.fields import Field
from sandoq.apps.territory.rules.importing.headers import Column, Surety
from sandoq.apps.territory.rules.importing.tables import (
    HEADER_WITHIN,
    NumberedRow,
    Table,
    rows_of,
    table_of,
)
from sandoq.apps.territory.services.importing.reading import NamedFile, read_sheets

TABLE_REASONS = frozenset(
    {
        "blank",
        "column-numbers",
        "columns-unclear",
        "header",
        "no-header",
        "note",
        "repeated-header",
        "sheet-skipped",
        "title",
        "total",
    }
)
"""Reasons that a row has from its place in the sheet, whatever its cells mean."""


LONGEST_SHEET = 64


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose for one sheet: columns by field, or to leave the sheet out."""

    columns: Mapping[Field, Sequence[int]] = field(default_factory=dict)
    is_skipped: bool = False


Choices = Mapping[tuple[int, str], Choice]
"""Choices by file (from 0) and sheet."""


@dataclass(slots=True)
class Source:
    """A row as it was read: its cells by field, or why it is none of a station.

    `position` counts the rows of all files in order, from 0.
    """

    position: int
    file: int
    sheet: str
    number: int
    cells: dict[str, Any]
    reason: str = ""
    corrections: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All rows of the files in order, and the tables they come from."""

    tables: list[Table]
    sources: list[Source]


def gather(uploads: Sequence[NamedFile], *, unit: Unit, choices: Choices) -> Gathered:
    """Every row of every sheet of the files.

    Raises:
        FileUnreadable: a file cannot be read; `no-rows` if it holds nothing at all.
    """
    saved = saved_mappings(unit)
    found = Gathered([], [])
    for file, upload in enumerate(uploads):
        before = len(found.sources)
        for sheet in read_sheets(upload):
            top, rest = _top(sheet.rows)
            if not top:
                continue
            name = _distinct(sheet.name, file, found.tables)
            choice = choices.get((file, name))
            table = table_of(
                file=file,
                sheet=name,
                is_hidden=sheet.is_hidden,
                top=top,
                saved=saved,
                chosen=choice.columns if choice and choice.columns else None,
                is_skipped=choice.is_skipped if choice else False,
            )
            found.tables.append(table)
            for row in rows_of(table, chain(top, rest)):
                at = len(found.sources)
                found.sources.append(Source(at, file, name, row.number, row.cells, row.reason))
        if len(found.sources) == before:
            raise FileUnreadable(upload.name, "no-rows")
    return found


def saved_mappings(unit: Unit) -> dict[str, dict[Field, list[int]]]:
    """Mappings kept for the unit or a unit above it, by header signature; the nearest wins."""
    step = Unit.steplen
    paths = [unit.path[:end] for end in range(step, len(unit.path) + 1, step)]
    kept = ColumnMapping.objects.filter(unit__path__in=paths).order_by("unit__path")
    return {mapping.header_signature: fields_of(mapping.columns) for mapping in kept}


def fields_of(columns: Mapping[str, Sequence[int]]) -> dict[Field, list[int]]:
    """A stored mapping; fields this version does not know are left out."""
    known = {field.value for field in Field}
    return {Field(name): list(at) for name, at in columns.items() if name in known}


def table_json(table: Table) -> dict[str, Any]:
    """A table as kept with its batch: all that the columns step and a re-evaluation need."""
    return {
        "file": table.file,
        "sheet": table.sheet,
        "is_hidden": table.is_hidden,
        "header_rows": list(table.header.rows),
        "signature": table.header.signature,
        "headers": [
            [column.index, column.text, column.surety.value, [f.value for f in column.fields]]
            for column in table.header.columns
        ],
        "columns": {name.value: list(at) for name, at in table.mapping.items()},
        "questions": [column.index for column in table.questions],
        "source": table.source,
        "is_skipped": table.is_skipped,
        "is_clear": table.is_clear,
        "samples": {str(at): list(values) for at, values in table.samples.items()},
    }


def columns_of(table: Mapping[str, Any]) -> list[Column]:
    """The header's columns of a stored table."""
    return [
        Column(index, text, Surety(surety), tuple(Field(name) for name in fields))
        for index, text, surety, fields in table["headers"]
    ]


def _distinct(name: str, file: int, tables: Sequence[Table]) -> str:
    """A sheet's name in the column's length, unlike those of the file's earlier sheets."""
    taken = {table.sheet for table in tables if table.file == file}
    short, number = name[:LONGEST_SHEET], 2
    while short in taken:
        short = f"{name[: LONGEST_SHEET - 4]} {number}"
        number += 1
    return short


def _top(rows: Iterator[NumberedRow]) -> tuple[list[NumberedRow], Iterator[NumberedRow]]:
    """The rows among which the header is looked for, and those after them."""
    top: list[NumberedRow] = []
    for row in rows:
        if row[0] > HEADER_WITHIN and len(top) > 1:
            return top, chain([row], rows)
        top.append(row)
    return top, iter(())
