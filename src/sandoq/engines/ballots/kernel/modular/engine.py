"""The kernel engine for the field groups: see `arithmetic.Verifying`.

What matters is compiled: the powers of ballots, of lists of credentials, and of the products that
shuffles and decryptions are checked by. The rest is the reference's.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import cycle

import numpy as np

from sandoq.engines.ballots.arithmetic import BatchVerdict, HintsUnsupported
from sandoq.engines.ballots.groups.field import FieldGroup
from sandoq.engines.ballots.kernel.arrays import Flags, Words
from sandoq.engines.ballots.kernel.layout import Layout
from sandoq.engines.ballots.kernel.modular.montgomery import LANES
from sandoq.engines.ballots.kernel.modular.numbers import OUTER_WORDS, modulus_words
from sandoq.engines.ballots.kernel.modular.powers import (
    digit_bits,
    fixed_table,
    powers,
    recompute,
    table_bits,
)
from sandoq.engines.ballots.kernel.proofs import Flat, HashCheck, flatten, texts_of_list
from sandoq.engines.ballots.kernel.schedule import schedule
from sandoq.engines.ballots.model import (
    Ballot,
    Ciphertext,
    ElectionContext,
    Proof,
    ShuffleProof,
)
from sandoq.engines.ballots.reference import ReferenceEngine

_WORD_BYTES = 8
_NUMBER_BYTES = OUTER_WORDS * _WORD_BYTES
_MOST_NUMBERS = 50_000
"""Elements and commitments of the ballots checked together; each takes some 1 kB in passing."""


def words_of_integers(numbers: Sequence[int], words: int) -> Words:
    """Non-negative integers as words, shape (n, words)."""
    data = b"".join([number.to_bytes(words * _WORD_BYTES, "little") for number in numbers])
    return np.frombuffer(data, dtype="<u8").reshape(-1, words).astype(np.uint64)


def integers_of_words(numbers: Words) -> list[int]:
    """The inverse of `words_of_integers`."""
    return [int.from_bytes(row.astype("<u8").tobytes(), "little") for row in numbers]


class CompiledPowers:
    """Powers in one field group."""

    def __init__(self, group: FieldGroup) -> None:
        self.group = group
        self.modulus = modulus_words(group.p)
        self.exponent_words = -(-group.order.bit_length() // 64)
        self.bits = digit_bits(group.order.bit_length())
        self.count = -(-group.order.bit_length() // self.bits)
        self.table_bits = table_bits(group.order.bit_length())
        self.table_count = -(-group.order.bit_length() // self.table_bits)

    def exponents(self, numbers: Sequence[int]) -> Words:
        """Exponents in [0, q]."""
        return words_of_integers(numbers, self.exponent_words)

    def all(self, bases: Sequence[int], exponents: Sequence[int]) -> list[int]:
        """bases[i]^exponents[i] mod p for bases in [0, p) and exponents in [0, q]."""
        if not bases:
            return []
        found = powers(
            self.modulus,
            words_of_integers(bases, OUTER_WORDS),
            self.exponents(exponents),
            self.bits,
            self.count,
        )
        return integers_of_words(found)

    def table(self, base: int) -> Words:
        """The table of one base."""
        words = words_of_integers([base], OUTER_WORDS)
        return fixed_table(self.modulus, words, self.table_bits, self.table_count)


class CompiledGroup(FieldGroup):
    """A field group whose longer products of powers are compiled."""

    def __init__(self, group: FieldGroup, compiled: CompiledPowers) -> None:
        super().__init__(
            group.description,
            p=group.p,
            q=group.order,
            g=group.generator,
            embedding=group.embedding,
        )
        self._compiled = compiled

    def multi_power(self, bases: Sequence[int], exponents: Sequence[int]) -> int:
        reduced = [exponent % self.order for exponent in exponents]
        return self.product(self._compiled.all(bases, reduced))


class FieldEngine:
    """Checks public values of one election in a field group; never give it a secret."""

    name = "numba/field"
    hint_bytes = 0

    def __init__(self, context: ElectionContext) -> None:
        group = context.group
        assert isinstance(group, FieldGroup)  # noqa: S101
        self._context = context
        self._group = group
        self._powers = CompiledPowers(group)
        self._layout = Layout(context)
        self._hashes = HashCheck(context, self._layout)
        self._public_key = group.decode(context.public_key)
        accelerated = replace(context, group=CompiledGroup(group, self._powers))
        self._reference = ReferenceEngine(accelerated)

    @cached_property
    def _tables(self) -> Words:
        """The tables of g and y."""
        bases = (self._group.generator, self._public_key)
        return np.concatenate([self._powers.table(base) for base in bases])

    def are_members(self, texts: Sequence[str]) -> list[bool]:
        numbers = [self._number(text) for text in texts]
        return [
            number is not None and power == 1
            for number, power in zip(
                numbers,
                self._powers.all([n or 1 for n in numbers], [self._group.order] * len(numbers)),
                strict=True,
            )
        ]

    def _number(self, text: str) -> int | None:
        """The number of a text, None for one outside (0, p)."""
        number = int(text)
        return number if 0 < number < self._group.p else None

    def make_hints(self, ballots: Sequence[Ballot]) -> list[bytes]:  # noqa: ARG002
        raise HintsUnsupported

    def check_ballots(
        self,
        ballots: Sequence[Ballot],
        weights: Sequence[int],
        hints: Sequence[bytes] | None = None,  # noqa: ARG002
    ) -> BatchVerdict:
        size = max(1, _MOST_NUMBERS // (self._layout.bases + len(self._layout.jobs)))
        valid: list[bool] = []
        totals = [1] * self._layout.elements
        for start in range(0, len(ballots), size):
            flats = [flatten(ballot) for ballot in ballots[start : start + size]]
            elements = [[self._number(text) for text in flat.elements] for flat in flats]
            verdict = self._check(flats, elements)
            for row, weight, is_valid in zip(elements, weights[start:], verdict, strict=False):
                if is_valid and weight:
                    self._multiply(totals, row, weight)
            valid += verdict
        return BatchVerdict(tuple(valid), self._layout.by_question(totals))

    def _multiply(self, totals: list[int], row: Sequence[int | None], weight: int) -> None:
        """totals := totals · row^weight, place by place."""
        p = self._group.p
        for place, number in enumerate(row):
            assert number is not None  # noqa: S101
            power = number if weight == 1 else self._group.power(number, weight)
            totals[place] = totals[place] * power % p

    def _check(self, flats: Sequence[Flat], elements: Sequence[Sequence[int | None]]) -> list[bool]:
        """Which of N ≥ 1 ballots are valid; `elements` are their numbers."""
        layout, compiled = self._layout, self._powers
        bases = [self._with_sums([number or 1 for number in row]) for row in elements]
        members = np.ones(len(flats) * layout.bases, np.bool_)
        plan = schedule(layout, len(flats), LANES)
        commitments = np.empty((len(flats) * len(layout.jobs), OUTER_WORDS), np.uint64)
        scalars = [scalar for flat in flats for scalar in flat.scalars]
        recompute(
            compiled.modulus,
            words_of_integers([number for row in bases for number in row], OUTER_WORDS),
            members,
            (plan.bases, plan.checks, plan.starts, plan.tasks),
            (
                compiled.exponents(scalars[::2]),
                compiled.exponents(scalars[1::2]),
                compiled.exponents(self._shifts(scalars[::2])),
                compiled.exponents([self._group.order]),
            ),
            self._tables,
            (compiled.bits, compiled.count, compiled.table_bits, compiled.table_count),
            commitments,
        )
        are_members: Flags = np.logical_and.reduce(members.reshape(len(flats), -1), axis=1)
        texts = [str(number) for number in integers_of_words(commitments)]
        step = len(layout.jobs)
        return [
            bool(are_members[i])
            and None not in elements[i]
            and self._hashes.holds(
                flat,
                texts_of_list(flat.elements),
                texts_of_list([str(number) for number in bases[i][layout.elements :]]),
                texts_of_list(texts[i * step : (i + 1) * step]),
            )
            for i, flat in enumerate(flats)
        ]

    def _shifts(self, challenges: Sequence[int]) -> list[int]:
        """-v·c mod q of every disjunct of every ballot."""
        order, values = self._group.order, self._layout.values
        return [-c * v % order for c, v in zip(challenges, cycle(values), strict=False)]

    def _with_sums(self, row: list[int]) -> list[int]:
        """A ballot's bases: its elements and their products by question."""
        sums = [
            self._group.product(row[total.first + side : total.first + 2 * total.count : 2])
            for total in self._layout.sums
            for side in range(2)
        ]
        return row + sums

    def check_shuffle(
        self, inputs: Sequence[Ciphertext], outputs: Sequence[Ciphertext], proof: ShuffleProof
    ) -> bool:
        return self._reference.check_shuffle(inputs, outputs, proof)

    def check_factors(
        self,
        trustee_key: str,
        alphas: Sequence[str],
        factors: Sequence[str],
        proofs: Sequence[Proof],
    ) -> list[bool]:
        return self._reference.check_factors(trustee_key, alphas, factors, proofs)

    def row_products(self, columns: Sequence[Sequence[str]], exponents: Sequence[int]) -> list[str]:
        return self._reference.row_products(columns, exponents)
