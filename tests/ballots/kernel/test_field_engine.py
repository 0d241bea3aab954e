"""The kernel engine for the field groups against the reference, honest and forged."""

import os
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.ballots.arithmetic import HintsUnsupported
from sandoq.engines.ballots.groups.field import FieldGroup
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.kernel.modular.engine import CompiledPowers, FieldEngine
from sandoq.engines.ballots.model import (
    Ballot,
    Ciphertext,
    ElectionContext,
    HomomorphicQuestion,
    NonHomomorphicQuestion,
)
from sandoq.engines.ballots.reference import ReferenceEngine
from sandoq.engines.ballots.secret_side.registry import secrets_in
from sandoq.engines.ballots.secret_side.shuffling import shuffle_lists
from tests.ballots.kernel import cases
from tests.ballots.kernel.cases import context, forged, honest
from tests.ballots.kernel.forge import Forger, bumped, of_order_two

BELENIOS, RFC = "BELENIOS-2048", "RFC-3526-2048"
GROUPS = [BELENIOS, RFC]


@cache
def engine(group: str = BELENIOS) -> FieldEngine:
    return FieldEngine(context(group))


@cache
def bad() -> dict[str, Ballot]:
    return forged(Forger(context(BELENIOS), seed=2), 55)


@cache
def good() -> tuple[Ballot, ...]:
    forger = Forger(context(BELENIOS))
    return tuple(honest(forger, 100 + i, blank=i == 1) for i in range(3))


def field_group(name: str) -> FieldGroup:
    found = group_named(name)
    assert isinstance(found, FieldGroup)
    return found


@pytest.mark.parametrize("name", GROUPS)
@settings(deadline=None, max_examples=6)
@given(data=st.data())
def test_compiled_powers_are_pythons(name: str, data: st.DataObject) -> None:
    group = field_group(name)
    p, q = group.p, group.order
    base = st.one_of(
        st.sampled_from([0, 1, 2, p - 1, p - 2, (1 << 2047) - 1]), st.integers(0, p - 1)
    )
    exponent = st.one_of(st.sampled_from([0, 1, 15, 16, 31, q - 1, q]), st.integers(0, q))
    terms = data.draw(st.lists(st.tuples(base, exponent), min_size=1, max_size=6))
    bases, exponents = [b for b, _ in terms], [e for _, e in terms]
    found = CompiledPowers(group).all(bases, exponents)
    assert found == [pow(b, e, p) for b, e in terms]


def test_honest_ballots_are_valid_and_their_product_is_right() -> None:
    found = engine().check_ballots(good(), [2, 0, 1])
    expected = ReferenceEngine(context(BELENIOS)).check_ballots(good(), [2, 0, 1])
    assert found == expected
    assert found.valid == (True,) * 3


def test_no_forgery_passes_and_none_spoils_its_neighbours() -> None:
    mixed: list[Ballot] = []
    for i, ballot in enumerate(bad().values()):
        mixed += [good()[i % 3], ballot]
    found = engine().check_ballots(mixed, [1] * len(mixed))
    assert found.valid == (True, False) * len(bad())


@pytest.mark.parametrize("name", ["alpha of even order", "beta of even order"])
def test_only_membership_gives_elements_of_even_order_away(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FieldGroup, "is_member", lambda self, number: True)
    assert list(ReferenceEngine(context(BELENIOS)).faults(bad()[name])) == []


@pytest.mark.parametrize("name", GROUPS)
def test_members_are_the_references(name: str) -> None:
    group = field_group(name)
    member = group.power(group.generator, 77)
    numbers = [member, 1, group.p - 1, member * (group.p - 1) % group.p, group.p, group.p + member]
    texts = [*map(str, numbers), "9" * 617]
    reference = ReferenceEngine(context(name))
    assert engine(name).are_members(texts) == reference.are_members(texts)
    assert engine(name).are_members(texts)[:2] == [True, True]
    assert engine(name).are_members([]) == []


def test_there_are_no_hints() -> None:
    assert engine().hint_bytes == 0
    with pytest.raises(HintsUnsupported):
        engine().make_hints(good())
    assert engine().check_ballots(good(), [1] * 3, [b""] * 3).valid == (True,) * 3


@cache
def small() -> ElectionContext:
    """One choice and one raw question: exponents of 2047 bits are slow in Python."""
    group = field_group(RFC)
    questions = (HomomorphicQuestion("q", ("a",), 0, 1), NonHomomorphicQuestion("r", ("a",)))
    key = group.encode(group.generator_power(4321))
    return ElectionContext(group, "ABCDEFGHabcdef", "fingerprint", key, questions)


def test_ballots_of_the_safe_prime_group_are_checked_too() -> None:
    forger, secret = Forger(small()), 77
    group = small().group
    public = group.encode(group.generator_power(secret))
    answers = [
        forger.answer(small().questions[0], [forger.encrypt(1)], public),  # type: ignore[arg-type]
        cases.raw_answer(forger, public),
    ]
    ballot = forger.ballot(answers, secret)
    false = cases.with_answer(
        ballot,
        0,
        overall=bumped(answers[0].overall, 1, 1, group.order),  # type: ignore[union-attr]
    )
    raw = [answers[0], cases.raw_answer(forger, public, beta_times=of_order_two(group))]
    outside = forger.ballot(raw, secret)
    found = FieldEngine(small()).check_ballots([ballot, false, outside], [1] * 3)
    assert found.valid == (True, False, False)


def test_a_shuffle_and_row_products_go_through_compiled_powers() -> None:
    forger = Forger(small(), seed=5)
    inputs = tuple(Ciphertext(*forger.encrypt(i).texts) for i in range(2))
    made = shuffle_lists(small(), secrets_in(small().group), os.urandom, (inputs,))
    fast = FieldEngine(small())
    outputs, proof = made.ciphertexts[0], made.proofs[0]
    assert fast.check_shuffle(inputs, outputs, proof)
    assert not fast.check_shuffle(inputs, outputs[::-1], proof)
    columns = [[e.alpha for e in inputs], [e.beta for e in inputs]]
    expected = ReferenceEngine(small()).row_products(columns, [3, -2])
    assert fast.row_products(columns, [3, -2]) == expected
