"""The key ceremony: commit before reveal, every contribution checked, any quorum opens."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from sandoq.engines.ballots.errors import CeremonyRefused
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.model import Pedersen, Proof, Signed
from sandoq.engines.ballots.opening import TooFewDecryptions, lagrange, shares
from sandoq.engines.ballots.secret_side import SecretArithmetic
from sandoq.engines.ballots.secret_side.ceremony import Ceremony, assemble, certify
from sandoq.engines.ballots.secret_side.proving import sign
from sandoq.engines.ballots.secret_side.registry import secrets_in
from sandoq.engines.ballots.secret_side.session import Reveal, Seat
from sandoq.engines.ballots.setup import Quorum
from sandoq.engines.ballots.verify import verify_archive
from tests.ballots.archives import write
from tests.ballots.elections import finished, make, threshold_keys

SIZE, THRESHOLD = 3, 2


@pytest.fixture
def arithmetic() -> SecretArithmetic:
    return secrets_in(group_named("Ed25519"))


class Rehearsal:
    """Three trustees of whom two open, taken step by step."""

    def __init__(self, arithmetic: SecretArithmetic) -> None:
        self.arithmetic = arithmetic
        self.seats = [Seat(arithmetic.group, SIZE, THRESHOLD, i + 1) for i in range(SIZE)]
        certified = [certify(arithmetic, seat) for seat in self.seats]
        self.keys = [keys for keys, _ in certified]
        self.certificates = [certificate for _, certificate in certified]

    def ceremony(self, place: int) -> Ceremony:
        return Ceremony(self.arithmetic, self.seats[place], self.keys[place], self.certificates)

    def committed(self) -> tuple[list[object], list[Signed]]:
        pairs = [self.ceremony(place).commit() for place in range(SIZE)]
        return [p for p, _ in pairs], [c for _, c in pairs]

    def revealed(self) -> tuple[list[Signed], list[Reveal]]:
        polynomials, commitments = self.committed()
        return commitments, [
            self.ceremony(place).reveal(polynomials[place], commitments)  # type: ignore[arg-type]
            for place in range(SIZE)
        ]


def test_nothing_is_revealed_before_everybody_committed(arithmetic: SecretArithmetic) -> None:
    """Else the last trustee chooses a polynomial knowing the others' and biases the key."""
    rehearsal = Rehearsal(arithmetic)
    polynomials, commitments = rehearsal.committed()
    with pytest.raises(CeremonyRefused) as refusal:
        rehearsal.ceremony(0).reveal(polynomials[0], commitments[:2])  # type: ignore[arg-type]
    assert (refusal.value.step, refusal.value.reason) == ("commit", "not-all-there")


def test_a_polynomial_chosen_after_the_others_is_refused(arithmetic: SecretArithmetic) -> None:
    """The revealed powers must be the committed ones, even when signed anew."""
    rehearsal = Rehearsal(arithmetic)
    commitments, reveals = rehearsal.revealed()
    late, _ = rehearsal.ceremony(2).commit()
    biased = replace(reveals[2], coefficients=late.signed)
    with pytest.raises(CeremonyRefused) as refusal:
        rehearsal.ceremony(0).conclude(commitments, [*reveals[:2], biased])
    assert (refusal.value.trustee, refusal.value.reason) == (3, "not-committed")


def test_a_wrong_share_names_its_sender(arithmetic: SecretArithmetic) -> None:
    """A share for somebody else, correctly sealed and signed, does not fit the powers."""
    rehearsal = Rehearsal(arithmetic)
    commitments, reveals = rehearsal.revealed()
    swapped = replace(reveals[1], shares=(reveals[1].shares[1], *reveals[1].shares[1:]))
    with pytest.raises(CeremonyRefused) as refusal:
        rehearsal.ceremony(0).conclude(commitments, [reveals[0], swapped, reveals[2]])
    assert (refusal.value.step, refusal.value.trustee) == ("reveal", 2)


def test_a_changed_ciphertext_is_noticed(arithmetic: SecretArithmetic) -> None:
    rehearsal = Rehearsal(arithmetic)
    commitments, reveals = rehearsal.revealed()
    sealed = replace(reveals[0].shares[0], data=reveals[0].shares[1].data)
    spoiled = replace(reveals[0], shares=(sealed, *reveals[0].shares[1:]))
    with pytest.raises(CeremonyRefused) as refusal:
        rehearsal.ceremony(0).conclude(commitments, [spoiled, *reveals[1:]])
    assert refusal.value.reason == "share-signature"


@pytest.mark.parametrize("what", ["signature", "context", "missing", "twice", "mine"])
def test_a_wrong_certificate_stops_the_ceremony(arithmetic: SecretArithmetic, what: str) -> None:
    rehearsal = Rehearsal(arithmetic)
    first = rehearsal.certificates[0]
    spoiled = {
        "signature": [replace(first, signature=Proof(1, 2)), *rehearsal.certificates[1:]],
        "context": [rehearsal.certificates[1], first, rehearsal.certificates[2]],
        "missing": rehearsal.certificates[:2],
        "twice": [first, first, first],
        "mine": [*rehearsal.certificates[:2], certify(arithmetic, rehearsal.seats[2])[1]],
    }
    rehearsal.certificates = spoiled[what]
    with pytest.raises(CeremonyRefused) as refusal:
        rehearsal.ceremony(2)
    assert refusal.value.step == "certify"


def test_a_commitment_of_another_ceremony_is_refused(arithmetic: SecretArithmetic) -> None:
    rehearsal, other = Rehearsal(arithmetic), Rehearsal(arithmetic)
    polynomials, commitments = rehearsal.committed()
    message = other.committed()[1][1].message
    replayed = Signed(message, sign(arithmetic, rehearsal.keys[1].signing, message))
    mixed = [commitments[0], replayed, commitments[2]]
    with pytest.raises(CeremonyRefused) as refusal:
        rehearsal.ceremony(0).reveal(polynomials[0], mixed)  # type: ignore[arg-type]
    assert (refusal.value.trustee, refusal.value.reason) == (2, "other-ceremony")


def test_assembling_checks_as_the_verifier_does(arithmetic: SecretArithmetic) -> None:
    rehearsal = Rehearsal(arithmetic)
    commitments, reveals = rehearsal.revealed()
    conclusions = [
        rehearsal.ceremony(place).conclude(commitments, reveals)[1] for place in range(SIZE)
    ]
    group = arithmetic.group
    item = assemble(group, THRESHOLD, rehearsal.certificates, reveals, conclusions)
    assert isinstance(item, Pedersen)
    swapped = [conclusions[1], conclusions[0], conclusions[2]]
    with pytest.raises(CeremonyRefused):
        assemble(group, THRESHOLD, rehearsal.certificates, reveals, swapped)


def test_any_two_of_three_open_and_one_does_not(
    arithmetic: SecretArithmetic, tmp_path: Path
) -> None:
    keys = threshold_keys(arithmetic, THRESHOLD, SIZE)
    made = make(keys=keys)
    made.cast(0, [[1, 0]])
    results = set()
    for owners in [*combinations((1, 2, 3), 2), (1, 2, 3)]:
        path = write(tmp_path / str(owners), finished(made, owners=owners))
        report = verify_archive(path, engine="reference")
        assert report.is_valid
        results.add(report.result)
    assert results == {((1, 0),)}


def test_interpolation_at_zero_recovers_the_secret() -> None:
    q = 1_000_003
    f = [17, 5, 9]
    points = [2, 5, 6]
    values = [sum(a * x**k for k, a in enumerate(f)) % q for x in points]
    weights = lagrange(points, q)
    assert sum(w * v for w, v in zip(weights, values, strict=True)) % q == 17


def test_a_quorum_that_is_not_reached_is_named() -> None:
    with pytest.raises(TooFewDecryptions) as refusal:
        shares([Quorum(1, (1,)), Quorum(2, (2, 3, 4))], [1, 4], 101)
    assert (refusal.value.owners, refusal.value.present) == ((2, 3, 4), 1)
