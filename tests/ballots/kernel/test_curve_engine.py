"""The kernel engine for Ed25519 against the reference, on honest and on forged ballots."""

from collections.abc import Sequence
from functools import cache

import pytest

from sandoq.engines.ballots.arithmetic import BatchVerdict
from sandoq.engines.ballots.groups.ed25519 import Ed25519
from sandoq.engines.ballots.kernel.curve import engine as engine_module
from sandoq.engines.ballots.kernel.curve import hint_batch
from sandoq.engines.ballots.kernel.curve.engine import CurveEngine
from sandoq.engines.ballots.kernel.curve.hint_batch import HintedBatch
from sandoq.engines.ballots.kernel.processor import CUT
from sandoq.engines.ballots.kernel.proofs import flatten
from sandoq.engines.ballots.model import Ballot
from sandoq.engines.ballots.reference import ReferenceEngine
from tests.ballots.kernel import cases
from tests.ballots.kernel.cases import context, forged, honest
from tests.ballots.kernel.forge import Forger


@cache
def engine() -> CurveEngine:
    return CurveEngine(context())


@cache
def reference() -> ReferenceEngine:
    return ReferenceEngine(context())


@cache
def good() -> tuple[Ballot, ...]:
    """Seven valid ballots: more than one group of lanes, and not a multiple of it."""
    forger = Forger(context())
    return tuple(honest(forger, 100 + i, blank=i % 2 == 0) for i in range(7))


@cache
def bad() -> dict[str, Ballot]:
    return forged(Forger(context(), seed=2), 55)


def agree(found: BatchVerdict, expected: BatchVerdict) -> bool:
    group = context().group
    texts = [
        [group.encode_all(row) if row else [] for row in verdict.products]
        for verdict in (found, expected)
    ]
    return found.valid == expected.valid and texts[0] == texts[1]


def test_the_engine_says_which_backend_it_runs() -> None:
    assert engine().name == f"numba/{CUT.name}"


def test_honest_ballots_are_valid_and_their_product_is_right() -> None:
    weights = [1, 0, 2, 1, 3_000_000_000, 1, 1]
    found = engine().check_ballots(good(), weights)
    assert found.valid == (True,) * 7
    assert agree(found, reference().check_ballots(good(), weights))


@pytest.mark.parametrize("name", bad())
def test_the_reference_calls_every_forgery_invalid(name: str) -> None:
    """So that the table below tests what it claims."""
    assert next(reference().faults(bad()[name]), None) is not None


def test_only_membership_gives_elements_of_even_order_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every equation holds for them, so they test what they claim to test."""
    monkeypatch.setattr(Ed25519, "is_member", lambda self, point: True)
    names = [name for name in bad() if name.endswith("of even order")]
    assert len(names) == 5
    assert [list(reference().faults(bad()[name])) for name in names] == [[]] * 5


def test_no_forgery_passes_and_none_spoils_its_neighbours() -> None:
    """Forged and honest ballots in turn, in one batch, so that lanes are shared."""
    mixed: list[Ballot] = []
    for i, ballot in enumerate(bad().values()):
        mixed += [good()[i % 7], ballot]
    found = engine().check_ballots(mixed, [1] * len(mixed))
    assert found.valid == (True, False) * len(bad())
    wrong = [1] * len(bad())
    honest_only = reference().check_ballots(mixed[::2], wrong)
    assert agree(BatchVerdict(honest_only.valid, found.products), honest_only)


@pytest.mark.parametrize("name", bad())
def test_a_forgery_alone_does_not_pass(name: str) -> None:
    found = engine().check_ballots([bad()[name]], [1])
    assert found.valid == (False,)
    group = context().group
    assert all(group.equal(e, group.identity) for row in found.products for e in row)


def test_an_empty_batch_has_the_identity_as_product() -> None:
    found = engine().check_ballots([], [])
    assert agree(found, reference().check_ballots([], []))


def test_a_batch_is_cut_into_parts_without_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = engine().check_ballots(good(), [1, 2, 3, 4, 5, 6, 7])
    hints = engine().make_hints(good())
    monkeypatch.setattr(engine_module, "_MOST_POINTS", 3 * engine().hint_bytes // 64)
    assert agree(engine().check_ballots(good(), [1, 2, 3, 4, 5, 6, 7]), whole)
    assert agree(engine().check_ballots(good(), [1, 2, 3, 4, 5, 6, 7], hints), whole)
    assert engine().make_hints(good()) == hints


# hints


@cache
def hints() -> tuple[bytes, ...]:
    return tuple(engine().make_hints(good()))


def hinted(ballots: Sequence[Ballot], own: Sequence[bytes]) -> list[bool]:
    """The verdict of the hints alone, without the exact check of whoever fails."""
    batch = HintedBatch(engine()._setting, [flatten(b) for b in ballots], own)
    return [bool(flag) for flag in batch.valid]


def test_right_hints_need_no_exact_check() -> None:
    assert all(len(hint) == engine().hint_bytes for hint in hints())
    assert hinted(good(), hints()) == [True] * 7


def test_with_right_hints_the_verdict_is_the_same() -> None:
    weights = [1, 0, 2, 1, 3, 1, 1]
    expected = reference().check_ballots(good(), weights)
    assert agree(engine().check_ballots(good(), weights, hints()), expected)


def spoilt(hint: bytes) -> dict[str, bytes]:
    """Ways in which a hint can be wrong."""
    size = engine().hint_bytes
    return {
        "missing": b"",
        "truncated": hint[:-1],
        "too long": hint + b"\0",
        "zeros": bytes(size),
        "ones": b"\xff" * size,
        "one bit in an element": bytes([hint[0] ^ 1]) + hint[1:],
        "one bit at the end": hint[:-1] + bytes([hint[-1] ^ 64]),
        "identities": (bytes(32) + b"\1" + bytes(31)) * (size // 64),
        "two points swapped": hint[64:128] + hint[:64] + hint[128:],
        "two commitments swapped": hint[:-128] + hint[-64:] + hint[-128:-64],
        "another ballot's": hints()[3],
    }


@pytest.mark.parametrize("kind", spoilt(bytes(64 * 200)))
def test_a_wrong_hint_costs_time_only(kind: str) -> None:
    """Its ballot stays valid, the others do not notice."""
    own = [*hints()]
    own[1] = spoilt(own[1])[kind]
    assert engine().check_ballots(good(), [1] * 7, own).valid == (True,) * 7
    if len(own[1]) == engine().hint_bytes:
        assert hinted(good(), own) == [True, False, *[True] * 5]


@pytest.mark.parametrize("name", bad())
def test_hints_save_no_forgery(name: str) -> None:
    """Neither its own hints nor an honest ballot's."""
    ballot = bad()[name]
    for hint in (*engine().make_hints([ballot]), hints()[0]):
        found = engine().check_ballots([good()[0], ballot], [1, 1], [hints()[0], hint])
        assert found.valid == (True, False)


def malicious(count: int) -> tuple[list[Ballot], list[bytes]]:
    """Ballots whose hashes fit commitments that no response fits, with just these as hints.

    The first response of an honest ballot is changed; its hints stay, and they still hash to the
    challenges. Only the common equation can notice. Errors come in pairs that cancel each other.
    """
    order = context().group.order
    ballots = []
    for i in range(count):
        answer = good()[i].answers[cases.PLAIN_AT]
        changed = list(answer.individual)  # type: ignore[union-attr]
        changed[1] = (changed[1] + (1 if i % 2 else -1)) % order
        ballots.append(cases.plain_change(good()[i], individual=tuple(changed)))
    return ballots, [*hints()[:count]]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_consistent_hints_for_false_responses_are_caught_by_the_equation(count: int) -> None:
    """Also where the errors would cancel if all weights were equal."""
    ballots, own = malicious(count)
    assert hinted(ballots, own) == [False] * count
    found = engine().check_ballots([*ballots, good()[6]], [1] * (count + 1), [*own, hints()[6]])
    assert found.valid == (*[False] * count, True)


def test_one_liar_does_not_cost_the_others_their_hints(monkeypatch: pytest.MonkeyPatch) -> None:
    """When a batch does not balance, its groups are tried one by one."""
    monkeypatch.setattr(hint_batch, "_GROUP", 2)
    (liar,), _ = malicious(1)
    ballots = [liar, *good()[1:]]
    assert hinted(ballots, hints()) == [False, False, *[True] * 5]
    found = engine().check_ballots(ballots, [1] * 7, hints())
    assert found.valid == (False, *[True] * 6)
