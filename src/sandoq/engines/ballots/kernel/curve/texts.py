"""Texts and integers of the protocol as words of the kernel, and back."""

from collections.abc import Iterable, Sequence

import numpy as np

from sandoq.engines.ballots.groups.edwards import P, Point
from sandoq.engines.ballots.kernel.arrays import Words

_BYTES = 32
_SIGN = np.uint64(63)

TEXT_BYTES = 2 * _BYTES
"""Length of an element's text; in `joined_texts` one comma follows each but the last."""


def codes_of_texts(texts: Sequence[str]) -> Words:
    """The codes of texts of 64 hexadecimal digits, shape (n, 4)."""
    data = np.frombuffer(bytes.fromhex("".join(texts)), dtype=">u8").reshape(-1, 4)
    return np.ascontiguousarray(data[:, ::-1], dtype=np.uint64)


def codes_of_points(points: Words) -> Words:
    """The codes of canonical affine points: shape (n, 8) to (n, 4)."""
    codes = points[:, 4:].copy()
    codes[:, 3] |= points[:, 0] << _SIGN
    return codes


def joined_texts(codes: Words) -> bytes:
    """The texts of codes, separated by commas."""
    return codes[:, ::-1].astype(">u8").tobytes().hex(",", _BYTES).encode()


def texts_of_codes(codes: Words) -> list[str]:
    """The text of each code."""
    return joined_texts(codes).decode().split(",") if len(codes) else []


def words_of_integers(numbers: Iterable[int]) -> Words:
    """Integers below 2^256, shape (n, 4)."""
    data = b"".join([number.to_bytes(_BYTES, "little") for number in numbers])
    return np.frombuffer(data, dtype="<u8").reshape(-1, 4).astype(np.uint64)


def integers_of_words(words: Words) -> list[int]:
    """The inverse of `words_of_integers`, along the last axis of a two-dimensional array."""
    return [int.from_bytes(row.astype("<u8").tobytes(), "little") for row in words]


def words_of_points(points: Iterable[tuple[int, int]]) -> Words:
    """Affine points (x, y), shape (n, 8)."""
    return words_of_integers([number for point in points for number in point]).reshape(-1, 8)


def points_of_words(points: Words) -> list[Point]:
    """Affine points as the reference computes with them."""
    numbers = integers_of_words(points.reshape(-1, 4))
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return [Point(x, y, 1, x * y % P) for x, y in pairs]


def affine_words(points: Sequence[Point]) -> Words:
    """The reference's points as affine words."""
    inverses = [pow(p.z, -1, P) for p in points]
    return words_of_points(
        [(p.x * z % P, p.y * z % P) for p, z in zip(points, inverses, strict=True)]
    )
