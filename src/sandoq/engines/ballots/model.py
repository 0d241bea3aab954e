"""What an archive says, as plain values. Elements stay texts: hashes are over texts.

Every text here has the *shape* of an element and every scalar is in [0, q); the codec has seen to
that. Membership in the group is checked where the equations are.
"""

from dataclasses import dataclass
from typing import TypeAlias

from sandoq.engines.ballots.groups import Group


@dataclass(frozen=True, slots=True)
class Proof:
    """A Schnorr-like proof or signature: challenge c and response r, both in [0, q)."""

    challenge: int
    response: int


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """An El Gamal ciphertext (α, β) = (g^r, y^r·m)."""

    alpha: str
    beta: str


@dataclass(frozen=True, slots=True)
class HomomorphicQuestion:
    """Choose between `minimum` and `maximum` of the answers, or cast a blank (docs § 4.1)."""

    text: str
    answers: tuple[str, ...]
    minimum: int
    maximum: int
    blank: bool = False

    @property
    def entries(self) -> int:
        """Ciphertexts in an answer: one per answer, and entry 0 for the blank where allowed."""
        return len(self.answers) + self.blank

    @property
    def overall_proofs(self) -> int:
        """Disjuncts of the overall proof: one per allowed sum, and one for the blank."""
        return self.maximum - self.minimum + 1 + self.blank


@dataclass(frozen=True, slots=True)
class NonHomomorphicQuestion:
    """Give each answer a small integer; the ballots are shuffled, then opened (docs § 4.2)."""

    text: str
    answers: tuple[str, ...]


Question: TypeAlias = HomomorphicQuestion | NonHomomorphicQuestion


@dataclass(frozen=True, slots=True)
class ElectionContext:
    """What every proof of one election depends on; picklable, sent once to each process.

    `fingerprint` is φ, `public_key` the text of y, already known to be in the group.
    """

    group: Group
    uuid: str
    fingerprint: str
    public_key: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class HomomorphicAnswer:
    """One answer, flat (docs § 8.2), for a question with n entries and k overall disjuncts.

    choices: α_0, β_0, α_1, β_1 …, length 2n.
    individual: c, r of value 0, then c, r of value 1, entry by entry, length 4n.
    overall: c, r of each disjunct in order, length 2k.
    blank: c, r, c, r of the blank proof; empty where the question allows no blank.
    """

    choices: tuple[str, ...]
    individual: tuple[int, ...]
    overall: tuple[int, ...]
    blank: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class NonHomomorphicAnswer:
    """One ciphertext with a proof that its randomness is known (docs § 8.4)."""

    choice: Ciphertext
    proof: Proof


Answer: TypeAlias = HomomorphicAnswer | NonHomomorphicAnswer


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot of the right shape for its election: uuid, φ, counts and hash already checked.

    `answers` matches the election's questions in number and kind; `signed_hash` is the recomputed
    b64 of the ballot without its signature.
    """

    credential: str
    answers: tuple[Answer, ...]
    signed_hash: str
    signature: Proof


@dataclass(frozen=True, slots=True)
class ShuffleProof:
    """π = (t, s, c, ĉ) of one shuffled list of length N (docs § 10).

    t: t1, t2, t3, t41, t42; t_hat: N elements; s: s1…s4; s_hat, s_prime: N scalars each;
    c, c_hat: N elements each.
    """

    t: tuple[str, ...]
    t_hat: tuple[str, ...]
    s: tuple[int, ...]
    s_hat: tuple[int, ...]
    s_prime: tuple[int, ...]
    c: tuple[str, ...]
    c_hat: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Election:
    """The record `election` (docs § 4). `language` is (code, `ltr` or `rtl`)."""

    name: str
    description: str
    group: str
    public_key: str
    questions: tuple[Question, ...]
    uuid: str
    administrator: str | None = None
    credential_authority: str | None = None
    language: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """A voter's public key S and weight (docs § 5)."""

    public: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed message: the exact text that was signed, and the signature (docs § 6.2)."""

    message: str
    signature: Proof


@dataclass(frozen=True, slots=True)
class TrusteeKey:
    """A trustee's public key X with a proof of knowing x (docs § 6.1).

    `signature` only within threshold trustees of the current form.
    """

    public_key: str
    pok: Proof
    signature: Proof | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Single:
    """A trustee without whom nothing opens."""

    key: TrusteeKey


@dataclass(frozen=True, slots=True)
class Pedersen:
    """m trustees of whom `threshold` can open (docs § 6.3).

    certificates, coefficients, keys: one per trustee. agreements: one per trustee, or empty in the
    form of belenios 2.0, which has neither contexts nor signatures.
    """

    threshold: int
    certificates: tuple[Signed, ...]
    coefficients: tuple[Signed, ...]
    agreements: tuple[Proof, ...]
    keys: tuple[TrusteeKey, ...]


Trustee: TypeAlias = Single | Pedersen


@dataclass(frozen=True, slots=True)
class SizedTally:
    """The record `sized_encrypted_tally` (docs § 9)."""

    num_tallied: int
    total_weight: int
    encrypted_tally: str


@dataclass(frozen=True, slots=True)
class Owned:
    """A record together with the trustee it is from; `owner` counts from 1 (docs § 6)."""

    owner: int
    payload: str


@dataclass(frozen=True, slots=True)
class PartialDecryption:
    """For each question and entry the factor F = α^x and its proof (docs § 11.1)."""

    factors: tuple[tuple[str, ...], ...]
    proofs: tuple[tuple[Proof, ...], ...]


@dataclass(frozen=True, slots=True)
class Setup:
    """The record `setup_data`: hashes of the records before it."""

    election: str
    trustees: str
    credentials: str
    credentials_certificate: str | None = None


Tally: TypeAlias = tuple[tuple[Ciphertext, ...], ...]
"""For each question its ciphertexts: entries of a homomorphic one, ballots of another."""

Result: TypeAlias = tuple[tuple[int, ...] | tuple[tuple[int, ...], ...], ...]
"""For each question: counts per entry, or for each ballot its integers, in shuffled order."""
