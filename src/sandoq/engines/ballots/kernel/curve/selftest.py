"""Whether the backend computes what RFC 8032 says, before anything is believed of it.

The key pairs of RFC 8032, section 7.1, give scalars s and points s·G that nobody here computed.
Every kernel is fed with sums that must come out as one of these points, and with points that
must be refused. A backend that fails is not used.
"""

import hashlib
from functools import cache

import numpy as np

from sandoq.engines.ballots.groups.edwards import L, P
from sandoq.engines.ballots.kernel.arrays import Words
from sandoq.engines.ballots.kernel.curve.commitments import decode, recompute
from sandoq.engines.ballots.kernel.curve.hint_batch import sum_is_zero
from sandoq.engines.ballots.kernel.curve.hinted import times_8
from sandoq.engines.ballots.kernel.curve.membership import check_members
from sandoq.engines.ballots.kernel.curve.powers import fixed_table
from sandoq.engines.ballots.kernel.curve.texts import codes_of_points, words_of_integers
from sandoq.engines.ballots.kernel.processor import CUT
from sandoq.engines.ballots.kernel.schedule import IDLE

_BASE_POINT = 4 * pow(5, -1, P) % P

_KEYS = (
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    ),
)
"""Secret and public keys of tests 1 to 3 (the secrets are in every textbook)."""

_SMALL_ORDER = int.from_bytes(
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"
)
"""A point of order 8."""

_NOT_A_POINT = (P, P + 1, 2, 1 << 255 | 1)
"""Codes that must not decode: y = p, y = p + 1, no x for y = 2, the sign on x = 0."""


def curve_faults() -> list[str]:
    """The names of the checks that this process's backend fails; empty for a sound one."""
    checks = {
        "decode": _decodes,
        "members": _knows_members,
        "commitments": _recomputes,
        "multiples": _adds_up,
        "hints": _multiplies_by_8,
    }
    return [name for name, holds in checks.items() if not holds()]


@cache
def _known() -> tuple[list[int], Words, Words]:
    """Scalars s_i, and the codes and points of G, s_0·G, s_1·G, s_2·G."""
    scalars, codes = [], [_BASE_POINT]
    for secret, public in _KEYS:
        digest = bytearray(hashlib.sha512(bytes.fromhex(secret)).digest()[:32])
        digest[0] &= 248
        digest[31] = digest[31] & 127 | 64
        scalars.append(int.from_bytes(digest, "little") % L)
        codes.append(int.from_bytes(bytes.fromhex(public), "little"))
    words = words_of_integers(codes)
    return scalars, words, _decoded(words)[0]


def _decoded(codes: Words) -> tuple[Words, list[bool]]:
    points = np.empty((len(codes), 8), np.uint64)
    exist = np.empty(len(codes), np.bool_)
    decode(codes, points, exist)
    return points, [bool(flag) for flag in exist]


def _decodes() -> bool:
    _, codes, points = _known()
    _, exist = _decoded(np.concatenate([codes, words_of_integers(_NOT_A_POINT)]))
    expected = [True] * len(codes) + [False] * len(_NOT_A_POINT)
    return exist == expected and np.array_equal(codes_of_points(points), codes)


def _knows_members() -> bool:
    points = np.concatenate([_known()[2], _decoded(words_of_integers([_SMALL_ORDER]))[0]])
    members = np.ones(len(points), np.bool_)
    check_members(points, members)
    return members.tolist() == [True] * (len(points) - 1) + [False]


def _recomputes() -> bool:
    """c·s_0·G + r·F - t·G = s_2·G for r chosen to make it so, with F = G and F = s_1·G."""
    (s0, s1, s2), _, points = _known()
    tables = np.concatenate([fixed_table(points[i : i + 1]) for i in (0, 2)])
    cases = []
    for c in (0, 1, L - 1, 2**252, s0, s1 * s2 % L):
        for side, base in ((0, 1), (1, s1)):
            shift = c * 3 % L
            r = (s2 - c * s0 - shift) * pow(base, -1, L) % L
            cases.append((c, r, shift, side))
    count, lanes = len(cases), CUT.lanes
    groups = -(-count // lanes)
    tasks = np.full((groups * lanes, 4), IDLE, np.int64)
    tasks[:count] = [(i, case[3], i, 1) for i, case in enumerate(cases)]
    out = np.zeros((count, 8), np.uint64)
    recompute(
        np.ascontiguousarray(points[1:2]),
        np.ones(1, np.bool_),
        (
            np.zeros((groups, lanes), np.int64),
            np.full((groups, lanes), IDLE, np.int64),
            np.arange(groups + 1, dtype=np.int64),
            tasks.reshape(groups, lanes, 4),
        ),
        (
            words_of_integers([case[0] for case in cases]),
            words_of_integers([case[1] for case in cases]),
            words_of_integers([case[2] for case in cases]),
        ),
        tables,
        out,
    )
    return bool((out == points[3]).all())


def _adds_up() -> bool:
    """s_0·G + s_1·(s_0·G) - 5·(s_0·G) - … = 0, and not after one number changed."""
    (s0, s1, s2), _, points = _known()
    terms = points[[0, 1, 2, 1, 2]]
    weights = [2**128 - 1, 2**64 + 5]
    wanted = weights[0] * s0 + weights[1] * s1
    first = (wanted - s2 * s0 - (L - 1) * s1) % L
    for error, expected in ((0, True), (1, False)):
        scalars = words_of_integers([(first + error) % L, s2, L - 1])
        if sum_is_zero(terms, scalars, words_of_integers(weights)) != expected:
            return False
    return True


def _multiplies_by_8() -> bool:
    """8·P is the same from P and from P plus a point of order 8; off the curve is noticed."""
    _, _, points = _known()
    small = _decoded(words_of_integers([_SMALL_ORDER]))[0]
    hints = np.concatenate([points, small, small + np.uint64(1)])
    valid, products = np.ones(len(hints), np.bool_), np.empty_like(hints)
    times_8(hints, valid, products)
    total = sum_is_zero(
        np.concatenate([points[1:], products[1:4]]),
        words_of_integers([8] * 3),
        words_of_integers([1] * 3),
    )
    identity = products[4].tolist() == [0, 0, 0, 0, 1, 0, 0, 0]
    return total and identity and valid.tolist() == [True] * 5 + [False]
