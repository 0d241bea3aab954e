"""Field and points: the compiled code against Python integers, on this process's backend."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.ballots.groups import edwards
from sandoq.engines.ballots.groups.edwards import D, L, P
from sandoq.engines.ballots.kernel.arrays import Words
from sandoq.engines.ballots.kernel.curve import intrinsics
from sandoq.engines.ballots.kernel.curve.belonging import decoded_members, members_among
from sandoq.engines.ballots.kernel.curve.commitments import decode
from sandoq.engines.ballots.kernel.curve.hinted import times_8
from sandoq.engines.ballots.kernel.curve.membership import check_members
from sandoq.engines.ballots.kernel.curve.texts import (
    affine_words,
    codes_of_points,
    integers_of_words,
    joined_texts,
    texts_of_codes,
    words_of_integers,
    words_of_points,
)
from sandoq.engines.ballots.kernel.curve.workspace import (
    BASE,
    FE,
    FREE,
    LANES,
    canonical,
    invert,
    workspace,
)
from sandoq.engines.ballots.kernel.jit import compiled
from tests.ballots.kernel.points import (
    EDGE_NUMBERS,
    TORSION,
    affine,
    any_points,
    codes,
    numbers,
    point,
)

many = settings(deadline=None, max_examples=40)


@compiled
def field_results(pairs: Words) -> Words:
    """x·y, x², x + y, x - y, y - x, 1/x of each pair (x, y), canonical; shape (n, 6, 4)."""
    w = workspace(6)
    found = np.zeros((pairs.shape[0], 6, 4), np.uint64)
    rows = np.zeros(LANES, np.int64)
    for start in range(0, pairs.shape[0], LANES):
        for lane in range(LANES):
            rows[lane] = 8 * min(start + lane, pairs.shape[0] - 1)
        x, y = BASE, BASE + FE
        intrinsics.load_affine(w, x, pairs, rows)
        intrinsics.multiply(w, FREE, x, y)
        intrinsics.square(w, FREE + FE, x)
        intrinsics.add(w, FREE + 2 * FE, x, y)
        intrinsics.subtract(w, FREE + 3 * FE, x, y)
        intrinsics.subtract(w, FREE + 4 * FE, y, x)
        invert(w, FREE + 5 * FE, x)
        for lane in range(min(LANES, pairs.shape[0] - start)):
            for k in range(6):
                canonical(w, FREE + k * FE, lane, found[start + lane, k])
    return found


@many
@given(st.lists(st.tuples(numbers, numbers), min_size=1, max_size=9))
def test_field_arithmetic_is_that_of_integers_modulo_p(pairs: list[tuple[int, int]]) -> None:
    found = field_results(words_of_points(pairs))
    for (x, y), row in zip(pairs, found, strict=True):
        inverse = pow(x, P - 2, P)
        expected = [x * y, x * x, x + y, x - y, y - x, inverse]
        assert integers_of_words(row) == [number % P for number in expected]


def test_every_pair_of_edges_is_multiplied_right() -> None:
    """All limbs full in both factors is where a carry would be lost."""
    pairs = [(x, y) for x in EDGE_NUMBERS for y in EDGE_NUMBERS]
    found = field_results(words_of_points(pairs))
    assert integers_of_words(found[:, 0]) == [x * y % P for x, y in pairs]


@many
@given(st.lists(codes, min_size=1, max_size=9))
def test_exactly_the_codes_that_the_reference_decodes_are_decoded(numbers: list[int]) -> None:
    words = words_of_integers(numbers)
    found, exist = np.empty((len(words), 8), np.uint64), np.empty(len(words), np.bool_)
    decode(words, found, exist)
    expected = [edwards.decompress(code) for code in numbers]
    assert exist.tolist() == [p is not None for p in expected]
    coordinates = integers_of_words(found.reshape(-1, 4))
    for i, p in enumerate(expected):
        assert tuple(coordinates[2 * i : 2 * i + 2]) == ((0, 1) if p is None else (p.x, p.y))
    again = codes_of_points(found)[exist]
    assert integers_of_words(again) == [c for c, p in zip(numbers, expected, strict=True) if p]


@many
@given(st.lists(any_points, min_size=1, max_size=9))
def test_members_are_the_points_of_prime_order_and_the_identity(
    points: list[edwards.Point],
) -> None:
    members = np.ones(len(points), np.bool_)
    check_members(affine_words(points), members)
    expected = [edwards.same(edwards.multiply(L, p), edwards.IDENTITY) for p in points]
    assert members.tolist() == expected


def test_no_point_of_small_order_but_the_identity_is_a_member() -> None:
    texts = [f"{code:064x}" for code in edwards.compress(TORSION)]
    _, members = members_among(texts)
    assert members.tolist() == [True] + [False] * 7


def test_one_bad_point_among_thousands_is_found() -> None:
    """The common check takes random subsets; it may miss with probability 2^-128."""
    good = [f"{code:064x}" for code in edwards.compress([point(k) for k in range(60)])]
    texts = good * 20
    assert decoded_members(texts) is not None
    for torsion in (4, 2, 1):
        for place in (0, 601, len(texts) - 1):
            bad = f"{edwards.compress([point(9, torsion)])[0]:064x}"
            assert decoded_members([*texts[:place], bad, *texts[place + 1 :]]) is None
    not_a_point = f"{2:064x}"
    assert decoded_members([*texts, not_a_point]) is None


@many
@given(st.lists(st.tuples(any_points, st.booleans()), min_size=1, max_size=9))
def test_eight_times_a_hint_is_a_member_or_the_hint_is_refused(
    cases: list[tuple[edwards.Point, bool]],
) -> None:
    pairs = affine([p for p, _ in cases])
    spoilt = [
        ((x + 1) % P, y) if bad else (x, y) for (x, y), (_, bad) in zip(pairs, cases, strict=True)
    ]
    hints = words_of_points(spoilt)
    valid, found = np.ones(len(hints), np.bool_), np.empty_like(hints)
    times_8(hints, valid, found)
    on_curve = [(y * y - x * x - 1 - D * x * x * y * y) % P == 0 for x, y in spoilt]
    assert valid.tolist() == on_curve
    expected = [
        edwards.multiply(8, p) if fine else edwards.IDENTITY
        for (p, _), fine in zip(cases, on_curve, strict=True)
    ]
    assert integers_of_words(found.reshape(-1, 4)) == [n for pair in affine(expected) for n in pair]


def test_hints_with_coordinates_from_p_upwards_are_refused() -> None:
    x, y = affine([point(5)])[0]
    hints = words_of_points([(x, y), (x + P, y), (x, y + P if y < 19 else 2**256 - 1), (P, 1)])
    valid, found = np.ones(4, np.bool_), np.empty_like(hints)
    times_8(hints, valid, found)
    assert valid.tolist() == [True, False, False, False]


def test_texts_are_the_protocols() -> None:
    points = [point(k) for k in range(5)]
    codes = codes_of_points(affine_words(points))
    expected = [f"{code:064x}" for code in edwards.compress(points)]
    assert texts_of_codes(codes) == expected
    assert joined_texts(codes).decode() == ",".join(expected)
    assert texts_of_codes(codes[:0]) == []
