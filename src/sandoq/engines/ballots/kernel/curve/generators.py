"""The independent generators of shuffles (docs § 1.6), many at once."""

import hashlib

import numpy as np

from sandoq.engines.ballots.groups.edwards import IDENTITY
from sandoq.engines.ballots.kernel.arrays import Words
from sandoq.engines.ballots.kernel.curve.commitments import decode
from sandoq.engines.ballots.kernel.curve.hinted import times_8
from sandoq.engines.ballots.kernel.curve.texts import affine_words, words_of_integers


def independent_generators(count: int, generator: Words) -> Words:
    """The generators of number -1, 0 … count - 1 as affine points, shape (count + 1, 8).

    The same as `Group.independent_generator`: the first point at or after a hash, times 8.

    Args:
        generator: G, shape (8,).
    """
    codes = words_of_integers(
        [
            int.from_bytes(hashlib.sha256(f"ggen|{index}".encode()).digest(), "big") >> 2
            for index in range(-1, count)
        ]
    )
    points = np.empty((len(codes), 8), np.uint64)
    pending = np.arange(len(codes))
    while len(pending):
        found = np.empty((len(pending), 8), np.uint64)
        exists = np.empty(len(pending), np.bool_)
        decode(codes[pending], found, exists)
        points[pending[exists]] = found[exists]
        pending = pending[~exists]
        _increment(codes, pending)
    elements = np.empty_like(points)
    times_8(points, np.ones(len(points), np.bool_), elements)
    taken = {row.tobytes() for row in [*elements, affine_words([IDENTITY])[0], generator]}
    if len(taken) != len(elements) + 2:
        raise AssertionError("two generators collide")
    return elements


def _increment(codes: Words, rows: np.typing.NDArray[np.intp]) -> None:
    """Add one to some numbers of four words."""
    carry = np.ones(len(rows), np.uint64)
    for word in range(codes.shape[1]):
        codes[rows, word] += carry
        carry &= (codes[rows, word] == 0).astype(np.uint64)
