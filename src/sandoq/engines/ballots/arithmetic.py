"""Two arithmetic engines behind one interface: the reference and the numba kernel.

An engine is bound to one election and checks *public* values in batches. Its only answer is yes or
no; the name of a fault always comes from the reference (`faults`), so both engines give the same
findings and a disagreement between them is a bug that crashes loudly.

To add an engine (see `choice.choose_engine`), write `kernel.build_engine(context)`, which answers a
`Verifying`, or None where it cannot do this group; ImportError where its library is missing. An
engine may hand any batch it does not support to `ReferenceEngine(context)`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sandoq.common.errors import DomainError
from sandoq.engines.ballots.groups import Element
from sandoq.engines.ballots.model import Ballot, Ciphertext, Proof, ShuffleProof


@dataclass(frozen=True, slots=True)
class BatchVerdict:
    """What an engine says of a batch of N ballots.

    valid: one bool per ballot: every element in the group and every equation of docs § 8 true.
    products: for each homomorphic question in order, α_0, β_0, α_1, β_1 … of
        ∏ (ballot's ciphertext)^weight over the *valid* ballots of the batch, as group elements.
        Non-homomorphic questions have an empty tuple. Exact.
    """

    valid: tuple[bool, ...]
    products: tuple[tuple[Element, ...], ...]


class Verifying(Protocol):
    """Batch checks of one election's public values. Exact unless the method says otherwise.

    All texts have the shape of an element, all scalars are in [0, q); nothing else is known of
    them: they come from the adversary. No method raises because of their values.
    """

    @property
    def name(self) -> str:
        """`reference`, or `numba/<backend>`; printed in reports."""

    def are_members(self, texts: Sequence[str]) -> list[bool]:
        """For each text, whether it is the canonical form of a group element (docs § 1)."""

    def check_ballots(
        self,
        ballots: Sequence[Ballot],
        weights: Sequence[int],
        hints: Sequence[bytes] | None = None,
    ) -> BatchVerdict:
        """Check signatures and all proofs of a batch, and multiply its tally in passing.

        Args:
            ballots: any number, of any voters, shape already checked.
            weights: one per ballot, ≥ 0; 0 keeps a ballot out of `products` (it is superseded),
                but it is still checked.
            hints: one per ballot, untrusted, from `make_hints`; a wrong hint costs time only.
                Soundness error with hints at most 2^-128 per batch (docs/protocols/hints.md).
        """

    def make_hints(self, ballots: Sequence[Ballot]) -> list[bytes]:
        """For each ballot its commitment points, all of length `hint_bytes`.

        Raises:
            HintsUnsupported: this engine or this election has no hints.
        """

    @property
    def hint_bytes(self) -> int:
        """Length of one ballot's hint; 0 where hints are not supported."""

    def check_shuffle(
        self, inputs: Sequence[Ciphertext], outputs: Sequence[Ciphertext], proof: ShuffleProof
    ) -> bool:
        """Whether `proof` shows `outputs` to be a shuffle of `inputs` (docs § 10).

        All lengths are equal already. Inputs, outputs and every element of the proof are checked
        for membership. Soundness error at most 2^-128 where equations are combined.
        """

    def check_factors(
        self,
        trustee_key: str,
        alphas: Sequence[str],
        factors: Sequence[str],
        proofs: Sequence[Proof],
    ) -> list[bool]:
        """For each i, whether factors[i] = alphas[i]^x is proved for trustee_key = g^x (docs § 11).

        `trustee_key` and `alphas` are known members; the factors are not.
        """

    def row_products(self, columns: Sequence[Sequence[str]], exponents: Sequence[int]) -> list[str]:
        """For each row i, the text of ∏_j columns[j][i]^exponents[j].

        Args:
            columns: equally long lists of members' texts.
            exponents: one per column, any integer, reduced modulo q.
        """


class HintsUnsupported(DomainError):
    """Hints need the numba kernel and an election whose proofs it can hint."""

    code = "hints-unsupported"
    status = 422
