"""Shuffles, decryption factors and products of rows: the kernel against the reference."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from sandoq.engines.ballots.groups import Element
from sandoq.engines.ballots.hashing import challenge
from sandoq.engines.ballots.kernel.curve import belonging
from sandoq.engines.ballots.kernel.curve.engine import CurveEngine
from sandoq.engines.ballots.model import Ciphertext, Proof, ShuffleProof
from sandoq.engines.ballots.reference import ReferenceEngine
from sandoq.engines.ballots.secret_side.registry import secrets_in
from sandoq.engines.ballots.secret_side.shuffling import shuffle_lists
from tests.ballots.kernel.cases import context
from tests.ballots.kernel.forge import Forger, bumped, even, of_order_two

GROUP = context().group
Q = GROUP.order
TWO = of_order_two(GROUP)


@cache
def engine() -> CurveEngine:
    return CurveEngine(context())


@cache
def reference() -> ReferenceEngine:
    return ReferenceEngine(context())


def times(text: str, element: Element) -> str:
    return GROUP.encode(GROUP.multiply(GROUP.decode(text), element))


def ciphertexts(count: int) -> tuple[Ciphertext, ...]:
    forger = Forger(context(), seed=9)
    return tuple(Ciphertext(*forger.encrypt(i).texts) for i in range(count))


Shuffled = tuple[tuple[Ciphertext, ...], tuple[Ciphertext, ...], ShuffleProof]


@cache
def shuffled(count: int) -> Shuffled:
    """An honest shuffle."""
    inputs = ciphertexts(count)
    made = shuffle_lists(context(), secrets_in(GROUP), os.urandom, (inputs,))
    return inputs, made.ciphertexts[0], made.proofs[0]


@pytest.mark.parametrize("count", [1, 2, 5])
def test_an_honest_shuffle_is_accepted(count: int) -> None:
    assert engine().check_shuffle(*shuffled(count))


def test_a_shuffle_of_nothing_is_as_the_reference_says() -> None:
    nothing = ShuffleProof((GROUP.encode(GROUP.identity),) * 5, (), (0,) * 4, (), (), (), ())
    assert engine().check_shuffle((), (), nothing) == reference().check_shuffle((), (), nothing)


def replaced(values: tuple[str, ...], place: int, value: str) -> tuple[str, ...]:
    return (*values[:place], value, *values[place + 1 :])


def with_list(name: str, change: Callable[[str], str]) -> Callable[[Shuffled], Shuffled]:
    """Change the second element of one of the proof's lists."""

    def spoil(case: Shuffled) -> Shuffled:
        inputs, outputs, proof = case
        values = getattr(proof, name)
        return inputs, outputs, replace(proof, **{name: replaced(values, 1, change(values[1]))})

    return spoil


def with_scalar(name: str, place: int) -> Callable[[Shuffled], Shuffled]:
    def spoil(case: Shuffled) -> Shuffled:
        inputs, outputs, proof = case
        return inputs, outputs, replace(proof, **{name: bumped(getattr(proof, name), place, 1, Q)})

    return spoil


def times_g(text: str) -> str:
    return times(text, GROUP.generator)


SPOILT: dict[str, Callable[[Shuffled], Shuffled]] = {
    **{f"{name} times g": with_list(name, times_g) for name in ("t", "t_hat", "c", "c_hat")},
    **{
        f"{name} of even order": with_list(name, lambda text: times(text, TWO))
        for name in ("t", "t_hat", "c", "c_hat")
    },
    **{f"s{i + 1}": with_scalar("s", i) for i in range(4)},
    "s_hat": with_scalar("s_hat", 2),
    "s_prime": with_scalar("s_prime", 0),
    "no point": with_list("c", lambda text: f"{2:064x}"),
    "outputs swapped": lambda case: (case[0], (case[1][1], case[1][0], *case[1][2:]), case[2]),
    "an output repeated": lambda case: (case[0], (case[1][0], case[1][0], *case[1][2:]), case[2]),
    "an output changed": lambda case: (
        case[0],
        (Ciphertext(case[1][0].alpha, times_g(case[1][0].beta)), *case[1][1:]),
        case[2],
    ),
    "an input changed": lambda case: (
        (Ciphertext(times_g(case[0][0].alpha), case[0][0].beta), *case[0][1:]),
        *case[1:],
    ),
    "an input of even order": lambda case: (
        (Ciphertext(case[0][0].alpha, times(case[0][0].beta, TWO)), *case[0][1:]),
        *case[1:],
    ),
    "an output of even order": lambda case: (
        case[0],
        (*case[1][:-1], Ciphertext(times(case[1][-1].alpha, TWO), case[1][-1].beta)),
        case[2],
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_false_shuffle_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both when membership is checked point by point and when it is checked in common."""
    case = SPOILT[name](shuffled(5))
    assert not reference().check_shuffle(*case)
    assert not engine().check_shuffle(*case)
    monkeypatch.setattr(belonging, "_FEW", 0)
    assert not engine().check_shuffle(*case)


def test_the_common_check_of_membership_accepts_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(belonging, "_FEW", 0)
    assert engine().check_shuffle(*shuffled(5))


# decryption


def factor_proof(x: int, alpha: str, factor: str, *, condition: Callable[[int], bool]) -> Proof:
    """Docs § 11.1, for a factor that may be spoilt."""
    key = GROUP.encode(GROUP.generator_power(x))
    prefix = f"decrypt|{context().fingerprint}|{key}|"
    forger = Forger(context(), seed=len(factor))
    while True:
        w = forger.scalar()
        commitments = [GROUP.generator_power(w), GROUP.power(GROUP.decode(alpha), w)]
        c = challenge(Q, prefix, GROUP.encode_all(commitments))
        if condition(c):
            return Proof(c, (w - x * c) % Q)


def test_exactly_the_right_factors_are_proved() -> None:
    x = 987654321
    key = GROUP.encode(GROUP.generator_power(x))
    alphas = [e.alpha for e in ciphertexts(6)]
    factors = [GROUP.encode(GROUP.power(GROUP.decode(alpha), x)) for alpha in alphas]
    factors[1] = times_g(factors[1])
    factors[2] = times(factors[2], TWO)
    factors[3] = f"{2:064x}"
    proofs = [
        factor_proof(x, alpha, factor, condition=even)
        for alpha, factor in zip(alphas, factors, strict=True)
    ]
    proofs[5] = Proof(proofs[5].challenge, (proofs[5].response + 1) % Q)
    expected = [True, False, False, False, True, False]
    assert reference().check_factors(key, alphas, factors, proofs) == expected
    assert engine().check_factors(key, alphas, factors, proofs) == expected
    assert engine().check_factors(key, [], [], []) == []


@pytest.mark.parametrize("exponents", [[0, 1, Q - 1], [5, -7, 3 * Q + 2]])
def test_row_products_are_the_references(exponents: list[int]) -> None:
    identity = GROUP.encode(GROUP.identity)
    texts = [text for e in ciphertexts(4) for text in (e.alpha, e.beta)] + [identity] * 4
    columns = [texts[0:4], texts[4:8], texts[8:12]]
    expected = reference().row_products(columns, exponents)
    assert engine().row_products(columns, exponents) == expected
    assert engine().row_products([], []) == []
    assert engine().row_products([[], []], [1, 2]) == []


def test_members_are_known_by_their_texts() -> None:
    member = ciphertexts(1)[0].alpha
    texts = [member, times(member, TWO), GROUP.encode(GROUP.identity), f"{2:064x}", "f" * 64]
    assert engine().are_members(texts) == reference().are_members(texts)
    assert engine().are_members(texts) == [True, False, True, False, False]
    assert engine().are_members([]) == []
