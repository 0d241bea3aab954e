"""The roll: who is listed, and which ballot of a credential counts."""

import random

from sandoq.engines.ballots.model import Credential
from sandoq.engines.ballots.roll import Places, Roll


def test_thousands_of_texts_keep_their_places() -> None:
    """Through every growth of the table, against a dictionary."""
    chance, places, known = random.Random(7), Places(), dict[str, int]()
    for _ in range(6000):
        text = f"{chance.randrange(4000):064x}"
        assert places.add(text) == known.setdefault(text, len(known))
        assert len(places) == len(known)
    assert [places.find(text) for text in known] == list(known.values())
    assert places.find("x") is None


def test_a_repeated_credential_is_told_by_its_line_and_keeps_its_first_weight() -> None:
    roll = Roll([Credential("a", 2), Credential("b", 3), Credential("a", 5), Credential("c", 7)])
    assert roll.duplicates == [3]
    assert len(roll) == 4
    assert [roll.weight_of(text) for text in "abcd"] == [2, 3, 7, None]


def test_the_last_ballot_of_a_credential_counts() -> None:
    roll = Roll([Credential("a", 2), Credential("b", 3), Credential("c", 4)])
    for number, (text, digest) in enumerate((("a", "00"), ("b", "01"), ("a", "02"))):
        assert roll.note(text, digest * 32, revoting=True) is None, number
    assert [roll.counted_weight(ballot) for ballot in range(3)] == [0, 3, 2]
    assert (roll.num_tallied, roll.total_weight) == (2, 5)
    second = roll.note("b", "03" * 32, revoting=False)
    assert second is not None
    assert second.code == "ballot-second"
    replayed = roll.note("a", "00" * 32, revoting=True)
    assert replayed is not None
    assert replayed.code == "ballot-replayed"
    unlisted = roll.note("d", "04" * 32, revoting=True)
    assert unlisted is not None
    assert unlisted.code == "ballot-unlisted-credential"
