"""Sums of multiples: the compiled code against the reference, on this process's backend."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.ballots.groups import edwards
from sandoq.engines.ballots.groups.edwards import L, Point
from sandoq.engines.ballots.kernel.curve.commitments import add_up
from sandoq.engines.ballots.kernel.curve.generators import independent_generators
from sandoq.engines.ballots.kernel.curve.hint_batch import random_weights, sum_is_zero
from sandoq.engines.ballots.kernel.curve.multiscalar import best_width, cached_rows, multiscalar
from sandoq.engines.ballots.kernel.curve.rows import row_sums
from sandoq.engines.ballots.kernel.curve.tallying import weighted_sums
from sandoq.engines.ballots.kernel.curve.texts import (
    affine_words,
    integers_of_words,
    points_of_words,
    words_of_integers,
)
from sandoq.engines.ballots.kernel.curve.weighing import shifts, weigh
from tests.ballots.kernel.points import (
    EDGE_SCALARS,
    GROUP,
    G,
    affine,
    any_points,
    point,
    points,
    scalars,
)

few = settings(deadline=None, max_examples=15)
weights_128 = st.one_of(st.sampled_from([0, 1, 2**127, 2**128 - 1]), st.integers(0, 2**128 - 1))


def same(found: list[Point], expected: list[Point]) -> bool:
    return affine(found) == affine(expected)


@few
@given(
    st.lists(st.tuples(any_points, scalars), min_size=0, max_size=7),
    st.lists(st.tuples(any_points, weights_128), min_size=0, max_size=7),
    st.sampled_from([4, 5, 8, 11, 13]),
)
def test_a_multiscalar_sum_is_the_sum(
    long: list[tuple[Point, int]], short: list[tuple[Point, int]], width: int
) -> None:
    """Every width of digits, any number of terms, also points of small order."""
    long = long or [(G, 0)]
    table = cached_rows(affine_words([p for p, _ in [*long, *short]]))
    parts = multiscalar(
        table,
        words_of_integers([s for _, s in long]),
        words_of_integers([w for _, w in short]),
        width,
    )
    total = edwards.IDENTITY
    for part in parts:
        total = edwards.add(total, Point(*integers_of_words(part.reshape(4, 4))))
    expected = edwards.multiply_sum([(s, p) for p, s in long])
    for p, w in short:
        expected = edwards.add(expected, edwards.negate(edwards.multiply(w, p)))
    assert same([total], [expected])


@pytest.mark.parametrize("terms", [1, 3, 40])
def test_one_wrong_term_makes_the_sum_differ_from_zero(terms: int) -> None:
    ks = [5 * i + 1 for i in range(terms)]
    weights = integers_of_words(random_weights(terms))
    total = sum(k * w for k, w in zip(ks, weights, strict=True)) % L
    table = affine_words([G, *(point(k) for k in ks)])
    for error, expected in ((0, True), (1, False), (L - 1, False)):
        scalar = words_of_integers([(total + error) % L])
        assert sum_is_zero(table, scalar, words_of_integers(weights)) is expected


@few
@given(
    st.lists(
        st.lists(st.tuples(any_points, scalars), min_size=3, max_size=3), min_size=1, max_size=5
    )
)
def test_row_sums_are_the_sums_of_rows(rows: list[list[tuple[Point, int]]]) -> None:
    flat = [term for row in rows for term in row]
    found = row_sums(affine_words([p for p, _ in flat]), words_of_integers([s for _, s in flat]), 3)
    expected = [edwards.multiply_sum([(s, p) for p, s in row]) for row in rows]
    assert same(points_of_words(found), expected)


@few
@given(st.lists(any_points, min_size=12, max_size=12))
def test_elements_are_added_up_by_ballot(elements: list[Point]) -> None:
    out = np.empty((2, 8), np.uint64)
    add_up(affine_words(elements), np.array([0, 7], dtype=np.int64), 2, 3, out)
    expected = [GROUP.product(elements[first : first + 6 : 2]) for first in (0, 7)]
    assert same(points_of_words(out), expected)


@few
@given(st.lists(points, min_size=6, max_size=6), st.tuples(*[st.integers(0, 2**70)] * 3))
def test_weighted_sums_are_by_column(elements: list[Point], weights: tuple[int, ...]) -> None:
    matrix = affine_words(elements).reshape(3, 2, 8)
    found = weighted_sums(matrix, weights)
    expected = [
        edwards.multiply_sum([(w % L, elements[2 * i + column]) for i, w in enumerate(weights)])
        for column in range(2)
    ]
    assert same(found, expected)


def test_weights_are_taken_modulo_the_order() -> None:
    matrix = affine_words([G]).reshape(1, 1, 8)
    assert same(weighted_sums(matrix, [L + 3]), [point(3)])
    assert same(weighted_sums(matrix, [0]), [edwards.IDENTITY])


@few
@given(
    st.lists(scalars, min_size=1, max_size=9),
    st.lists(st.integers(0, 2**100), min_size=1, max_size=3),
)
def test_shifts_are_minus_value_times_challenge(challenges: list[int], values: list[int]) -> None:
    found = np.empty((len(challenges), 4), np.uint64)
    shifts(words_of_integers(challenges), words_of_integers(values), found)
    expected = [-c * values[i % len(values)] % L for i, c in enumerate(challenges)]
    assert integers_of_words(found) == expected


def test_coefficients_are_sums_of_products_modulo_the_order() -> None:
    """Two ballots of two elements with a sum of both; the greatest values; one left out."""
    jobs = np.array([[0, 0, 0, 0], [1, 1, 1, 1], [2, 2, 0, 0], [3, 2, 1, 1]], dtype=np.int64)
    sums = np.array([[2, 0, 1]], dtype=np.int64)
    c = [L - 1, 2**252, 5, L - 2, L - 1, L - 1]
    r, s = c[::-1], [(n * 7) % L for n in c]
    w = [2**128 - 1 - i for i in range(8)]
    weights, out = words_of_integers(w), np.empty((4, 4), np.uint64)
    chosen = np.array([False, True])
    sides = weigh(chosen, jobs, sums, *map(words_of_integers, (c, r, s)), weights, out)
    c, r, s, w = c[3:], r[3:], s[3:], w[4:]
    expected = [w[0] * c[0] + w[2] * c[2], w[1] * c[1] + w[3] * c[2]]
    assert integers_of_words(out) == [0, 0, *(n % L for n in expected)]
    g = w[0] * r[0] + w[2] * r[2] + w[1] * s[1] + w[3] * s[2]
    y = w[1] * r[1] + w[3] * r[2]
    assert integers_of_words(sides) == [g % L, y % L]
    assert integers_of_words(weights) == [0, 0, 0, 0, *w]


def test_generators_are_the_groups() -> None:
    found = points_of_words(independent_generators(9, affine_words([G])[0]))
    assert same(found, [GROUP.independent_generator(i) for i in range(-1, 9)])


def test_wider_digits_pay_for_more_terms() -> None:
    widths = [best_width(n, 2 * n) for n in (1, 100, 10_000, 1_000_000)]
    assert widths == sorted(widths)
    assert widths[0] >= 4
    assert widths[-1] == 13


def test_edge_scalars_multiply_right_one_by_one() -> None:
    bases = [point(3), *[point(1, t) for t in range(1, 8)]]
    cases = [(p, s) for p in bases for s in EDGE_SCALARS]
    found = row_sums(
        affine_words([p for p, _ in cases]), words_of_integers([s for _, s in cases]), 1
    )
    assert same(points_of_words(found), [edwards.multiply(s, p) for p, s in cases])
