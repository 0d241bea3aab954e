"""Codes, votes and trackers on the voter's side."""

import os

import pytest

from sandoq.engines.ballots.errors import BadCode, BadVote
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.hashing import fingerprint
from sandoq.engines.ballots.model import HomomorphicQuestion, NonHomomorphicQuestion
from sandoq.engines.ballots.secret_side.credentials import (
    BASE58,
    new_code,
    normal_code,
    public_of,
    short_checksum,
)
from sandoq.engines.ballots.secret_side.registry import secrets_in
from sandoq.engines.ballots.secret_side.scalars import uniform
from sandoq.engines.ballots.secret_side.shuffling import permutation
from tests.ballots.archives import UUID
from tests.ballots.elections import Made, make


@pytest.fixture(scope="module")
def made() -> Made:
    return make(
        questions=[
            HomomorphicQuestion("q", ("a", "b"), 1, 1, blank=True),
            NonHomomorphicQuestion("r", ("x",)),
        ]
    )


def test_a_code_is_22_characters_and_typed_freely() -> None:
    code = new_code(os.urandom)
    parts = code.split("-")
    assert [len(part) for part in parts] == [5, 6, 5, 6]
    assert set("".join(parts)) <= set(BASE58)
    assert normal_code(f"  {code.replace('-', ' ')} ") == normal_code("".join(parts)) == code


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "length"),
        ("0" * 22, "characters"),
        ("1" * 21, "length"),
        ("O" + "1" * 21, "characters"),
        ("XXX-XXX-XXX-XXX-XXX", "checksum"),
    ],
)
def test_a_mistyped_code_is_refused(typed: str, reason: str) -> None:
    with pytest.raises(BadCode) as refusal:
        normal_code(typed)
    assert refusal.value.reason == reason


def test_a_short_code_with_its_checksum_is_accepted() -> None:
    first = "P9Rru254KUye1f"
    assert normal_code(first + short_checksum(first)) == "P9R-ru2-54K-Uye-1f7"


def test_a_code_gives_different_keys_in_different_elections() -> None:
    arithmetic = secrets_in(group_named("Ed25519"))
    code = new_code(os.urandom)
    assert public_of(arithmetic, UUID, code) != public_of(arithmetic, UUID[::-1], code)


@pytest.mark.parametrize(
    ("vote", "question", "reason"),
    [
        ([[0, 1, 0]], 0, "number-of-questions"),
        ([[0, 1], [1]], 1, "number-of-entries"),
        ([[0, 2, 0], [1]], 1, "not-0-or-1"),
        ([[1, 1, 0], [1]], 1, "blank-with-choices"),
        ([[0, 1, 1], [1]], 1, "sum"),
        ([[0, 0, 0], [1]], 1, "sum"),
        ([[0, 1, 0], [1, 2]], 2, "number-of-entries"),
        ([[0, 1, 0], [256]], 2, "out-of-range"),
    ],
)
def test_a_vote_outside_the_rules_is_refused(
    made: Made, vote: list[list[int]], question: int, reason: str
) -> None:
    """Before anything is encrypted: a booth never makes an invalid ballot."""
    with pytest.raises(BadVote) as refusal:
        made.booth.cast(made.voters[0].secret, vote)
    assert (refusal.value.question, refusal.value.reason) == (question, reason)


def test_the_tracker_is_the_hash_of_the_whole_ballot(made: Made) -> None:
    cast = made.booth.cast(made.voters[0].secret, [[1, 0, 0], [9]])
    assert cast.tracker == fingerprint(cast.data)
    assert len(cast.tracker) == 43


def test_the_same_vote_never_gives_the_same_ballot(made: Made) -> None:
    vote = [[0, 1, 0], [9]]
    ballots = {made.booth.cast(made.voters[0].secret, vote).data for _ in range(3)}
    assert len(ballots) == 3


def test_uniform_draws_reach_every_value_and_no_other() -> None:
    drawn = [uniform(5, os.urandom) for _ in range(300)]
    assert set(drawn) == set(range(5))
    assert sorted(permutation(9, os.urandom)) == list(range(9))
    assert permutation(0, os.urandom) == []
