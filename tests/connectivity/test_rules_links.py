"""Links that fail together are no fallback of each other; what is unknown counts as shared."""

from datetime import timedelta

import pytest

from sandoq.apps.connectivity.errors import BadLink
from sandoq.apps.connectivity.rules.grading import Grade, GradeState
from sandoq.apps.connectivity.rules.links import (
    PlannedLink,
    PointState,
    check_plan,
    judge,
    shared_domains,
)
from sandoq.apps.connectivity.rules.operators import OperatorKind
from tests.connectivity.scene import at_utc

MCI, IRANCELL, TCI, SATELLITE = 1, 2, 3, 4
KINDS = {
    MCI: OperatorKind.MOBILE,
    IRANCELL: OperatorKind.MOBILE,
    TCI: OperatorKind.FIXED,
    SATELLITE: OperatorKind.SATELLITE,
}
UNTIL = at_utc(2024, 3, 1)
GOOD = Grade(GradeState.VERIFIED, 20, 20, reasons=(), until=UNTIL, next_change=UNTIL)
BAD = Grade(GradeState.FAILING, 20, 3)
SIM_A = PlannedLink("sim-a", MCI, "T1", "B1", "F1")
SIM_B = PlannedLink("sim-b", IRANCELL, "T2", "B2", "F2")
DISH = PlannedLink("satellite", SATELLITE, "dish", "sky", "battery")


def test_links_on_different_ground_share_nothing() -> None:
    assert shared_domains(SIM_A, SIM_B) == ()


@pytest.mark.parametrize("domain", ["tower", "backhaul", "feeder"])
def test_each_shared_domain_is_named(domain: str) -> None:
    other = PlannedLink(
        "sim-b",
        IRANCELL,
        **{"tower": "x", "backhaul": "y", "feeder": "z"} | {domain: getattr(SIM_A, domain)},
    )

    (shared,) = shared_domains(SIM_A, other)

    assert (shared.domain, shared.name) == (domain, getattr(SIM_A, domain))
    assert not shared.is_unknown


@pytest.mark.parametrize("domain", ["tower", "backhaul", "feeder"])
@pytest.mark.parametrize("unknown", ["", " ", "؟", "-"])
def test_what_nobody_knows_is_shared(domain: str, unknown: str) -> None:
    """Two unknown feeders are most likely the same one."""
    names = {"tower": "x", "backhaul": "y", "feeder": "z"} | {domain: unknown}
    other = PlannedLink("sim-b", IRANCELL, **names)

    (shared,) = shared_domains(SIM_A, other)

    assert (shared.domain, shared.is_unknown) == (domain, True)


def test_a_tower_is_the_same_in_any_spelling() -> None:
    first = PlannedLink("sim-a", MCI, "دکل ۱۲ بابلكنار", "B1", "F1")
    second = PlannedLink("sim-b", IRANCELL, "دکل-12 بابلکنار", "B2", "F2")

    assert [shared.domain for shared in shared_domains(first, second)] == ["tower"]


def test_both_sims_verified_and_apart_are_ready_with_a_fallback() -> None:
    verdict = judge([SIM_B, SIM_A], {MCI: GOOD, IRANCELL: GOOD}, KINDS)

    assert verdict.state == PointState.READY
    assert verdict.fallback is not None
    assert verdict.fallback.link == SIM_B
    assert (verdict.primary_until, verdict.fallback_until) == (UNTIL, UNTIL)


def test_a_second_sim_on_the_same_tower_is_no_fallback() -> None:
    same = PlannedLink("sim-b", IRANCELL, "T1", "B2", "F2")
    verdict = judge([SIM_A, same], {MCI: GOOD, IRANCELL: GOOD}, KINDS)

    assert verdict.state == PointState.READY
    assert not verdict.fallback_verified
    assert [one.domain for one in verdict.links[1].shared] == ["tower"]


def test_both_sims_failing_are_not_ready() -> None:
    verdict = judge([SIM_A, SIM_B], {MCI: BAD, IRANCELL: BAD}, KINDS)

    assert verdict.state == PointState.NOT_READY
    assert not verdict.has_verified_link


def test_a_verified_satellite_on_ground_of_its_own_makes_it_ready_on_fallback() -> None:
    verdict = judge([SIM_A, SIM_B, DISH], {MCI: BAD, IRANCELL: BAD, SATELLITE: GOOD}, KINDS)

    assert verdict.state == PointState.ON_FALLBACK
    assert verdict.until == UNTIL


def test_a_verified_satellite_on_the_same_feeder_does_not() -> None:
    """The power that fails the tower fails the dish."""
    dish = PlannedLink("satellite", SATELLITE, "dish", "sky", "F1")
    verdict = judge([SIM_A, SIM_B, dish], {MCI: BAD, IRANCELL: BAD, SATELLITE: GOOD}, KINDS)

    assert verdict.state == PointState.NOT_READY
    assert verdict.has_verified_link
    assert [one.domain for one in verdict.links[2].shared] == ["feeder"]


def test_working_offline_proves_no_link() -> None:
    verdict = judge([SIM_A, PlannedLink("offline")], {MCI: BAD}, KINDS)

    assert verdict.state == PointState.NOT_READY
    assert not verdict.fallback_verified


def test_without_a_plan_the_best_measured_operator_is_the_primary_and_no_fallback_is_assumed() -> (
    None
):
    verdict = judge([], {MCI: BAD, IRANCELL: GOOD, SATELLITE: GOOD}, KINDS)

    assert not verdict.is_planned
    assert verdict.primary is not None
    assert verdict.primary.link.operator_id == IRANCELL
    assert verdict.state == PointState.READY
    assert not verdict.fallback_verified
    assert all(shared.is_unknown for shared in verdict.links[1].shared)


def test_the_next_look_is_due_when_the_first_grade_ages() -> None:
    early = Grade(GradeState.FAILING, 20, 3, next_change=UNTIL - timedelta(days=9))
    verdict = judge([SIM_A, SIM_B], {MCI: GOOD, IRANCELL: early}, KINDS)

    assert verdict.next_change == UNTIL - timedelta(days=9)


@pytest.mark.parametrize(
    ("plan", "reason"),
    [
        ([PlannedLink("carrier-pigeon", MCI)], "unknown"),
        ([SIM_A, SIM_A], "twice"),
        ([PlannedLink("sim-a")], "operator-missing"),
        ([PlannedLink("sim-a", 99)], "operator-missing"),
        ([PlannedLink("sim-a", SATELLITE)], "operator-of-another-kind"),
        ([PlannedLink("offline", MCI)], "needs-no-operator"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(plan: list[PlannedLink], reason: str) -> None:
    with pytest.raises(BadLink) as refusal:
        check_plan(plan, KINDS)

    assert refusal.value.reason == reason
