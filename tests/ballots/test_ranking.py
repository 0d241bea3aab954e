"""Ranking choices: every number is one choice, and nothing else is."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.ranking import NotAChoice, Ranking


@pytest.mark.parametrize(("n", "least", "most"), [(1, 0, 1), (5, 0, 5), (6, 2, 3), (7, 3, 3)])
def test_ranks_are_the_choices_counted(n: int, least: int, most: int) -> None:
    """Against brute force: a bijection between choices and 0 … total-1."""
    ranking = Ranking(n, least, most)
    choices = [c for k in range(least, most + 1) for c in combinations(range(n), k)]
    assert ranking.total == len(choices)
    assert sorted(map(ranking.rank, choices)) == list(range(len(choices)))
    assert [ranking.unrank(ranking.rank(c)) for c in choices] == choices


def test_thirty_of_three_thousand_fit_into_one_answer() -> None:
    ranking = Ranking(3000, 0, 30)
    assert ranking.length == group_named("Ed25519").embedding.most == 30


@given(st.sets(st.integers(0, 2999), max_size=30))
@settings(deadline=None)
def test_a_choice_comes_back_out_of_its_integers(chosen: set[int]) -> None:
    ranking = Ranking(3000, 0, 30)
    values = ranking.to_integers(chosen)
    assert len(values) == 30
    assert ranking.from_integers(values) == tuple(sorted(chosen))


@given(st.lists(st.integers(0, 255), min_size=30, max_size=30))
@settings(deadline=None)
def test_all_integers_are_a_choice_or_an_invalid_vote(values: list[int]) -> None:
    """Nothing a voter's machine may send stops the count."""
    ranking = Ranking(3000, 0, 30)
    number = int.from_bytes(bytes(values), "big")
    if number < ranking.total:
        assert ranking.to_integers(ranking.from_integers(values)) == values
    else:
        with pytest.raises(NotAChoice) as refusal:
            ranking.from_integers(values)
        assert refusal.value.reason == "out-of-range"


@pytest.mark.parametrize("values", [[0], [0, 0, 0], [0, 256], [-1, 0]])
def test_integers_of_another_shape_are_an_invalid_vote(values: list[int]) -> None:
    with pytest.raises(NotAChoice):
        Ranking(20, 0, 4).from_integers(values)


@pytest.mark.parametrize("chosen", [[1, 1], [20], [-1], [1, 2, 3], []])
def test_what_is_no_choice_has_no_rank(chosen: list[int]) -> None:
    with pytest.raises(NotAChoice):
        Ranking(20, 1, 2).rank(chosen)


@pytest.mark.parametrize("bounds", [(3, 2, 1), (3, 0, 4), (3, -1, 1), (3001, 0, 1), (99, 0, 31)])
def test_bounds_outside_the_promise_are_refused(bounds: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"bounds|candidates"):
        Ranking(*bounds)
