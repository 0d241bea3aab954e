"""Judges every row of the files: what becomes of it, and why. Writes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.errors import BadReading, NothingToRead
from sandoq.apps.connectivity.models import Reading
from sandoq.apps.connectivity.rules.importing.columns import (
    Cell,
    Field,
    columns_of,
    find_header,
    is_total,
    missing_columns,
)
from sandoq.apps.connectivity.rules.importing.rows import Problem, ReadRow, read_row
from sandoq.apps.connectivity.rules.importing.submissions import NotSubmissions, read_submissions
from sandoq.apps.connectivity.rules.operators import OperatorKind
from sandoq.apps.connectivity.rules.readings import ReadingDraft, check_reading
from sandoq.apps.connectivity.services.importing.gazetteer import Gazetteer
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.services.importing.reading import NamedFile, read_sheets
from sandoq.common.clock import today

_BLOCK = 2_000


class Outcome(StrEnum):
    """What becomes of a row; every row has exactly one."""

    CREATED = "created"
    KNOWN = "known"
    MERGED = "merged"
    QUARANTINED = "quarantined"
    IGNORED = "ignored"


@dataclass(slots=True)
class Assessed:
    """One row of a file and what becomes of it."""

    file: int
    sheet: str
    row: int
    outcome: Outcome
    problems: list[Problem] = field(default_factory=list)
    draft: ReadingDraft | None = None
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
class Assessment:
    """All rows, in the order of the files. `is_form` says that all files are survey forms'."""

    rows: list[Assessed]
    is_form: bool

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
    def drafts(self) -> list[ReadingDraft]:
        """The readings that are new."""
        return [row.draft for row in self.rows if row.outcome == Outcome.CREATED and row.draft]


def assess(files: Sequence[NamedFile], *, by: User, unit: Unit, at: datetime) -> Assessment:
    """What becomes of every row of the files.

    Raises:
        FileUnreadable: not a spreadsheet, damaged, protected by a password, or too large.
        NothingToRead: no sheet has the columns of readings; names those missing.
    """
    gazetteer = Gazetteer(by, unit)
    found: list[Assessed] = []
    forms = []
    for index, upload in enumerate(files):
        rows, is_form = _file(index, upload, gazetteer, at)
        found += rows
        forms.append(is_form)
    _settle_known(found)
    return Assessment(found, all(forms))


@dataclass(frozen=True, slots=True)
class _Table:
    """Where the rows of a sheet stand, and what its columns hold."""

    file: int
    sheet: str
    header: int
    columns: Mapping[int, Field]


def _file(
    index: int, upload: NamedFile, gazetteer: Gazetteer, at: datetime
) -> tuple[list[Assessed], bool]:
    if upload.name.lower().endswith(".json"):
        return _submissions(index, upload, gazetteer, at), True
    found: list[Assessed] = []
    missing: list[str] = []
    has_table = is_form = False
    for sheet in read_sheets(upload):
        rows = list(sheet.rows)
        table = _Table(index, sheet.name, *find_header(rows))
        lacking = missing_columns(list(table.columns.values()))
        if lacking:
            missing = missing if missing and len(missing) < len(lacking) else lacking
            found += [_ignored(table, number, "no-header") for number, _ in rows]
            continue
        has_table = True
        is_form = is_form or Field.TAKEN_AT in table.columns.values()
        found += [_row(table, number, cells, gazetteer, at) for number, cells in rows]
    if not has_table:
        raise NothingToRead(upload.name, missing or ["operator", "attempts", "successes"])
    return found, is_form


def _row(
    table: _Table, number: int, cells: Sequence[Cell], gazetteer: Gazetteer, at: datetime
) -> Assessed:
    named = {
        name: cells[index]
        for index, name in table.columns.items()
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
        return _ignored(table, number, note)
    found = Assessed(table.file, table.sheet, number, Outcome.CREATED)
    return _judged(found, named, gazetteer, at)


def _ignored(table: _Table, number: int, note: str) -> Assessed:
    return Assessed(table.file, table.sheet, number, Outcome.IGNORED, note=note)


def _submissions(
    index: int, upload: NamedFile, gazetteer: Gazetteer, at: datetime
) -> list[Assessed]:
    try:
        return [
            _judged(Assessed(index, "", number, Outcome.CREATED), cells, gazetteer, at)
            for number, cells in enumerate(read_submissions(upload.data), start=1)
        ]
    except NotSubmissions:
        raise NothingToRead(upload.name, ["instanceID"]) from None


def _judged(
    found: Assessed, cells: Mapping[Field, Cell], gazetteer: Gazetteer, at: datetime
) -> Assessed:
    row = read_row(cells, today=today(at))
    point, operator = gazetteer.point(row), gazetteer.operator(row)
    if not row.problems and point is not None and operator is not None:
        draft = _draft(row, point.pk, operator.pk, row.key or row.content_key(point.key))
        try:
            check_reading(
                draft, operator=operator.slug, operator_kind=OperatorKind(operator.kind), now=at
            )
        except BadReading as refusal:
            reason = refusal.code if refusal.code != BadReading.code else refusal.reason
            row.problems.append(Problem(refusal.field, refusal.value, reason))
        found.draft = draft
    found.problems = row.problems
    if row.problems:
        found.outcome, found.draft = Outcome.QUARANTINED, None
    return found


def _draft(row: ReadRow, point: int, operator: int, key: UUID) -> ReadingDraft:
    assert row.taken_at is not None  # noqa: S101 - without it the row has a problem
    return ReadingDraft(
        client_uuid=key,
        point_id=point,
        operator_id=operator,
        technology=row.technology,
        attempts=row.attempts or 0,
        successes=row.successes or 0,
        taken_at=row.taken_at,
        rsrp_dbm=row.rsrp_dbm,
        sinr_db=row.sinr_db,
        is_indoor=row.is_indoor,
        p95_ms=row.p95_ms,
        note=row.note,
    )


def _content(draft: ReadingDraft) -> tuple[object, ...]:
    return (
        *(draft.point_id, draft.operator_id, draft.technology),
        *(draft.attempts, draft.successes, draft.rsrp_dbm),
    )


def _settle_known(rows: Sequence[Assessed]) -> None:
    """Rows recorded before are known; a row that says again what another said is merged with it.

    One key for two different readings holds the later back.
    """
    first: dict[UUID, ReadingDraft] = {}
    recorded = _recorded([row.draft.client_uuid for row in rows if row.draft])
    for row in rows:
        draft = row.draft
        if draft is None:
            continue
        content = _content(draft)
        twin = first.setdefault(draft.client_uuid, draft)
        before = recorded.get(draft.client_uuid)
        if _content(twin) != content or (before is not None and before != content):
            row.outcome, row.draft = Outcome.QUARANTINED, None
            key = str(draft.client_uuid)
            row.problems.append(Problem(Field.KEY.value, key, "reading-key-reused"))
        elif before is not None:
            row.outcome = Outcome.KNOWN
        elif twin is not draft:
            row.outcome, row.note = Outcome.MERGED, "same-row"


def _recorded(keys: Sequence[UUID]) -> dict[UUID, tuple[object, ...]]:
    found: dict[UUID, tuple[object, ...]] = {}
    columns = ("point_id", "operator_id", "technology", "attempts", "successes", "rsrp_dbm")
    for block in _blocks(keys):
        rows = Reading.objects.filter(client_uuid__in=block)
        found.update({key: tuple(rest) for key, *rest in rows.values_list("client_uuid", *columns)})
    return found


def _blocks(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for first in range(0, len(keys), _BLOCK):
        yield keys[first : first + _BLOCK]
