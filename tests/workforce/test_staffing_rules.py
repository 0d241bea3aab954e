"""Quantities and substitution, held against brute force."""

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandoq.apps.workforce.rules.staffing import (
    Quantity,
    Site,
    cover,
    needed_at_station,
    needed_in_unit,
)

SITE = Site("000100010001", "fixed", "urban", 1_700)


def test_the_nearest_units_rule_wins() -> None:
    rules = [Quantity("0001", "operator", minimum=1), Quantity("00010001", "operator", minimum=3)]
    assert needed_at_station(rules, SITE) == {"operator": 3}
    elsewhere = Site("000100020001", "fixed", "urban", 1_700)
    assert needed_at_station(rules, elsewhere) == {"operator": 1}


def test_of_one_unit_the_rule_that_says_more_wins() -> None:
    rules = [
        Quantity("0001", "operator", minimum=1),
        Quantity("0001", "operator", station_kind="mobile", minimum=2),
        Quantity("0001", "operator", area="urban", minimum=4),
    ]
    assert needed_at_station(rules, SITE) == {"operator": 4}


def test_one_for_every_begun_number_of_electors() -> None:
    rules = [Quantity("0001", "operator", minimum=1, electors_per_person=800)]
    assert needed_at_station(rules, SITE) == {"operator": 3}
    small = Site(SITE.path, "fixed", "urban", 100)
    assert needed_at_station(rules, small) == {"operator": 1}


def test_a_rule_of_none_asks_for_nobody() -> None:
    rules = [Quantity("0001", "guard", minimum=1), Quantity("00010001", "guard", minimum=0)]
    assert needed_at_station(rules, SITE) == {}


def test_a_unit_needs_its_own_rule() -> None:
    rules = [Quantity("00010001", "expert", minimum=1, stations_per_person=15)]
    assert needed_in_unit(rules, "00010001", 31) == {"expert": 3}
    assert needed_in_unit(rules, "000100010001", 31) == {}


def test_a_substitute_covers_what_the_role_itself_does_not() -> None:
    found = cover({"operator": 2}, {"operator": 1, "expert": 1}, {"operator": ["expert"]})
    assert (found.own, found.by_substitute, found.missing) == ({"operator": 1}, {"operator": 1}, {})


def test_who_is_needed_in_the_own_role_is_lent_to_nobody() -> None:
    found = cover({"operator": 1, "expert": 1}, {"expert": 1}, {"operator": ["expert"]})
    assert found.missing == {"operator": 1}


def test_substitution_is_not_chained() -> None:
    """Who may stand in for B, who may stand in for A, may not stand in for A."""
    found = cover({"a": 1}, {"c": 1}, {"a": ["b"], "b": ["c"]})
    assert found.missing == {"a": 1}


ROLES = ("a", "b", "c", "d")
numbers = st.dictionaries(st.sampled_from(ROLES), st.integers(0, 3))
substitutions = st.dictionaries(
    st.sampled_from(ROLES), st.lists(st.sampled_from(ROLES), unique=True, max_size=3), max_size=4
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(numbers, numbers, substitutions)
def test_as_many_as_can_be_are_covered(
    needed: dict[str, int], available: dict[str, int], substitutes: dict[str, list[str]]
) -> None:
    """Against brute force over who lends how many to whom, once each role has its own."""
    substitutes = {
        role: [other for other in others if other != role] for role, others in substitutes.items()
    }
    found = cover(needed, available, substitutes)
    own = {role: min(n, available.get(role, 0)) for role, n in needed.items()}
    wanting = {role: n - own[role] for role, n in needed.items()}
    spare = {role: n - own.get(role, 0) for role, n in available.items()}
    pairs = [(role, other) for role in wanting for other in substitutes.get(role, ())]
    best = 0
    ranges = [range(min(wanting[role], spare.get(other, 0)) + 1) for role, other in pairs]
    for lent in product(*ranges):
        by_role = dict.fromkeys(wanting, 0)
        by_other: dict[str, int] = {}
        for (role, other), number in zip(pairs, lent, strict=True):
            by_role[role] += number
            by_other[other] = by_other.get(other, 0) + number
        fits = all(by_role[r] <= wanting[r] for r in by_role)
        if fits and all(by_other[o] <= spare.get(o, 0) for o in by_other):
            best = max(best, sum(lent))
    assert sum(found.by_substitute.values()) == best
    for role, number in needed.items():
        parts = found.own[role], found.by_substitute.get(role, 0), found.missing.get(role, 0)
        assert sum(parts) == number
