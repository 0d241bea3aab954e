"""Reads one row of a list of people; every bad cell is named with its reason, masked."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sandoq.apps.workforce.rules.people.columns import Cell, Field, recognise
from sandoq.common import identifiers
from sandoq.common.errors import BadInput
from sandoq.common.identifiers import mask
from sandoq.common.text import normalise, search_key

_TOTAL = re.compile(r"(?:جمع|مجموع|سرجمع|تعداد|total|grand total|sum)(?: .*)?")
_LONGEST_NAME = 120
_LONGEST_SHOWN = 40
_LONGEST_TOTAL = 60
_HEADER_FIELDS = 2
_LETTERS = re.compile(r"[^\W\d_]")

READERS: Mapping[Field, Callable[[str], str]] = {
    Field.NATIONAL_ID: identifiers.national_id,
    Field.MOBILE: identifiers.mobile,
    Field.SHEBA: identifiers.sheba,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is held back or worth a look: the column, the reason's code, and what stands there.

    `value` shows an identifier masked; `other` says where the double stands.
    """

    field: str
    reason: str
    value: str = ""
    other: str = ""

    def to_json(self) -> dict[str, object]:
        """As stored and reported."""
        return {
            "field": self.field,
            "reason": self.reason,
            "value": self.value,
            "other": self.other,
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """A row as read. `ignored` says why it is no person's; `problems` what is wrong with it.

    `place` is where it stands: file, sheet and row.
    """

    number: int
    place: str = ""
    name: str = ""
    latin: str = ""
    national_id: str = ""
    mobile: str = ""
    sheba: str = ""
    county: str = ""
    district: str = ""
    role: str = ""
    problems: tuple[Problem, ...] = ()
    ignored: str = ""

    def with_problem(self, problem: Problem) -> "Draft":
        """The same with one more problem."""
        return replace(self, problems=(*self.problems, problem))


def read_row(number: int, cells: Sequence[Cell], columns: Mapping[Field, int]) -> Draft:
    """What a row below the header says."""
    texts = {
        field: text
        for field, index in columns.items()
        if index < len(cells) and (text := _text(cells[index]))
    }
    if reason := _no_person(cells, texts):
        return Draft(number, ignored=reason)
    problems: list[Problem] = []
    values = {field: _read(field, texts.get(field, ""), problems) for field in READERS}
    if not values[Field.NATIONAL_ID] and Field.NATIONAL_ID not in texts:
        problems.append(Problem(Field.NATIONAL_ID.value, "empty"))
    name = _name(texts, problems)
    return Draft(
        number,
        name=name,
        latin=normalise(texts.get(Field.LATIN, ""))[:_LONGEST_NAME],
        national_id=values[Field.NATIONAL_ID],
        mobile=values[Field.MOBILE],
        sheba=values[Field.SHEBA],
        county=normalise(texts.get(Field.COUNTY, "")),
        district=normalise(texts.get(Field.DISTRICT, "")),
        role=normalise(texts.get(Field.ROLE, "")),
        problems=tuple(problems),
    )


def _text(cell: Cell) -> str:
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _no_person(cells: Sequence[Cell], texts: Mapping[Field, str]) -> str:
    """Why the row is none of a person, or ""."""
    if not any(_text(cell) for cell in cells):
        return "blank"
    if Field.NATIONAL_ID not in texts:
        for cell in cells:
            is_short = isinstance(cell, str) and len(cell) <= _LONGEST_TOTAL
            if is_short and _TOTAL.fullmatch(search_key(str(cell)).strip(" :*-")):
                return "total"
        if not texts:
            return "note"
    return "repeated-header" if len(recognise(cells)) > _HEADER_FIELDS else ""


def _read(field: Field, text: str, problems: list[Problem]) -> str:
    """The identifier in its one form, or ""; what is wrong with it goes to `problems`."""
    if not text:
        return ""
    try:
        return READERS[field](text)
    except BadInput as refusal:
        problems.append(Problem(field.value, refusal.reason, mask(text)))
        return ""


def _name(texts: Mapping[Field, str], problems: list[Problem]) -> str:
    parts = [texts.get(Field.FIRST, ""), texts.get(Field.LAST, "")]
    name = normalise(texts.get(Field.NAME, "") or " ".join(parts))
    if not name:
        problems.append(Problem(Field.NAME.value, "empty"))
    elif len(name) > _LONGEST_NAME:
        problems.append(Problem(Field.NAME.value, "too-long", name[:_LONGEST_SHOWN]))
    elif not _LETTERS.search(name):
        # A number in the name's column may be an identifier: masked like one.
        problems.append(Problem(Field.NAME.value, "not-a-name", mask(name)))
    else:
        return name
    return ""


def doubles(drafts: Iterable[tuple[Draft, int | None]]) -> list[tuple[str, Draft]]:
    """What the rows of one list say of each other, in their order: ("", "merged", "held") and why.

    The same national ID twice is one person: the same words again are merged into the first row;
    two counties, or words that contradict each other, hold every such row back, for nobody but
    the counties knows which is right.

    Args:
        drafts: each row with the county it was found to be about, None where it names none.
    """
    rows = list(drafts)
    same: dict[str, list[int]] = {}
    for index, (draft, _) in enumerate(rows):
        if draft.national_id and not draft.ignored:
            same.setdefault(draft.national_id, []).append(index)
    found = [("", draft) for draft, _ in rows]
    for indexes in same.values():
        if len(indexes) > 1:
            _mark(rows, indexes, found)
    _mark_shared_accounts(rows, found)
    return found


def _mark_shared_accounts(
    rows: Sequence[tuple[Draft, int | None]], found: list[tuple[str, Draft]]
) -> None:
    """Two people paid into one account are held back: a fee goes to its owner."""
    owners: dict[str, dict[str, int]] = {}
    for index, (draft, _) in enumerate(rows):
        if draft.sheba and draft.national_id:
            owners.setdefault(draft.sheba, {}).setdefault(draft.national_id, index)
    for index, (draft, _) in enumerate(rows):
        shared = owners.get(draft.sheba, {}) if draft.national_id else {}
        others = [at for owner, at in shared.items() if owner != draft.national_id]
        if others:
            place = rows[others[0]][0].place
            problem = Problem(Field.SHEBA.value, "shared", mask(draft.sheba), place)
            mark, marked = found[index]
            found[index] = (mark or "held", marked.with_problem(problem))


def _mark(
    rows: Sequence[tuple[Draft, int | None]], indexes: list[int], found: list[tuple[str, Draft]]
) -> None:
    """Say of rows with one national ID what becomes of them."""
    reason = ""
    if len({rows[index][1] for index in indexes}) > 1:
        reason = "two-counties"
    elif len({_facts(rows[index][0]) for index in indexes}) > 1:
        reason = "contradicts"
    first, second = indexes[:2]
    for index in indexes:
        draft = rows[index][0]
        place = rows[second if index == first else first][0].place
        value = mask(draft.national_id)
        problem = Problem(Field.NATIONAL_ID.value, reason or "repeated", value, place)
        if reason:
            found[index] = ("held", draft.with_problem(problem))
        elif index != first:
            found[index] = ("merged", draft.with_problem(problem))


def _facts(draft: Draft) -> tuple[str, ...]:
    return (
        search_key(draft.name),
        draft.mobile,
        draft.sheba,
        search_key(draft.role),
        search_key(draft.district),
    )
