"""No limb of any field operation can overflow, in any backend: computed, not sampled."""

import inspect
from collections.abc import Callable

import pytest

from sandoq.engines.ballots.kernel.curve import formulas
from sandoq.engines.ballots.kernel.limbs import Cut, Limbs, P
from sandoq.engines.ballots.kernel.processor import CUTS
from tests.ballots.kernel.intervals import Bounds, BoundsOfElements, Overflow, up_to

FORMULAS = (
    formulas.double,
    formulas.double_without_t,
    formulas.add_cached,
    formulas.add_affine,
    formulas.cache,
    formulas.cache_affine,
    formulas.multiply,
    formulas.square,
    formulas.add,
    formulas.subtract,
)
cuts = pytest.mark.parametrize("cut", [cut() for cut in CUTS.values()], ids=list(CUTS))


@cuts
@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.__name__)
def test_a_formula_keeps_every_limb_within_its_word(cut: Cut, formula: Callable[..., None]) -> None:
    """From reduced elements, with any values, to reduced elements."""
    places = len(inspect.signature(formula).parameters) - 1
    formula(BoundsOfElements(cut), *["anywhere"] * places)


@cuts
def test_packing_for_memory_keeps_elements_reduced(cut: Cut) -> None:
    """Results stay below the limits, so that packing may move one unit to the next limb."""
    b = Bounds()
    packed = cut.pack(b, [up_to(limit - 1) for limit in cut.limits])
    unpacked = cut.unpack(b, packed)
    assert all(limb.most <= limit for limb, limit in zip(unpacked, cut.limits, strict=True))


@cuts
def test_a_number_from_outside_is_reduced(cut: Cut) -> None:
    """Any number below 2^255, as `load_affine` cuts it."""
    unpacked = cut.unpack(Bounds(), [up_to((1 << 51) - 1)] * 5)
    assert all(limb.most <= limit for limb, limit in zip(unpacked, cut.limits, strict=True))


@cuts
def test_negating_a_table_entry_does_not_overflow(cut: Cut) -> None:
    """As `_with_sign` does: 0 - x, carried."""
    b = Bounds()
    opposite = cut.carry(b, cut.subtract(b, [up_to(0)] * cut.count, reduced(cut)))
    assert all(limb.most <= limit for limb, limit in zip(opposite, cut.limits, strict=True))


@cuts
def test_limbs_stand_for_the_number(cut: Cut) -> None:
    bits = 51 if cut.count == 5 else None
    for number in (0, 1, 2**26 - 1, P - 1, 2**254 + 12345):
        limbs = cut.as_limbs(number)
        places = [51 * i if bits else 51 * (i // 2) + 26 * (i % 2) for i in range(cut.count)]
        assert sum(limb << place for limb, place in zip(limbs, places, strict=True)) == number


def test_the_bounds_would_notice_a_missing_carry() -> None:
    """Twice-loose factors overflow the 25-bit cut; the check is not empty."""
    cut = CUTS["avx2"]()
    b = Bounds()
    loose = reduced(cut)
    for _ in range(3):
        loose = cut.add(b, loose, loose)
    with pytest.raises((Overflow, AssertionError)):
        BoundsOfElements(cut).multiply(loose, loose)


def reduced(cut: Cut) -> Limbs:
    return [up_to(limit) for limit in cut.limits]
