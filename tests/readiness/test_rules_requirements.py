"""Requirements as data: strict reading, exact quantities, the right places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.readiness.errors import BadRequirement
from sandoq.apps.readiness.rules.placement import Rule, Site, applies, needs_at
from sandoq.apps.readiness.rules.requirements import (
    EvidencePolicy,
    ProofKind,
    QuantityFormula,
    quantity_of,
    read_formula,
    read_policy,
)


@pytest.mark.parametrize(
    ("electors", "expected"), [(0, 1), (1, 1), (800, 1), (801, 2), (4800, 6), (9999, 6)]
)
def test_one_per_eight_hundred_electors_between_one_and_six(electors: int, expected: int) -> None:
    """The 801st elector asks for a second device; the seventh is never asked for."""
    formula = read_formula({"per_electors": 800, "minimum": 1, "maximum": 6})
    assert quantity_of(formula, electors) == expected


@given(st.integers(1, 5000), st.integers(0, 9), st.integers(0, 9), st.integers(0, 100_000))
def test_a_quantity_is_the_least_that_serves_all_electors(
    per: int, minimum: int, spread: int, electors: int
) -> None:
    """Brute force over the definition: enough for everybody, one less is not, within bounds."""
    maximum = max(1, minimum + spread)
    formula = QuantityFormula(per_electors=per, minimum=minimum, maximum=maximum)
    found = quantity_of(formula, electors)
    assert minimum <= found <= maximum
    assert found * per >= electors or found == maximum
    assert found == minimum or (found - 1) * per < electors


@pytest.mark.parametrize(
    ("data", "field", "reason"),
    [
        ({"per_electors": "800"}, "quantity.per_electors", "int-type"),
        ({"per_electors": 0}, "quantity.per_electors", "greater-than-equal"),
        ({"minimum": 1.5}, "quantity.minimum", "int-type"),
        ({"minimum": True}, "quantity.minimum", "int-type"),
        ({"each": 1}, "quantity.each", "extra-forbidden"),
        ({"minimum": 3, "maximum": 2}, "quantity", "maximum-below-minimum"),
        ([], "quantity", "model-type"),
        ({"minimum": float("nan")}, "quantity", "not-json"),
    ],
)
def test_a_formula_that_cannot_be_read_names_the_culprit(
    data: object, field: str, reason: str
) -> None:
    """A typing mistake in a requirement must never become a quantity."""
    with pytest.raises(BadRequirement) as refusal:
        read_formula(data)
    assert (refusal.value.field, refusal.value.reason) == (field, reason)


@pytest.mark.parametrize(
    ("data", "field", "reason"),
    [
        ({"kinds": []}, "evidence_policy.kinds", "too-short"),
        ({"kinds": ["rumour"]}, "evidence_policy.kinds.0", "enum"),
        ({"max_age_days": 0}, "evidence_policy.max_age_days", "greater-than-equal"),
        ({"serials": "yes"}, "evidence_policy.serials", "bool-type"),
        ({"self_verify": True}, "evidence_policy.self_verify", "extra-forbidden"),
    ],
)
def test_a_policy_that_cannot_be_read_names_the_culprit(
    data: object, field: str, reason: str
) -> None:
    """An unknown key is refused: a misspelt guard would otherwise silently not hold."""
    with pytest.raises(BadRequirement) as refusal:
        read_policy(data)
    assert (refusal.value.field, refusal.value.reason) == (field, reason)


def test_the_policy_of_the_domain_is_read() -> None:
    """The example of the brief, and the strict defaults of an empty one."""
    policy = read_policy(
        {"kinds": ["photo", "serial"], "max_age_days": 45, "serials": True, "other_unit": True}
    )
    assert policy.kinds == (ProofKind.PHOTO, ProofKind.SERIAL)
    assert policy.serials
    assert read_policy({}) == EvidencePolicy(
        kinds=tuple(ProofKind), max_age_days=45, serials=False, other_unit=True
    )


def a_rule(**changes: object) -> Rule:
    fields = {
        "id": 1,
        "code": "pollbook",
        "unit_path": "00010001",
        "at_points": False,
        "blocking": True,
        "election": None,
        "stages": frozenset({"S1", "S2"}),
        "kinds": frozenset(),
        "quantity": QuantityFormula(),
        "policy": EvidencePolicy(),
    }
    return Rule(**(fields | changes))  # type: ignore[arg-type]


def a_site(**changes: object) -> Site:
    fields = {
        "id": 7,
        "unit_path": "000100010001",
        "kind": "fixed",
        "electors": 900,
        "points": (71, 72),
        "stages": {1: frozenset({"S1"}), 2: frozenset({"S0"})},
    }
    return Site(**(fields | changes))  # type: ignore[arg-type]


def test_a_requirement_is_asked_where_its_stage_kind_unit_and_election_fit() -> None:
    """Each condition alone keeps it away."""
    assert applies(a_rule(), a_site())
    assert applies(a_rule(stages=frozenset()), a_site())
    assert applies(a_rule(election=1), a_site())
    assert not applies(a_rule(election=2), a_site())
    assert not applies(a_rule(stages=frozenset({"S3"})), a_site())
    assert not applies(a_rule(kinds=frozenset({"mobile"})), a_site())
    assert not applies(a_rule(unit_path="00010002"), a_site())
    assert not applies(a_rule(stages=frozenset()), a_site(stages={}))


def test_a_requirement_of_points_becomes_a_need_at_each_point() -> None:
    """Power and coverage belong to the point, equipment to the station."""
    power = a_rule(id=2, at_points=True)
    books = a_rule(id=1, quantity=QuantityFormula(per_electors=400))
    nothing = a_rule(id=3, quantity=QuantityFormula(minimum=0))
    assert list(needs_at([books, power, nothing], a_site())) == [
        ((7, 1, None), 3),
        ((7, 2, 71), 1),
        ((7, 2, 72), 1),
    ]
