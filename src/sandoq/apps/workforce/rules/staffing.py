"""How many people a station or unit needs, and how far those there are cover it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Quantity:
    """One staffing rule, as the model of that name describes it; `path` is its unit's."""

    path: str
    role: str
    station_kind: str = ""
    area: str = ""
    minimum: int = 1
    electors_per_person: int | None = None
    stations_per_person: int | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """A station as the rules see it."""

    path: str
    kind: str
    area: str
    electors: int


def needed_at_station(rules: Iterable[Quantity], site: Site) -> dict[str, int]:
    """People needed at a station, by role; roles of which none are needed are left out."""
    chosen: dict[str, Quantity] = {}
    for rule in rules:
        fits = (
            site.path.startswith(rule.path)
            and rule.station_kind in {"", site.kind}
            and rule.area in {"", site.area}
        )
        if fits and (rule.role not in chosen or _weight(rule) > _weight(chosen[rule.role])):
            chosen[rule.role] = rule
    found = {
        role: _count(rule, rule.electors_per_person, site.electors) for role, rule in chosen.items()
    }
    return {role: number for role, number in found.items() if number}


def needed_in_unit(rules: Iterable[Quantity], path: str, stations: int) -> dict[str, int]:
    """People needed in a unit itself, by role; only rules of exactly this unit ask for them."""
    found = {
        rule.role: _count(rule, rule.stations_per_person, stations)
        for rule in rules
        if rule.path == path
    }
    return {role: number for role, number in found.items() if number}


def _weight(rule: Quantity) -> tuple[int, int]:
    """The nearest unit's rule wins; of one unit's the one that says more."""
    return len(rule.path), bool(rule.station_kind) + bool(rule.area)


def _count(rule: Quantity, per_person: int | None, load: int) -> int:
    return max(rule.minimum, -(-load // per_person) if per_person else 0)


@dataclass(frozen=True, slots=True)
class Cover:
    """How far people cover needs, by role.

    `own` of the role itself, `by_substitute` of others, `missing` nobody; they sum to the need.
    `lent` says which role stands in for which, and how often.
    """

    own: Mapping[str, int]
    by_substitute: Mapping[str, int]
    missing: Mapping[str, int]
    lent: Mapping[tuple[str, str], int] = field(default_factory=dict)


def cover(
    needed: Mapping[str, int],
    available: Mapping[str, int],
    substitutes: Mapping[str, Sequence[str]],
) -> Cover:
    """Cover needs first by the role itself, then by people to spare of roles that may stand in.

    Exact: as many needs are covered as can be (augmenting paths); of roles that may stand in, the
    one named first is asked first.

    Args:
        needed: people needed, by role.
        available: people there, by role.
        substitutes: for a role, the roles that may stand in, in their order.
    """
    own = {role: min(number, available.get(role, 0)) for role, number in needed.items()}
    spare = {role: number - own.get(role, 0) for role, number in available.items()}
    lent: dict[tuple[str, str], int] = {}
    missing: dict[str, int] = {}
    for role, number in needed.items():
        wanting = number - own[role]
        while wanting and _lend(role, substitutes, spare, lent, {role}):
            wanting -= 1
        if wanting:
            missing[role] = wanting
    by_substitute: dict[str, int] = {}
    for (role, _), number in lent.items():
        if number:
            by_substitute[role] = by_substitute.get(role, 0) + number
    return Cover(own, by_substitute, missing, {pair: n for pair, n in lent.items() if n})


def _lend(
    role: str,
    substitutes: Mapping[str, Sequence[str]],
    spare: dict[str, int],
    lent: dict[tuple[str, str], int],
    seen: set[str],
) -> bool:
    """Find one more for `role`, if need be by letting another role take a different substitute."""
    for other in substitutes.get(role, ()):
        if spare.get(other, 0) > 0:
            spare[other] -= 1
            lent[role, other] = lent.get((role, other), 0) + 1
            return True
    for other in substitutes.get(role, ()):
        for (holder, lender), number in list(lent.items()):
            is_freed = (
                lender == other
                and number > 0
                and holder not in seen
                and _lend(holder, substitutes, spare, lent, seen | {holder})
            )
            if is_freed:
                lent[holder, other] -= 1
                lent[role, other] = lent.get((role, other), 0) + 1
                return True
    return False
