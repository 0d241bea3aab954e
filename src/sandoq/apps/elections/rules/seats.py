"""How the votes of one constituency become seats, a run-off, and ties that need a lot.

All comparisons are exact: shares of the valid votes are fractions, never floats.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from typing import TypeVar

from sandoq.apps.elections.errors import BadSeatRule, BadVotes

_Choice = TypeVar("_Choice", bound=StrEnum)


class Winners(StrEnum):
    """What a seat takes beside being among the first."""

    PLURALITY = "plurality"  # at least the threshold, where there is one
    MAJORITY = "majority"  # more than the threshold, which is half or more


class RunOff(StrEnum):
    """Who stands again for the seats left open."""

    TWICE_OPEN_SEATS = "twice-open-seats"
    FIRST_TWO = "first-two"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SeatRuleData:
    """A seat rule as data; `threshold` is an exact share of the valid votes, from 0 to below 1."""

    winners: Winners
    threshold: Fraction
    runoff: RunOff

    @classmethod
    def from_json(cls, raw: object) -> "SeatRuleData":
        """Read `{"winners", "threshold": {"numerator", "denominator"}, "runoff"}`, nothing else.

        Raises:
            BadSeatRule: a key is missing, unknown or holds something else; `field` names it.
        """
        _require_keys(raw, {"winners", "threshold", "runoff"}, "rule")
        assert isinstance(raw, Mapping)  # noqa: S101 - for the type checker
        winners = _choice(Winners, raw["winners"], "winners")
        threshold = _fraction(raw["threshold"])
        if winners is Winners.MAJORITY and threshold < Fraction(1, 2):
            raise BadSeatRule("threshold", str(threshold), "majority-below-half")
        return cls(winners, threshold, _choice(RunOff, raw["runoff"], "runoff"))

    def to_json(self) -> dict[str, object]:
        """The same as `from_json` reads."""
        return {
            "winners": self.winners.value,
            "threshold": {
                "numerator": self.threshold.numerator,
                "denominator": self.threshold.denominator,
            },
            "runoff": self.runoff.value,
        }

    def suffices(self, votes: int, valid_votes: int) -> bool:
        """Whether these votes are enough for a seat, if one is free; no votes never are."""
        share = self.threshold * valid_votes
        return votes > share if self.winners is Winners.MAJORITY else 0 < votes >= share


@dataclass(frozen=True, slots=True)
class Tie:
    """Equal votes at a boundary: a lot gives `places` to some of `among`."""

    boundary: str  # "elected" or "runoff"
    among: tuple[str, ...]
    places: int


@dataclass(frozen=True, slots=True)
class SeatOutcome:
    """What the count says.

    Attributes:
        elected: who is elected without a lot, most votes first (equal votes by name).
        runoff: who stands in the run-off without a lot, in the same order.
        open_seats: seats that neither votes nor a lot of this round fill.
        ties: at most one: lots decide about a seat or a place in the run-off.
    """

    elected: tuple[str, ...]
    runoff: tuple[str, ...]
    open_seats: int
    ties: tuple[Tie, ...] = ()


def fill_seats(
    rule: SeatRuleData, seats: int, valid_votes: int, votes: Mapping[str, int]
) -> SeatOutcome:
    """Fill the seats of one constituency from one round's count. Exact.

    An elector may name as many candidates as there are seats, so the votes may sum to more than
    the valid ballots, but no candidate has more votes than there are valid ballots.

    Args:
        seats: seats of the constituency, at least 1.
        valid_votes: valid ballots cast, at least 0.
        votes: votes by candidate.

    Raises:
        BadVotes: no seats, negative votes, or more votes for one than valid ballots.

    Source: Law on Elections of the Islamic Consultative Assembly, articles 8 and 9; Presidential
        Elections Law, articles 12 and 13; Law on Elections of the Assembly of Experts.
    """
    _check(seats, valid_votes, votes)
    sufficient = {name: n for name, n in votes.items() if rule.suffices(n, valid_votes)}
    elected, tie = _first(sufficient, seats, "elected")
    if tie:
        return SeatOutcome(elected, (), 0, (tie,))
    open_seats = seats - len(elected)
    places = _runoff_places(rule.runoff, open_seats)
    others = {name: n for name, n in votes.items() if name not in elected}
    runoff, tie = _first(others, places, "runoff")
    return SeatOutcome(elected, runoff, open_seats, (tie,) if tie else ())


def _runoff_places(runoff: RunOff, open_seats: int) -> int:
    if open_seats == 0 or runoff is RunOff.NONE:
        return 0
    return 2 * open_seats if runoff is RunOff.TWICE_OPEN_SEATS else 2


def _first(
    votes: Mapping[str, int], places: int, boundary: str
) -> tuple[tuple[str, ...], Tie | None]:
    """Who is surely among the first `places`, and the tie at the boundary, if there is one."""
    found: list[str] = []
    ranking = sorted(votes, key=lambda name: (-votes[name], name))
    for _, group in groupby(ranking, key=lambda name: votes[name]):
        names = tuple(group)
        free = places - len(found)
        if free <= 0:
            break
        if len(names) > free:
            return tuple(found), Tie(boundary, names, free)
        found.extend(names)
    return tuple(found), None


def _check(seats: int, valid_votes: int, votes: Mapping[str, int]) -> None:
    if seats < 1:
        raise BadVotes("seats", str(seats), "too-few")
    if valid_votes < 0:
        raise BadVotes("valid-votes", str(valid_votes), "negative")
    for name, n in votes.items():
        if not 0 <= n <= valid_votes:
            raise BadVotes(name, str(n), "negative" if n < 0 else "more-than-valid-votes")


def _require_keys(raw: object, keys: Iterable[str], field: str) -> None:
    if not isinstance(raw, Mapping):
        raise BadSeatRule(field, str(raw)[:40], "not-an-object")
    for key in keys:
        if key not in raw:
            raise BadSeatRule(key, "", "missing")
    for key in raw:
        if key not in keys:
            raise BadSeatRule(str(key)[:40], "", "unknown")


def _choice(kind: type[_Choice], raw: object, field: str) -> _Choice:
    try:
        return kind(str(raw))
    except ValueError:
        raise BadSeatRule(field, str(raw)[:40], "unknown-value") from None


def _fraction(raw: object) -> Fraction:
    _require_keys(raw, {"numerator", "denominator"}, "threshold")
    assert isinstance(raw, Mapping)  # noqa: S101 - for the type checker
    parts = []
    for field in ("numerator", "denominator"):
        value = raw[field]
        if not isinstance(value, int) or isinstance(value, bool):
            raise BadSeatRule(field, str(value)[:40], "not-whole")
        parts.append(value)
    numerator, denominator = parts
    if not 0 <= numerator < denominator:
        raise BadSeatRule("threshold", f"{numerator}/{denominator}", "out-of-range")
    return Fraction(numerator, denominator)
