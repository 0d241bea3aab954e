"""The kernel engine for Ed25519: see `arithmetic.Verifying`."""

from collections.abc import Sequence

import numpy as np

from sandoq.engines.ballots.arithmetic import BatchVerdict
from sandoq.engines.ballots.groups.edwards import L, add
from sandoq.engines.ballots.hashing import challenge
from sandoq.engines.ballots.kernel.arrays import Flags, Words
from sandoq.engines.ballots.kernel.curve.batch import CurveSetting, check_exactly
from sandoq.engines.ballots.kernel.curve.belonging import decode_texts, members_among
from sandoq.engines.ballots.kernel.curve.hint_batch import (
    POINT_BYTES,
    HintedBatch,
    hints_of,
    points_in_hint,
)
from sandoq.engines.ballots.kernel.curve.rows import row_sums
from sandoq.engines.ballots.kernel.curve.shuffle import shuffle_holds
from sandoq.engines.ballots.kernel.curve.tallying import weighted_sums
from sandoq.engines.ballots.kernel.curve.texts import (
    codes_of_points,
    texts_of_codes,
    words_of_integers,
)
from sandoq.engines.ballots.kernel.processor import CUT
from sandoq.engines.ballots.kernel.proofs import Flat, flatten
from sandoq.engines.ballots.model import (
    Ballot,
    Ciphertext,
    ElectionContext,
    Proof,
    ShuffleProof,
)
from sandoq.engines.ballots.reference import ReferenceEngine

_MOST_POINTS = 200_000
"""Elements and commitments of the ballots checked together; their arrays take some 60 MB."""


class CurveEngine:
    """Checks public values of one election on the curve; never give it a secret."""

    def __init__(self, context: ElectionContext) -> None:
        self._context = context
        self._setting = CurveSetting(context)

    @property
    def name(self) -> str:
        return f"numba/{CUT.name}"

    @property
    def hint_bytes(self) -> int:
        return POINT_BYTES * points_in_hint(self._setting)

    def are_members(self, texts: Sequence[str]) -> list[bool]:
        if not texts:
            return []
        _, members = members_among(texts)
        return [bool(flag) for flag in members]

    def make_hints(self, ballots: Sequence[Ballot]) -> list[bytes]:
        flats = [flatten(ballot) for ballot in ballots]
        return [hint for part in self._parts(flats) for hint in hints_of(self._setting, part)]

    def check_ballots(
        self,
        ballots: Sequence[Ballot],
        weights: Sequence[int],
        hints: Sequence[bytes] | None = None,
    ) -> BatchVerdict:
        flats = [flatten(ballot) for ballot in ballots]
        valid: list[bool] = []
        totals = [self._context.group.identity] * self._setting.layout.elements
        for part in self._parts(flats):
            start = len(valid)
            some = None if hints is None else hints[start : start + len(part)]
            verdict, elements = self._check(part, some)
            valid += [bool(flag) for flag in verdict]
            counted = weights[start : start + len(part)]
            sums = weighted_sums(
                elements,
                [w if is_valid else 0 for w, is_valid in zip(counted, verdict, strict=True)],
            )
            totals = [add(total, part_sum) for total, part_sum in zip(totals, sums, strict=True)]
        return BatchVerdict(tuple(valid), self._setting.layout.by_question(totals))

    def _parts(self, flats: Sequence[Flat]) -> list[Sequence[Flat]]:
        size = max(1, _MOST_POINTS // points_in_hint(self._setting))
        return [flats[start : start + size] for start in range(0, len(flats), size)]

    def _check(self, flats: Sequence[Flat], hints: Sequence[bytes] | None) -> tuple[Flags, Words]:
        """Verdict and elements of N ≥ 1 ballots; whoever fails with hints is checked exactly."""
        if hints is None:
            return check_exactly(self._setting, flats)
        length = self.hint_bytes
        fitting = [hint if len(hint) == length else bytes(length) for hint in hints]
        hinted = HintedBatch(self._setting, flats, fitting)
        valid, elements = hinted.valid, hinted.elements
        doubtful = np.flatnonzero(~valid)
        if len(doubtful):
            rest = [flats[int(i)] for i in doubtful]
            valid[doubtful], elements[doubtful] = check_exactly(self._setting, rest)
        return valid, elements

    def check_shuffle(
        self, inputs: Sequence[Ciphertext], outputs: Sequence[Ciphertext], proof: ShuffleProof
    ) -> bool:
        if not inputs:
            return ReferenceEngine(self._context).check_shuffle(inputs, outputs, proof)
        return shuffle_holds(self._setting, inputs, outputs, proof)

    def check_factors(
        self,
        trustee_key: str,
        alphas: Sequence[str],
        factors: Sequence[str],
        proofs: Sequence[Proof],
    ) -> list[bool]:
        """Docs § 11.1: c = H("decrypt|φ|X|", [g^r X^c, α^r F^c])."""
        if not alphas:
            return []
        count = len(alphas)
        points, _ = decode_texts([trustee_key, *alphas])
        decoded, members = members_among(factors)
        left = np.broadcast_to(np.stack([self._setting.sides[0], points[0]]), (count, 2, 8))
        right = np.stack([points[1:], decoded], axis=1)
        scalars = words_of_integers([n for p in proofs for n in (p.response, p.challenge)])
        a, b = (
            texts_of_codes(codes_of_points(row_sums(_rows(side), scalars, 2)))
            for side in (left, right)
        )
        prefix = f"decrypt|{self._context.fingerprint}|{trustee_key}|"
        return [
            bool(members[i]) and challenge(L, prefix, (a[i], b[i])) == proofs[i].challenge
            for i in range(count)
        ]

    def row_products(self, columns: Sequence[Sequence[str]], exponents: Sequence[int]) -> list[str]:
        count = len(columns[0]) if columns else 0
        if not count:
            return []
        points, _ = decode_texts([text for column in columns for text in column])
        matrix = points.reshape(len(columns), count, 8).transpose(1, 0, 2)
        scalars = words_of_integers([exponent % L for exponent in exponents])
        sums = row_sums(_rows(matrix), np.tile(scalars, (count, 1)), len(columns))
        return texts_of_codes(codes_of_points(sums))


def _rows(points: Words) -> Words:
    return np.ascontiguousarray(points).reshape(-1, 8)
