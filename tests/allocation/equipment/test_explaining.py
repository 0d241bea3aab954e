"""Explanations are re-solves: each claim is checked against a plan made from scratch."""

from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from benchmarks.planning.instances_equipment import Size, equipment_question
from sandoq.engines.allocation.equipment import (
    Study,
    SupplyChange,
    explain_station,
    read_question,
    staircase,
    what_if,
)
from sandoq.engines.allocation.errors import NoFeasiblePlan

MIDDLE = Size(1, 6, 120, 90.0, 60.0)


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """A small province, short of five items."""
    return equipment_question(MIDDLE, 4, 0.8)


@pytest.fixture(scope="module")
def study(document: dict[str, Any]) -> Study:
    """Its study."""
    return Study(read_question(document))


def best_electors(document: dict[str, Any]) -> float:
    """The most electors, solved from scratch."""
    return Study(read_question(document)).base.value


def test_what_if_equals_a_solve_from_scratch(document: dict[str, Any], study: Study) -> None:
    """The warm answer is the cold one, up and down, and the study is unharmed."""
    for store, pieces in ((0, 10), (1, -3), (6, 5)):
        changed = deepcopy(document)
        changed["stores"][store]["stock"]["ups-1"] += pieces

        told = study.what_if([SupplyChange(f"s{store}", "ups-1", pieces)])

        assert told.verified
        assert told.electors_after == pytest.approx(best_electors(changed), rel=2e-6)
        assert told.electors_before == study.base.value
    assert study.best().value == pytest.approx(study.base.value, rel=2e-6)


def test_every_step_of_the_staircase_is_reached_by_solving_anew(
    document: dict[str, Any], study: Study
) -> None:
    """Gains are differences of plans, step upon step, and no shadow price is believed."""
    steps = staircase(study, steps=3, add=4)
    changed = deepcopy(document)
    electors = study.base.value

    assert steps
    for step in steps:
        store = next(one for one in changed["stores"] if one["code"] == step.store)
        store["stock"][step.model] += step.add
        after = best_electors(changed)
        assert step.verified
        assert step.gain_electors == pytest.approx(after - electors, abs=2 + 4e-6 * after)
        electors = after


def test_a_short_station_costs_what_is_told(document: dict[str, Any], study: Study) -> None:
    """Forcing it ready in a plan from scratch loses exactly these electors."""
    codes = study.question.stations.codes
    station = codes[int(np.flatnonzero(~study.base.ready)[0])]

    told = explain_station(study, station)

    forced = document | {"fixed": {"ready": [station]}}
    lost = study.base.value - best_electors(forced)
    assert told.code in {"costs-electors", "equally-good"}
    assert told.electors_lost == pytest.approx(max(lost, 0), abs=2 + 4e-6 * study.base.value)
    assert station not in told.displaced
    assert study.best().value == pytest.approx(study.base.value, rel=2e-6)


def test_reasons_that_need_no_search_are_named(document: dict[str, Any]) -> None:
    """A decision, and a road that does not exist."""
    cut = deepcopy(document)
    codes = [one["code"] for one in cut["stations"] if one["unit"] == "u3"]
    cut["roads"] = {"closed": [{"from": one["code"], "to": "u3"} for one in cut["stores"]]}
    cut["fixed"] = {"not_ready": ["t0"]}
    study = Study(read_question(cut))

    assert explain_station(study, "t0").code == "fixed-not-ready"
    assert explain_station(study, codes[-1]).code == "out-of-reach"


def test_unknown_codes_are_refused(study: Study, document: dict[str, Any]) -> None:
    """A slip of the pen is no explanation."""
    with pytest.raises(NoFeasiblePlan):
        study.what_if([SupplyChange("s0", "horse", 1)])
    with pytest.raises(NoFeasiblePlan):
        what_if(read_question(document), [SupplyChange("s0", "ups-1", -(10**6))])
    with pytest.raises(NoFeasiblePlan):
        explain_station(study, "nowhere")
