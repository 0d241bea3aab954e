"""The planner against every possible choice, on small questions of every shape."""

from typing import Any

from hypothesis import given, settings

from sandoq.engines.allocation.checking import check_plan
from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.equipment import read_question, solve
from tests.allocation.equipment.brute import Brute
from tests.allocation.equipment.questions import questions


@settings(max_examples=60, deadline=None)
@given(questions())
def test_no_choice_is_better_and_every_bound_holds(question: dict[str, Any]) -> None:
    """Electors goal by goal exactly, equity and carriage between value and bound."""
    plan = solve(read_question(question))
    brute = Brute(question)
    goals = {goal.goal: goal.certificate for goal in plan.goals}

    best = brute.choices
    for rank, goal in enumerate(("priority-2", "priority-1", "electors")):
        most = max(values[rank] for values, _ in best)
        best = [one for one in best if one[0][rank] == most]
        if goal in goals:
            assert goals[goal].value == most
            assert goals[goal].bound >= most
    if "equity" in goals:
        fairest = max(values[3] for values, _ in best)
        assert goals["equity"].value - 1e-7 <= fairest <= goals["equity"].bound + 1e-7
    floors = {goal.goal: goal.floor for goal in plan.goals}
    fair = [one for one in best if one[0][3] >= (floors.get("equity") or 0.0) - 1e-7]
    cheapest = min(cost for _, cost in fair)
    assert goals["transport"].bound <= cheapest + 1e-4
    assert goals["transport"].value >= cheapest - 1e-2


@settings(max_examples=60, deadline=None)
@given(questions())
def test_every_plan_passes_the_independent_validator(question: dict[str, Any]) -> None:
    """The validator reads the documents anew and recomputes values and proofs."""
    plan = solve(read_question(question)).document()
    answer = {"sandoq_plan": 1, "kind": "equipment-plan", "input_sha256": input_sha256(question)}

    failed = [one for one in check_plan(question, answer | plan) if not one.holds]

    assert failed == []


@settings(max_examples=10, deadline=None)
@given(questions())
def test_the_same_question_has_the_same_answer(question: dict[str, Any]) -> None:
    """Seconds aside, two runs write the same plan."""
    first, second = (solve(read_question(question)).document() for _ in range(2))

    assert first | {"seconds": 0} == second | {"seconds": 0}
