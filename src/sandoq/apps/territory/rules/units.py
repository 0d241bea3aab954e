"""The administrative tree: what stands below what, and when a name or code may change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

LADDER = ("country", "province", "county", "district")
"""Levels from the top; each unit stands directly below one of the level before."""

MAX_NAME = 80
MAX_CODE = 32


@dataclass(frozen=True, slots=True)
class CodeDraft:
    """A code in one scheme ("iso-3166-2", "interior"…), in force from `since` until `until`."""

    scheme: str
    value: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class UnitDraft:
    """A unit as it should be; `ref` names it within one bulk, `parent_ref` the one above.

    `seat` is longitude and latitude of its seat in WGS 84 degrees.
    """

    ref: str
    parent_ref: str | None
    level: str
    name_fa: str
    name_en: str = ""
    seat: tuple[float, float] | None = None
    codes: tuple[CodeDraft, ...] = ()


def may_stand_below(level: str, parent_level: str | None) -> bool:
    """Whether a unit of this level may stand directly below one of that level; None is no unit."""
    if parent_level is None:
        return level == LADDER[0]
    return (parent_level, level) in set(pairwise(LADDER))


def level_below(level: str) -> str | None:
    """The level of units directly below one of this level; None below a district."""
    return dict(pairwise(LADDER)).get(level)


def bulk_problems(rows: Sequence[UnitDraft]) -> list[tuple[int, str]]:
    """Rows (from 1) of a bulk that contradict the ladder or each other, with stable codes."""
    levels = {row.ref: row.level for row in rows}
    found: list[tuple[int, str]] = []
    seen: set[str] = set()
    current: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, start=1):
        found += [(number, problem) for problem in _row_problems(row, levels)]
        if row.ref in seen:
            found.append((number, "ref-repeated"))
        seen.add(row.ref)
        in_force = {(code.scheme, code.value) for code in row.codes if code.until is None}
        if in_force & current:
            found.append((number, "code-repeated"))
        current |= in_force
    return found


def _row_problems(row: UnitDraft, levels: dict[str, str]) -> list[str]:
    found = []
    if not row.name_fa.strip() or len(row.name_fa) > MAX_NAME or len(row.name_en) > MAX_NAME:
        found.append("bad-name")
    if row.parent_ref is not None and row.parent_ref not in levels:
        found.append("parent-unknown")
    elif not may_stand_below(row.level, levels.get(row.parent_ref or "")):
        found.append("level-mismatch")
    if any(not 1 <= len(code.value) <= MAX_CODE for code in row.codes):
        found.append("bad-code")
    return found
