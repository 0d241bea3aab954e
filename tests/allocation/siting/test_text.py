"""Published instances in text: OR-Library's p-median and set covering, and two plain forms."""

from pathlib import Path

import pytest

from sandoq.engines.allocation.errors import BadDocument
from sandoq.engines.allocation.siting import read_question
from sandoq.engines.allocation.siting.text import is_text, read_text
from tests.allocation.siting.scenes import best_cost, solved

PMED = """ 5 6 2
 1 2 30
 2 3 46
 3 4 1
 4 5 28
 5 1 7
 2 1 4
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "instance.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_of_a_repeated_edge_the_last_length_counts(tmp_path: Path) -> None:
    """OR-Library's own words; both directions are one edge."""
    plan = solved(read_text(written(tmp_path, PMED)))
    costs = plan.question.model.costs

    assert costs[0, 1] == costs[1, 0] == 4
    assert costs[1, 4] == 11
    assert plan.certificate.value == best_cost(plan.question)


def test_shortest_paths_go_through_other_vertices(tmp_path: Path) -> None:
    """An edge longer than a detour is not a distance."""
    question = read_question(read_text(written(tmp_path, "3 3 1\n1 2 10\n2 3 10\n1 3 50\n")))

    assert question.model.costs[0, 2] == 20


@pytest.mark.parametrize(
    ("text", "where", "reason"),
    [
        ("3 2 1\n1 2 5\n", "/line/1", "other-count-of-edges"),
        ("3 2 1\n1 2 5\n2 4 5\n", "/line/3", "unknown-vertex"),
        ("3 2 1\n1 2 5\n2 3\n", "/line/3", "not-an-edge"),
        ("3 2 1\n1 2 5\n2 3 x\n", "/line/3", "not-a-number"),
        ("3 2 1\n1 2 5\n2 3 -1\n", "/line/3", "out-of-range"),
        ("3 2 1\n1 2 5\n2 3 1e999\n", "/line/3", "not-a-number"),
        ("3 2 1\n1 2 5\n2.5 3 1\n", "/line/3", "not-a-whole-number"),
        ("3 2 4\n1 2 5\n2 3 1\n", "/line/1", "p-out-of-range"),
        ("3 2 0\n1 2 5\n2 3 1\n", "/line/1", "p-out-of-range"),
        ("hello\n", "/line/1", "unknown-format"),
        ("# nothing\n\n", "/", "empty"),
        ("covering 2 3\n", "/line/1", "not-covering-sites-demands-k"),
        ("covering 2 3 1\n5 6 7\n1 2\n", "/line/1", "other-counts"),
        ("covering 1 3 1\n5 6 7\n1 4\n", "/line/3", "unknown-demand"),
        ("points 1\n1 2\n", "/line/1", "not-points-k-radius"),
        ("points 1 5\n1 2\n1 2 3 4\n", "/line/3", "not-x-y-weight"),
        ("2 2\n1 1\n1 1\n2 1 3\n", "/line/4", "unknown-column"),
        ("2 2\n1 1\n1 1\n", "/line/3", "ends-too-early"),
        ("2 2\n1 1\n1 1\n1 2\n9\n", "/line/5", "other-count-of-numbers"),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, text: str, where: str, reason: str) -> None:
    """The pointer is the line's number."""
    with pytest.raises(BadDocument) as refusal:
        read_text(written(tmp_path, text))

    assert (refusal.value.where, refusal.value.reason) == (where, reason)


def test_a_covering_instance_is_read(tmp_path: Path) -> None:
    """Weights may stand on several lines; a lone 0 covers nobody."""
    text = "covering 3 4 1   # sites demands k\n5 6\n7 8\n1 2\n0\n3\n"
    plan = solved(read_text(written(tmp_path, text)))

    assert plan.certificate.value == 11
    assert plan.codes == ["1"]


def test_a_set_covering_instance_is_read(tmp_path: Path) -> None:
    """Rows become demands, columns candidates with their costs; k comes from outside."""
    text = " 3 3\n 1 2 3\n 2\n 1 2\n 1\n 2\n 2 2\n 3\n"
    question = {**read_text(written(tmp_path, text)), "k": 1}
    plan = solved(question)

    assert plan.codes == ["2"]
    assert plan.certificate.value == 3


def test_points_are_demands_and_candidates(tmp_path: Path) -> None:
    """A weight left out is 1."""
    plan = solved(read_text(written(tmp_path, "points 1 5\n0 0 10\n4 0\n8 0 7\n")))

    assert plan.codes == ["2"]
    assert plan.certificate.value == 18


def test_json_is_not_taken_for_text(tmp_path: Path) -> None:
    """Told apart by the first sign."""
    assert not is_text(written(tmp_path, '\ufeff {"kind": "siting"}'))
    assert is_text(written(tmp_path, PMED))
