"""The bridge between the denominators of two moments: what came, what left, by which record.

Every register of stations grows and shrinks; whoever compares two readiness reports must be able
to see that no station was dropped to look better.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

Period = Literal["before", "during", "after"]
COUNTED = ("opened", "retired", "restored", "electors", "moved")
"""Kinds of change that alter a denominator."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Stations and their electors; a difference may be negative."""

    stations: int = 0
    electors: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.stations + other.stations, self.electors + other.electors)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.stations - other.stations, self.electors - other.electors)

    def __bool__(self) -> bool:
        return bool(self.stations or self.electors)


@dataclass(frozen=True, slots=True)
class ChangeSum:
    """Changes of one kind, in one period, on one side of an area's border.

    Attributes:
        is_inside: the station's unit after the change lies in the area.
        was_inside: the unit before it did; only a move changes units.
        changes: how many; `before` and `after` sum their electors.
    """

    kind: str
    period: Period
    is_inside: bool
    was_inside: bool
    changes: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """`opening` and the lines sum to `closing`; `unrecorded` is what no record explains.

    `unrecorded` compares the register of today with all records; anything but zero means that
    somebody wrote past the services.
    """

    opening: Amount
    opened: Amount
    restored: Amount
    retired: Amount
    moved_in: Amount
    moved_out: Amount
    electors: Amount
    closing: Amount
    unrecorded: Amount

    @property
    def lines(self) -> tuple[tuple[str, Amount], ...]:
        """The lines between opening and closing, by name."""
        between = [f.name for f in fields(self)][1:-2]
        return tuple((name, getattr(self, name)) for name in between)

    @property
    def balances(self) -> bool:
        """Whether opening and lines sum to closing and every record explains the register."""
        total = sum((amount for _, amount in self.lines), self.opening)
        return total == self.closing and not self.unrecorded


def build_bridge(sums: Iterable[ChangeSum], live_now: Amount) -> Bridge:
    """The bridge of an area.

    Args:
        sums: all changes ever that touched the area, grouped.
        live_now: the area's live stations in the register today.
    """
    lines = dict.fromkeys((f.name for f in fields(Bridge)), Amount())
    recorded = Amount()
    for group in sums:
        for line, amount in _effects(group):
            recorded += amount
            if group.period == "before":
                lines["opening"] += amount
            elif group.period == "during":
                lines[line] += amount
    between = ("opened", "restored", "retired", "moved_in", "moved_out", "electors")
    lines["closing"] = sum((lines[name] for name in between), lines["opening"])
    lines["unrecorded"] = live_now - recorded
    return Bridge(**lines)


def _effects(group: ChangeSum) -> list[tuple[str, Amount]]:
    """The lines a group of changes belongs to, and what it does to the area's denominator."""
    came = Amount(group.changes, group.after)
    left = Amount(-group.changes, -group.before)
    match group.kind:
        case "opened" | "restored" if group.is_inside:
            return [(group.kind, came)]
        case "retired" if group.is_inside:
            return [("retired", left)]
        case "electors" if group.is_inside:
            return [("electors", Amount(0, group.after - group.before))]
        case "moved" if group.is_inside != group.was_inside:
            return [("moved_in", came)] if group.is_inside else [("moved_out", left)]
    return []
