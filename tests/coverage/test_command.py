"""`sandoq plan coverage` as a real process, and every way a question can be wrong."""

import copy
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sandoq.engines.coverage.errors import BadCoverageQuestion
from sandoq.engines.coverage.question import accept_question

EXAMPLE = Path(__file__).parents[2] / "docs/examples/planning/coverage.json"


def run(*arguments: object, language: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sandoq.cli", "plan", "coverage", *map(str, arguments)]
    environment = os.environ | {"LC_ALL": language, "PYTHONUTF8": "1"}
    return subprocess.run(
        command, capture_output=True, text=True, env=environment, timeout=120, check=False
    )


def question() -> dict:
    return json.loads(EXAMPLE.read_text())


@pytest.mark.processes
def test_the_example_is_answered_as_an_estimate_and_never_as_evidence(tmp_path: Path) -> None:
    """Measured points get no estimate; the same question has the same answer."""
    out = tmp_path / "out.json"
    done = run(EXAMPLE, "-o", out)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(out.read_text())
    assert answer["kind"] == "coverage-plan"
    assert answer["is_evidence"] is False
    asked = question()
    for found in answer["operators"]:
        measured = {
            one["point"] for one in asked["readings"] if one["operator"] == found["operator"]
        }
        told = {one["point"] for one in found["estimates"]}
        assert told | measured == {one["code"] for one in asked["points"]}
        assert not told & measured
        for one in found["estimates"]:
            assert one["low_dbm"] < one["dbm"] < one["high_dbm"]
            assert 0 <= one["probability"] <= 1
            assert "terrain-unknown" in one["beyond"]
    gains = [one["electors_at_risk"] for one in answer["survey"]]
    assert len(gains) == 5
    assert gains == sorted(gains, reverse=True)
    assert run(EXAMPLE).stdout == out.read_text()


@pytest.mark.processes
def test_terrain_is_read_beside_the_question(tmp_path: Path) -> None:
    """A ridge of 1,500 m between a village and the towers shows in its estimate."""
    heights = np.zeros((1201, 1201), dtype=">i2")
    heights[600:620, :] = 1500
    (tmp_path / "N36E052.hgt").write_bytes(heights.tobytes())
    asked = question() | {"readings": []}
    levels = []
    for tiles in (["N36E052.hgt"], []):
        (tmp_path / "in.json").write_text(json.dumps(asked | {"terrain": tiles}))
        answer = json.loads(run(tmp_path / "in.json").stdout)
        levels.append({one["point"]: one for one in answer["operators"][1]["estimates"]})
    hilly, flat = levels
    south = next(one["code"] for one in asked["points"] if one["lat"] < 36.45)
    assert hilly[south]["dbm"] < flat[south]["dbm"] - 5
    assert "terrain-unknown" in flat[south]["beyond"]
    assert "terrain-unknown" not in hilly[south]["beyond"]


@pytest.mark.processes
def test_a_refusal_names_the_place_in_the_readers_language(tmp_path: Path) -> None:
    asked = question()
    asked["towers"][2]["lat"] = 136
    (tmp_path / "in.json").write_text(json.dumps(asked))
    done = run(tmp_path / "in.json", "-o", tmp_path / "out.json")
    assert done.returncode == 1
    assert "bad-coverage-question" in done.stderr
    assert "/towers/2/lat" in done.stderr
    assert not (tmp_path / "out.json").exists()
    assert "پذیرفتنی نیست" in run(tmp_path / "in.json", language="fa_IR.UTF-8").stderr
    missing = run(tmp_path / "nothing.json")
    assert missing.returncode == 1
    assert "nothing.json" in missing.stderr


def wrong(change: object) -> dict:
    asked = copy.deepcopy(question())
    change(asked)  # type: ignore[operator]
    return asked


@pytest.mark.parametrize(
    ("change", "where", "reason"),
    [
        (lambda q: q.update(sandoq_plan=2), "/sandoq_plan", "unknown-version"),
        (lambda q: q.update(kind="siting"), "/kind", "unknown-kind"),
        (lambda q: q.update(points={}), "/points", "not-a-list"),
        (lambda q: q["points"].insert(1, 7), "/points/1", "not-an-object"),
        (lambda q: q["points"][3].update(code="b-001"), "/points/3/code", "code-twice"),
        (lambda q: q["points"][0].pop("code"), "/points/0/code", "missing"),
        (lambda q: q["points"][0].pop("lat"), "/points/0/lat", "missing"),
        (lambda q: q["points"][0].update(lat="36"), "/points/0/lat", "not-a-number"),
        (lambda q: q["points"][0].update(lon=float("nan")), "/points/0/lon", "not-a-number"),
        (lambda q: q["points"][0].update(area="moon"), "/points/0/area", "unknown"),
        (lambda q: q["points"][0].update(electors=-1), "/points/0/electors", "out-of-range"),
        (lambda q: q["towers"][0].update(band_mhz=9), "/towers/0/band_mhz", "out-of-range"),
        (lambda q: q["towers"][0].update(height_m=True), "/towers/0/height_m", "not-a-number"),
        (lambda q: q["towers"][0].update(operator=""), "/towers/0/operator", "not-a-text"),
        (lambda q: q["readings"][0].update(point="x"), "/readings/0/point", "unknown-code"),
        (lambda q: q["readings"][0].update(dbm=5), "/readings/0/dbm", "out-of-range"),
        (
            lambda q: q["readings"][0].update(outdoors="yes"),
            "/readings/0/outdoors",
            "not-true-or-false",
        ),
        (lambda q: q.update(survey=-1), "/survey", "out-of-range"),
        (lambda q: q.update(threshold_dbm=12), "/threshold_dbm", "out-of-range"),
        (lambda q: q.update(terrain=[3]), "/terrain/0", "not-a-text"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_place(change: object, where: str, reason: str) -> None:
    with pytest.raises(BadCoverageQuestion) as refusal:
        accept_question(wrong(change))
    assert (refusal.value.where, refusal.value.reason) == (where, reason)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("name", "reason"), [("N36E052.hgt", "cannot-be-read"), ("broken.hgt", "no-tile-name")]
)
def test_a_tile_that_is_missing_or_none_is_named(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "in.json").write_text(json.dumps(question() | {"terrain": [name]}))
    told = run(tmp_path / "in.json").stderr
    assert "/terrain/0" in told
    assert reason in told
