"""Judges every row of tower lists: what becomes of it, and why. Writes nothing."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Min

from sandoq.apps.connectivity.errors import NoTowersInFile
from sandoq.apps.connectivity.models import Tower
from sandoq.apps.connectivity.rules.importing.rows import Problem
from sandoq.apps.connectivity.services.importing.assessing import Outcome
from sandoq.apps.connectivity.services.importing.gazetteer import operators_by_name
from sandoq.apps.territory.models import Point, Unit
from sandoq.apps.territory.services.importing.reading import NamedFile, read_sheets
from sandoq.common.text import compact_key
from sandoq.engines.coverage.tower_list import (
    REQUIRED,
    Cell,
    Column,
    TowerRow,
    columns_of,
    find_header,
    is_total,
    missing_columns,
    read_tower,
)

_PLACES = 5  # decimals of a degree, about a metre
_MARGIN = 1.5
"""A tower so many degrees outside all points of the unit is elsewhere, or its axes are swapped."""

TowerKey = tuple[int, float, float, int]


@dataclass(frozen=True, slots=True)
class TowerDraft:
    """One carrier as a list names it."""

    operator_id: int
    lat: float
    lon: float
    band_mhz: int
    site: str
    height_m: float | None
    eirp_dbm: float | None

    @property
    def key(self) -> TowerKey:
        return self.operator_id, self.lat, self.lon, self.band_mhz


@dataclass(slots=True)
class AssessedTower:
    """One row of a file, what becomes of it, and its carriers that are new."""

    file: int
    sheet: str
    row: int
    outcome: Outcome
    problems: list[Problem] = field(default_factory=list)
    drafts: list[TowerDraft] = field(default_factory=list)
    note: str = ""

    def to_json(self) -> dict[str, object]:
        """As it stands in a report."""
        return {
            "file": self.file,
            "sheet": self.sheet,
            "row": self.row,
            "outcome": self.outcome.value,
            "problems": [problem.to_json() for problem in self.problems],
            "note": self.note,
        }


@dataclass(slots=True)
class TowerAssessment:
    """All rows, in the order of the files."""

    rows: list[AssessedTower]

    @property
    def counts(self) -> dict[str, int]:
        """Rows by outcome, and `rows`, their sum."""
        counted = Counter(row.outcome.value for row in self.rows)
        return {"rows": len(self.rows)} | {one.value: counted[one.value] for one in Outcome}

    @property
    def reasons(self) -> dict[str, int]:
        """Rows held back by field and reason; a row with two problems counts under both."""
        counted = Counter(
            f"{problem.field}/{problem.reason}" for row in self.rows for problem in row.problems
        )
        return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))

    @property
    def drafts(self) -> list[TowerDraft]:
        """The carriers that are new."""
        return [draft for row in self.rows for draft in row.drafts]


def assess_towers(files: Sequence[NamedFile], *, unit: Unit) -> TowerAssessment:
    """What becomes of every row of the files.

    Raises:
        FileUnreadable: not a spreadsheet, damaged, protected by a password, or too large.
        NoTowersInFile: no sheet has the columns of towers; names those missing.
    """
    judge = _Judge(unit)
    found = [row for index, upload in enumerate(files) for row in _file(index, upload, judge)]
    return TowerAssessment(found)


@dataclass(frozen=True, slots=True)
class _Table:
    """Where the rows of a sheet stand, and what its columns hold."""

    file: int
    sheet: str
    header: int
    columns: Mapping[int, Column]

    def ignored(self, number: int, note: str) -> AssessedTower:
        return AssessedTower(self.file, self.sheet, number, Outcome.IGNORED, note=note)


def _file(index: int, upload: NamedFile, judge: "_Judge") -> list[AssessedTower]:
    found: list[AssessedTower] = []
    missing = [one.value for one in REQUIRED]
    has_table = False
    for sheet in read_sheets(upload):
        rows = list(sheet.rows)
        table = _Table(index, sheet.name, *find_header(rows))
        lacking = missing_columns(table.columns)
        if lacking:
            missing = min(missing, lacking, key=len)
            found += [table.ignored(number, "no-header") for number, _ in rows]
            continue
        has_table = True
        found += [_row(table, number, cells, judge) for number, cells in rows]
    if not has_table:
        raise NoTowersInFile(upload.name, missing)
    return found


def _row(table: _Table, number: int, cells: Sequence[Cell], judge: "_Judge") -> AssessedTower:
    named = {
        column: cells[index]
        for index, column in table.columns.items()
        if index < len(cells) and cells[index] is not None
    }
    note = ""
    if number <= table.header:
        note = "header" if number == table.header else "title"
    elif is_total(cells):
        note = "total"
    elif not named:
        note = "blank"
    elif columns_of(cells) == table.columns:
        note = "repeated-header"
    if note:
        return table.ignored(number, note)
    return judge.judged(
        AssessedTower(table.file, table.sheet, number, Outcome.CREATED), read_tower(named)
    )


class _Judge:
    """Knows operators, the place, and the towers that are there already."""

    def __init__(self, unit: Unit) -> None:
        self._operators = operators_by_name()
        self._known: set[TowerKey] = set(
            Tower.objects.values_list("operator_id", "lat", "lon", "band_mhz")
        )
        self._seen: set[TowerKey] = set()
        self._box = Point.objects.filter(
            station__unit__path__startswith=unit.path, lat__isnull=False
        ).aggregate(south=Min("lat"), north=Max("lat"), west=Min("lon"), east=Max("lon"))

    def judged(self, found: AssessedTower, row: TowerRow) -> AssessedTower:
        """The row with its outcome, its problems and its new carriers."""
        found.problems = [Problem(one.column, one.value, one.reason) for one in row.problems]
        operator = self._operators.get(compact_key(row.operator))
        if row.operator and operator is None:
            found.problems.append(Problem("operator", row.operator, "unknown-operator"))
        if not found.problems and not self._is_near(row):
            shown = f"{row.lat:.4f}, {row.lon:.4f}"
            found.problems.append(Problem(Column.LAT, shown, "far-away"))
        if found.problems or operator is None:
            found.outcome = Outcome.QUARANTINED
            return found
        drafts = [
            TowerDraft(
                operator.pk,
                round(row.lat, _PLACES),
                round(row.lon, _PLACES),
                band,
                row.site,
                row.height_m,
                row.eirp_dbm,
            )
            for band in row.bands_mhz
        ]
        found.drafts = [
            one for one in drafts if one.key not in self._known and one.key not in self._seen
        ]
        if not found.drafts:
            repeated = any(one.key in self._seen for one in drafts)
            found.outcome = Outcome.MERGED if repeated else Outcome.KNOWN
        self._seen.update(one.key for one in found.drafts)
        return found

    def _is_near(self, row: TowerRow) -> bool:
        box = self._box
        if box["south"] is None:
            return True
        return bool(
            box["south"] - _MARGIN <= row.lat <= box["north"] + _MARGIN
            and box["west"] - _MARGIN <= row.lon <= box["east"] + _MARGIN
        )
