"""The ladder is climbed one step at a time, and the nearest assignment holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.elections.rules.stages import (
    LADDER,
    falls_back,
    furthest,
    is_step_back,
    is_under,
    may_advance,
    nearest,
    overlap,
    upwards,
)

paths = st.lists(st.sampled_from(["0001", "0002", "0003"]), min_size=1, max_size=4).map("".join)


@pytest.mark.parametrize("previous", LADDER)
@pytest.mark.parametrize("following", LADDER)
def test_at_most_one_step_further_and_any_step_back(previous: str, following: str) -> None:
    """S0 to S1 is a step, S0 to S2 a leap; back is always possible."""
    steps = int(following[1]) - int(previous[1])

    assert may_advance(previous, following) == (steps <= 1)
    assert is_step_back(previous, following) == (steps < 0)


def test_the_furthest_stage_is_the_next_one_up_to_the_last() -> None:
    """The refusal tells what would have been allowed."""
    assert [furthest(stage) for stage in LADDER] == ["S1", "S2", "S3", "S4", "S4"]


def test_a_fallback_is_lower_and_paper_falls_back_to_paper() -> None:
    """A station whose electronics fail must have something left that works without them."""
    assert falls_back("S2", "S1")
    assert falls_back("S0", "S0")
    assert not falls_back("S2", "S2")
    assert not falls_back("S1", "S3")


def test_a_name_that_is_no_stage_is_an_error() -> None:
    """A typing mistake must not count as paper."""
    with pytest.raises(ValueError, match="not in tuple"):
        may_advance("S0", "S9")


@given(st.dictionaries(paths, st.integers()), paths)
def test_the_nearest_assignment_is_the_longest_prefix(assigned: dict[str, int], path: str) -> None:
    """Checked against the definition: of all assigned prefixes, the longest."""
    prefixes = [known for known in assigned if path.startswith(known)]
    expected = assigned[max(prefixes, key=len)] if prefixes else None

    assert nearest(assigned, path) == expected
    assert is_under(path, set(assigned)) == bool(prefixes)


@given(st.dictionaries(paths, st.sampled_from(["الف", "ب"])), st.lists(paths, max_size=4))
def test_shared_ground_is_found_exactly_where_paths_are_prefixes(
    drawn: dict[str, str], given_paths: list[str]
) -> None:
    """Against brute force over all pairs: nothing overlapping passes, nothing apart is refused."""

    def shares(a: str, b: str) -> bool:
        return a.startswith(b) or b.startswith(a)

    clashes = [
        path
        for index, path in enumerate(given_paths)
        if any(shares(path, known) for known in [*drawn, *given_paths[:index]])
    ]
    found = overlap(drawn, given_paths)

    assert (found is None) == (not clashes)
    if found is not None:
        assert found[0] == clashes[0]
        holders = {drawn[known] for known in drawn if shares(found[0], known)}
        twice = [path for path in given_paths if shares(found[0], path)]
        assert found[1] in holders | ({""} if len(twice) > 1 else set())


def test_a_path_leads_up_to_the_root() -> None:
    """District, county, province, country."""
    assert list(upwards("000100020003")) == ["000100020003", "00010002", "0001"]
