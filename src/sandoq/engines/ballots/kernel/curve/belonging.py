"""Texts of elements, decoded and checked for membership, many at once."""

import secrets
from collections.abc import Sequence

import numpy as np

from sandoq.engines.ballots.kernel.arrays import Flags, Words
from sandoq.engines.ballots.kernel.curve.commitments import add_up, decode
from sandoq.engines.ballots.kernel.curve.membership import PASS_BITS, check_members, subset_sums
from sandoq.engines.ballots.kernel.curve.multiscalar import cached_rows
from sandoq.engines.ballots.kernel.curve.texts import codes_of_texts
from sandoq.engines.ballots.kernel.processor import CUT

_SOUNDNESS_BITS = 128
_FEW = 1000
"""Up to so many points the exact check costs less than the common one."""


def decode_texts(texts: Sequence[str]) -> tuple[Words, Flags]:
    """Affine points and whether there is one; the identity where there is none; n ≥ 1 texts."""
    codes = codes_of_texts(texts)
    points = np.empty((len(codes), 8), np.uint64)
    exist = np.empty(len(codes), np.bool_)
    decode(codes, points, exist)
    return points, exist


def members_among(texts: Sequence[str]) -> tuple[Words, Flags]:
    """Points as `decode_texts`, and whether each is in the prime-order group. Exact; n ≥ 1."""
    points, members = decode_texts(texts)
    check_members(points, members)
    return points, members


def decoded_members(texts: Sequence[str]) -> Words | None:
    """The points of n ≥ 1 texts, None unless all are members.

    Wrong with probability at most 2^-128, and only in that a non-member may pass.
    """
    points, exist = decode_texts(texts)
    if not exist.all():
        return None
    if len(texts) <= _FEW:
        check_members(points, exist)
        return points if exist.all() else None
    return points if _are_all_members(points) else None


def _are_all_members(points: Words) -> bool:
    """Whether random subsets of the points add up to members, see `subset_sums`."""
    passes = -(-_SOUNDNESS_BITS // PASS_BITS)
    data = secrets.token_bytes(passes * len(points))
    choices = np.frombuffer(data, dtype=np.uint8).reshape(passes, -1).astype(np.uint8)
    by_lane = subset_sums(cached_rows(points), choices)
    count = passes * PASS_BITS
    sums = np.empty((count, 8), np.uint64)
    add_up(by_lane, np.arange(count, dtype=np.int64) * CUT.lanes, 1, CUT.lanes, sums)
    members = np.ones(count, np.bool_)
    check_members(sums, members)
    return bool(members.all())
