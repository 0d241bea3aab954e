"""What would become of every row if the import were applied now. Reads only."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from typing import Any

from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.rules.importing.evaluate import evaluate
from sandoq.apps.territory.rules.importing.fields import Field
from sandoq.apps.territory.rules.importing.meaning import RowReader, code_width
from sandoq.apps.territory.rules.importing.places import Gazetteer
from sandoq.apps.territory.rules.importing.register import Register
from sandoq.apps.territory.rules.importing.rows import Decision, Outcome, Row, Verdict
from sandoq.apps.territory.rules.importing.values import content_of
from sandoq.apps.territory.services.importing.gathering import Source
from sandoq.apps.territory.services.importing.registers import (
    gazetteer_for,
    memories,
    register_of,
    with_taken_codes,
)
from sandoq.common import clock

TableJson = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Assessed:
    """One row: as it was read, what it means, and the verdict on it."""

    source: Source
    row: Row
    content: str
    verdict: Verdict

    @property
    def values(self) -> dict[str, Any]:
        """What the row says, as the database keeps it."""
        return self.row.values.to_json() if self.row.values else {}

    @property
    def likeness_json(self) -> dict[str, Any] | None:
        """The figures of a proposed pair."""
        return asdict(self.verdict.likeness) if self.verdict.likeness else None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Rows of an import with their verdicts, beside the register of this moment."""

    rows: list[Assessed]
    register: Register

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome; `rows` is their sum."""
        found = Counter(one.verdict.outcome.value for one in self.rows)
        return {"rows": len(self.rows), **{o.value: found[o.value] for o in Outcome}}


def assess(
    *,
    unit: Unit,
    county: Unit | None = None,
    sources: Sequence[Source],
    tables: Sequence[TableJson],
    decisions: Mapping[int, Decision],
    has_order: bool,
) -> Assessment:
    """Read rows and judge each beside the others and the register.

    Args:
        unit: the unit that imports.
        county: all rows are of this county, so no other station matters.
        decisions: what a person said about proposed pairs, by the row's position.
    """
    gazetteer = gazetteer_for(unit)
    register = register_of(county if county and county.path.startswith(unit.path) else unit)
    rows = _read_rows(sources, tables, gazetteer, register)
    contents = [content_of(row.values) if row.values else "" for row in rows]
    remembered = memories(unit, (content for content in contents if content))
    for row, content in zip(rows, contents, strict=True):
        row.decision = decisions.get(row.index)
        row.remembered = remembered.get(content)
    codes = (row.values.code for row in rows if row.values and row.values.code)
    register = with_taken_codes(register, unit, codes)
    verdicts = evaluate(rows, register, has_order=has_order)
    _name_columns(rows, verdicts, tables)
    parts = zip(sources, rows, contents, strict=True)
    return Assessment(
        [Assessed(source, row, content, verdicts[row.index]) for source, row, content in parts],
        register,
    )


def reasons_of(assessment: Assessment) -> dict[str, int]:
    """Rows by "outcome/reason"; a row counts once for each of its reasons."""
    found: Counter[str] = Counter()
    for one in assessment.rows:
        for reason in {problem.reason for problem in one.verdict.problems}:
            found[f"{one.verdict.outcome.value}/{reason}"] += 1
    return dict(sorted(found.items()))


def _read_rows(
    sources: Sequence[Source],
    tables: Sequence[TableJson],
    gazetteer: Gazetteer,
    register: Register,
) -> list[Row]:
    counties = {table["sheet"]: _county_of(table["sheet"], gazetteer) for table in tables}
    reader = RowReader(gazetteer, today=clock.today(clock.now()), codes=register.by_code)
    in_cells = (source.cells.get(Field.CODE) for source in sources if not source.reason)
    width = code_width(code for code in chain(in_cells, register.by_code) if code is not None)
    rows = []
    for source in sources:
        row = Row(source.position, source.file, source.sheet, source.number, source.reason)
        if not source.reason:
            cells = source.cells | source.corrections if source.corrections else source.cells
            meaning = reader.read(cells, code_width=width, county=counties[source.sheet])
            row.values, row.problems = meaning.values, meaning.problems
        rows.append(row)
    return rows


def _county_of(sheet: str, gazetteer: Gazetteer) -> str:
    return sheet if sheet and gazetteer.county_named(sheet) else ""


def _name_columns(
    rows: Sequence[Row], verdicts: Mapping[int, Verdict], tables: Sequence[TableJson]
) -> None:
    """Add the spreadsheet's column to every problem of a cell."""
    letters = {(table["file"], table["sheet"]): _letters(table) for table in tables}
    for row in rows:
        verdict = verdicts[row.index]
        if any(problem.field for problem in verdict.problems):
            of_sheet = letters[row.file, row.sheet]
            verdict.problems = [
                replace(problem, column=of_sheet.get(problem.field, ""))
                for problem in verdict.problems
            ]


def _letters(table: TableJson) -> dict[str, str]:
    """The spreadsheet's letter of each field's first column."""
    return {name: letter(at[0]) for name, at in table["columns"].items() if at}


def letter(index: int) -> str:
    """A column from 0 as a spreadsheet names it: A, B, … Z, AA."""
    name, number = "", index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
