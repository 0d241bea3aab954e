"""What a question may not say, each refused at its place."""

import json

import pytest

from sandoq.engines.allocation.errors import BadDocument, NoFeasiblePlan
from sandoq.engines.allocation.siting import read_question, solve
from tests.allocation.siting.scenes import a_question, solved


@pytest.mark.parametrize(
    ("path", "value", "where", "reason"),
    [
        (("objective",), "center", "/objective", "unknown-objective"),
        (("k",), None, "/k", "missing"),
        (("k",), 2.5, "/k", "not-a-whole-number"),
        (("k",), -1, "/k", "too-small"),
        (("gap",), 2, "/gap", "out-of-range"),
        (("radius_km",), -3, "/radius_km", "out-of-range"),
        (("radius_km",), None, "/candidates/0/radius_km", "missing"),
        (("demands",), [], "/demands", "missing"),
        (("candidates",), "all", "/candidates", "not-a-list"),
        (("demands", 1), 7, "/demands/1", "not-an-object"),
        (("demands", 1, "code"), "d0", "/demands/1/code", "code-twice"),
        (("demands", 1, "code"), None, "/demands/1/code", "missing"),
        (("demands", 1, "electors"), -1, "/demands/1/electors", "out-of-range"),
        (("demands", 1, "electors"), float("nan"), "/demands/1/electors", "not-a-number"),
        (("demands", 1, "electors"), True, "/demands/1/electors", "not-a-number"),
        (("demands", 1, "lat"), 91, "/demands/1/lat", "out-of-range"),
        (("demands", 1, "lon"), "52", "/demands/1/lon", "not-a-number"),
        (("demands", 1, "lon"), None, "/demands/1/lon", "missing"),
        (("candidates", 2, "radius_km"), -1, "/candidates/2/radius_km", "out-of-range"),
        (("candidates", 2, "cost"), -1, "/candidates/2/cost", "out-of-range"),
        (("candidates", 2, "fixed"), "perhaps", "/candidates/2/fixed", "neither-open-nor-closed"),
        (("candidates", 2, "kind"), 3, "/candidates/2/kind", "not-a-text"),
        (("k_by_kind",), {"boat": 1}, "/k_by_kind/boat", "unknown-kind"),
        (("budget",), -1, "/budget", "out-of-range"),
    ],
)
def test_a_bad_value_is_refused_at_its_place(
    path: tuple[str | int, ...], value: object, where: str, reason: str
) -> None:
    """The pointer leads to the value; nothing is solved."""
    question = a_question()
    *way, last = path
    inside = question
    for step in way:
        inside = inside[step]
    inside[last] = value

    with pytest.raises(BadDocument) as refusal:
        read_question(question)

    assert (refusal.value.where, refusal.value.reason) == (where, reason)


@pytest.mark.parametrize(
    ("edges", "where", "reason"),
    [
        ([[1, 2]], "/network/edges/0", "not-an-edge"),
        ([[1, 2, 3], [1, 9, 3]], "/network/edges/1/1", "unknown-vertex"),
        ([[1, 2, -3]], "/network/edges/0/2", "out-of-range"),
        ([[1, 2, "far"]], "/network/edges/0/2", "not-a-number"),
        ([[1, 2, 3]], "/network/edges", "not-connected"),
    ],
)
def test_a_bad_edge_is_refused(edges: list[object], where: str, reason: str) -> None:
    """A vertex nobody can reach makes every distance sum meaningless."""
    network = {"vertices": 3, "edges": edges}
    head = {"sandoq_plan": 1, "kind": "siting", "objective": "p-median", "k": 1}

    with pytest.raises(BadDocument) as refusal:
        read_question({**head, "network": network})

    assert (refusal.value.where, refusal.value.reason) == (where, reason)


def test_covers_name_known_demands_once() -> None:
    """A list with a stranger, or with the same code twice, is refused."""
    for codes, reason in ((["d0", "x"], "unknown-demand"), (["d0", "d0"], "code-twice")):
        question = a_question()
        for site in question["candidates"]:
            site["covers"] = codes
        with pytest.raises(BadDocument) as refusal:
            read_question(question)
        assert (refusal.value.where, refusal.value.reason) == ("/candidates/0/covers/1", reason)


def test_degrees_and_plane_do_not_mix() -> None:
    """Kilometres on a plane say nothing about degrees."""
    question = a_question()
    question["candidates"] = a_question(plane=True)["candidates"]

    with pytest.raises(BadDocument, match="degrees-and-plane-mixed"):
        read_question(question)


def test_sites_fixed_open_may_not_break_the_limits() -> None:
    """The refusal names the limit."""
    question = a_question(k=1)
    for site in question["candidates"][:2]:
        site["fixed"] = "open"

    with pytest.raises(NoFeasiblePlan) as refusal:
        read_question(question)

    assert refusal.value.names == ("k",)


def test_p_median_needs_a_site() -> None:
    """Nobody is at a distance from nothing."""
    with pytest.raises(NoFeasiblePlan):
        solve(read_question(a_question(objective="p-median", k=0)))


def test_minutes_are_kilometres_by_the_road() -> None:
    """30 minutes at 60 km/h on roads 1.5 times as long reach 20 km as the crow flies."""
    road = {"road": {"kmh": 60, "winding": 1.5}}
    minutes = a_question(seed=3, radius_km=None, radius_minutes=30, **road)
    straight = a_question(seed=3, radius_km=20)

    assert solved(minutes).codes == solved(straight).codes


def test_a_demand_at_exactly_the_radius_is_covered() -> None:
    """Whatever the rounding: reach is told to a millimetre."""
    question = a_question(plane=True, demands=1, candidates=1, k=1, radius_km=5)
    question["demands"][0] |= {"x_km": 3.3, "y_km": 4.4}
    question["candidates"][0] |= {"x_km": 0.3, "y_km": 0.4}

    assert solved(question).document()["totals"]["demands_covered"] == 1


def test_the_plan_is_json_without_nan_and_the_same_again() -> None:
    """Two runs of one question differ in their seconds only."""
    question = a_question(seed=9, demands=60, candidates=40, k=6)
    first, second = (solved(question).document() for _ in range(2))
    assert first.pop("seconds") >= 0
    second.pop("seconds")

    assert json.dumps(first, allow_nan=False) == json.dumps(second, allow_nan=False)
