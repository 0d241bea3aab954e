"""Questions that cannot be used are refused with the place and the reason."""

import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.equipment import read_question, solve
from sandoq.engines.allocation.errors import BadDocument, NoFeasiblePlan
from tests.allocation.equipment.questions import a_question, a_station, a_store

EXAMPLE = Path("docs/examples/planning/equipment.json")


def example() -> dict[str, Any]:
    """The documentation's example."""
    return json.loads(EXAMPLE.read_bytes())


@pytest.mark.parametrize(
    ("path", "value", "where", "reason"),
    [
        (("items",), [], "/items", "empty"),
        (("items", 0, "volume"), -1, "/items/0/volume", "out-of-range"),
        (("items", 1, "code"), "computer", "/items/1/code", "code-twice"),
        (("models", 0, "item"), "horse", "/models/0/item", "unknown-code"),
        (("models", 0, "also_serves"), ["horse"], "/models/0/also_serves", "unknown-code"),
        (("units", 1, "code"), "babol", "/units/1/code", "code-twice"),
        (("stores", 0, "lat"), 91, "/stores/0/lat", "out-of-range"),
        (("stores", 0, "stock"), {"horse": 1}, "/stores/0/stock", "unknown-code"),
        (("stores", 0, "stock"), {"laptop": -1}, "/stores/0/stock/laptop", "too-small"),
        (("stores", 2, "arrivals", 0, "on"), "soon", "/stores/2/arrivals/0/on", "not-a-date"),
        (("stores", 1, "serves"), ["atlantis"], "/stores/1/serves", "unknown-code"),
        (("stations", 3, "lat"), float("nan"), "/stations/3/lat", "not-a-number"),
        (("stations", 3, "lon"), 181, "/stations/3/lon", "out-of-range"),
        (("stations", 3, "unit"), "atlantis", "/stations/3/unit", "unknown-code"),
        (("stations", 3, "electors"), 1.5, "/stations/3/electors", "not-a-whole-number"),
        (("stations", 3, "electors"), True, "/stations/3/electors", "not-a-whole-number"),
        (("stations", 3, "priority"), 3, "/stations/3/priority", "out-of-range"),
        (("stations", 3, "code"), "1001", "/stations/3/code", "code-twice"),
        (("stations", 3, "needs"), {"horse": 1}, "/stations/3/needs/horse", "unknown-code"),
        (("stations", 3, "needs"), {"ups": -1}, "/stations/3/needs/ups", "too-small"),
        (("stations", 3, "needs"), 7, "/stations/3/needs", "not-an-object"),
        (("stations", 3, "has"), {"horse": 1}, "/stations/3/has/horse", "unknown-code"),
        (("stations", 3), 7, "/stations/3", "not-an-object"),
        (
            ("stations", 3, "accepts"),
            {"ups": ["laptop"]},
            "/stations/3/accepts/ups",
            "model-does-not-serve",
        ),
        (("roads", "factor"), 0, "/roads/factor", "out-of-range"),
        (("roads", "closed", 0, "from"), "x", "/roads/closed/0/from", "unknown-code"),
        (("goals", "gap"), 2, "/goals/gap", "out-of-range"),
        (("goals", "equity_floor"), 1.1, "/goals/equity_floor", "out-of-range"),
        (("fixed",), {"ready": ["9"]}, "/fixed/ready", "unknown-code"),
        (
            ("fixed",),
            {"ready": ["1001"], "not_ready": ["1001"]},
            "/fixed/not_ready",
            "ready-and-not-ready",
        ),
        (("previous",), {"transfers": [], "ready": ["9"]}, "/previous/ready", "unknown-code"),
        (("change_price",), -1, "/change_price", "out-of-range"),
    ],
)
def test_a_fault_is_named_by_its_place(
    path: tuple[Any, ...], value: object, where: str, reason: str
) -> None:
    """Whoever made the file can go straight there."""
    question = deepcopy(example())
    inside: Any = question
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value

    with pytest.raises(BadDocument) as refusal:
        read_question(question)

    assert (refusal.value.where, refusal.value.reason) == (where, reason)


def test_stations_fixed_beyond_supply_are_named() -> None:
    """One piece cannot make two stations ready."""
    stations = [a_station(f"t{at}", "u0", 10, {"a": 1}) for at in range(2)]
    question = a_question([a_store("s0", "u0", {"a1": 1})], stations, fixed={"ready": ["t0", "t1"]})

    with pytest.raises(NoFeasiblePlan) as refusal:
        solve(read_question(question))

    assert refusal.value.names == ("t0", "t1")


def test_a_transfer_fixed_above_stock_is_named() -> None:
    """The limit is refused, not quietly lowered."""
    limit = {"from": "s0", "to": "u0", "model": "a1", "at_least": 2}
    question = a_question(
        [a_store("s0", "u0", {"a1": 1})],
        [a_station("t0", "u0", 10, {"a": 1})],
        fixed={"transfers": [limit]},
    )

    with pytest.raises(NoFeasiblePlan) as refusal:
        solve(read_question(question))

    assert refusal.value.names == ("s0/u0/a1",)


@pytest.mark.processes
def test_the_example_is_planned_and_checked_by_the_command(tmp_path: Path) -> None:
    """What the documentation shows runs, and the plan belongs to it."""
    plan = tmp_path / "plan.json"
    command = [sys.executable, "-m", "sandoq.cli", "plan"]

    made = subprocess.run([*command, "equipment", str(EXAMPLE), "-o", str(plan)], check=False)
    judged = subprocess.run([*command, "check", str(EXAMPLE), str(plan)], check=False)

    assert (made.returncode, judged.returncode) == (0, 0)
    assert json.loads(plan.read_bytes())["input_sha256"] == input_sha256(example())


@pytest.mark.processes
def test_the_command_explains_and_shares_items_separately(tmp_path: Path) -> None:
    """Options of the verb end in documents that say what was asked."""
    plan = tmp_path / "plan.json"
    command = [
        sys.executable,
        "-m",
        "sandoq.cli",
        "plan",
        "equipment",
        str(EXAMPLE),
        "-o",
        str(plan),
    ]

    subprocess.run(
        [*command, "--what-if", "ups-600:store-babol:+1", "--staircase", "2"], check=True
    )
    explained = json.loads(plan.read_bytes())
    subprocess.run([*command, "--items-separately"], check=True)
    separate = json.loads(plan.read_bytes())
    judge = [sys.executable, "-m", "sandoq.cli", "plan", "check", str(EXAMPLE), str(plan)]
    judged = subprocess.run(judge, check=False)

    assert explained["what_if"][0]["gain_electors"] == 930
    assert explained["staircase"][0]["verified"]
    assert [row["served"] for row in separate["items"]][2] == 4
    assert judged.returncode == 0
