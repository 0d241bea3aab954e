"""Small elections for tests, made with the product's own writer, and archives taken apart again."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from sandoq.engines.ballots import chain
from sandoq.engines.ballots.batches import Outcome, raw_lists
from sandoq.engines.ballots.groups.registry import group_named
from sandoq.engines.ballots.hashing import fingerprint, hexdigest
from sandoq.engines.ballots.model import (
    Answer,
    Ballot,
    Credential,
    Election,
    ElectionContext,
    HomomorphicAnswer,
    HomomorphicQuestion,
    Pedersen,
    Question,
    Setup,
    Single,
    Tally,
    Trustee,
)
from sandoq.engines.ballots.opening import plaintexts, result_of, shares
from sandoq.engines.ballots.reference import ReferenceEngine
from sandoq.engines.ballots.secret_side import Scalar, SecretArithmetic
from sandoq.engines.ballots.secret_side.ceremony import Ceremony, assemble, certify
from sandoq.engines.ballots.secret_side.credentials import new_code, public_of, secret_of
from sandoq.engines.ballots.secret_side.decrypting import partial_decryption
from sandoq.engines.ballots.secret_side.proving import schnorr, trustee_key
from sandoq.engines.ballots.secret_side.registry import secrets_in
from sandoq.engines.ballots.secret_side.session import Seat
from sandoq.engines.ballots.secret_side.shuffling import shuffle_lists
from sandoq.engines.ballots.secret_side.voting import Vote, VotingBooth
from sandoq.engines.ballots.setup import Prepared, quorums_and_keys
from sandoq.engines.ballots.tally import RunningTally
from sandoq.engines.ballots.verify.trustees import PedersenCheck
from sandoq.engines.ballots.writer import ArchiveWriter
from tests.ballots.archives import CODEC, UUID, Step


@dataclass(frozen=True)
class Keys:
    """Trustees with the private key of each owner number."""

    trustees: tuple[Trustee, ...]
    private: dict[int, Scalar]


def single_keys(arithmetic: SecretArithmetic, count: int) -> Keys:
    """`count` trustees of whom each is needed."""
    private = {owner: arithmetic.random_scalar() for owner in range(1, count + 1)}
    trustees = tuple(Single(trustee_key(arithmetic, x)) for x in private.values())
    return Keys(trustees, private)


def threshold_keys(arithmetic: SecretArithmetic, threshold: int, size: int) -> Keys:
    """`size` trustees of whom `threshold` are needed, by a whole ceremony."""
    group = arithmetic.group
    seats = [Seat(group, size, threshold, index) for index in range(1, size + 1)]
    certified = [certify(arithmetic, seat) for seat in seats]
    certificates = [certificate for _, certificate in certified]
    ceremonies = [
        Ceremony(arithmetic, seat, keys, certificates)
        for seat, (keys, _) in zip(seats, certified, strict=True)
    ]
    committed = [ceremony.commit() for ceremony in ceremonies]
    commitments = [commitment for _, commitment in committed]
    reveals = [
        ceremony.reveal(polynomial, commitments)
        for ceremony, (polynomial, _) in zip(ceremonies, committed, strict=True)
    ]
    concluded = [ceremony.conclude(commitments, reveals) for ceremony in ceremonies]
    conclusions = [conclusion for _, conclusion in concluded]
    item = assemble(group, threshold, certificates, reveals, conclusions)
    private = {owner: share for owner, (share, _) in enumerate(concluded, start=1)}
    return Keys((item,), private)


def joined(first: Keys, second: Keys) -> Keys:
    """Two groups of trustees in one election."""
    later = {owner + len(first.private): x for owner, x in second.private.items()}
    return Keys((*first.trustees, *second.trustees), {**first.private, **later})


@dataclass(frozen=True)
class Voter:
    """A voter with code, secret and weight."""

    code: str
    secret: Scalar
    public: str
    weight: int = 1


@dataclass
class Made:
    """An election whose every secret the test knows."""

    arithmetic: SecretArithmetic
    election: Election
    context: ElectionContext
    keys: Keys
    voters: list[Voter]
    booth: VotingBooth
    ballots: list[bytes] = field(default_factory=list)

    @property
    def prepared(self) -> Prepared:
        """As the verifier prepares it."""
        trustees = self.keys.trustees
        return Prepared(self.election, self.context, trustees, *quorums_and_keys(trustees))

    def cast(self, voter: int, vote: Vote) -> bytes:
        """A voter's ballot, kept in `ballots`."""
        data = self.booth.cast(self.voters[voter].secret, vote).data
        self.ballots.append(data)
        return data

    def signed(self, voter: int, answers: Sequence[Answer]) -> bytes:
        """A ballot of any answers, correctly hashed and signed by a voter."""
        public = self.voters[voter].public
        unsigned = CODEC.write_unsigned_ballot(self.context, public, answers)
        signed_hash = fingerprint(unsigned)
        signature = schnorr(self.arithmetic, f"sig|{signed_hash}|", self.voters[voter].secret)
        ballot = Ballot(public, tuple(answers), signed_hash, signature)
        return CODEC.write_ballot(self.context, ballot)

    def answers(self, voter: int, vote: Vote) -> list[Answer]:
        """Honest answers, for a test to spoil."""
        data = self.booth.cast(self.voters[voter].secret, vote).data
        return list(CODEC.ballot_reader(self.context).read(data).answers)


def make(
    *,
    group: str = "Ed25519",
    questions: Sequence[Question] = (HomomorphicQuestion("q", ("a", "b"), 0, 1),),
    voters: int = 3,
    weights: Sequence[int] | None = None,
    keys: Keys | None = None,
) -> Made:
    """An election before its first ballot."""
    arithmetic = secrets_in(group_named(group))
    keys = keys or single_keys(arithmetic, 1)
    key = election_key(arithmetic, keys.trustees)
    election = Election("Test", "An election", group, key, tuple(questions), UUID)
    phi = fingerprint(CODEC.write_election(election))
    context = ElectionContext(arithmetic.group, UUID, phi, key, tuple(questions))
    booth = VotingBooth(context, arithmetic)
    people = []
    for weight in weights or [1] * voters:
        code = new_code(os.urandom)
        secret = secret_of(arithmetic, UUID, code)
        people.append(Voter(code, secret, public_of(arithmetic, UUID, code), weight))
    people.sort(key=lambda voter: arithmetic.group.sort_key(voter.public))
    return Made(arithmetic, election, context, keys, people, booth)


def election_key(arithmetic: SecretArithmetic, trustees: Sequence[Trustee]) -> str:
    """The product of the sub-keys."""
    group = arithmetic.group
    product = group.identity
    for trustee in trustees:
        if isinstance(trustee, Pedersen):
            sub_key = PedersenCheck(group, trustee, 1).sub_key()
        else:
            sub_key = group.decode(trustee.key.public_key)
        product = group.multiply(product, sub_key)
    return group.encode(product)


def begun(made: Made) -> list[Step]:
    """Setup and ballots."""
    records = [
        CODEC.write_election(made.election),
        CODEC.write_trustees(made.keys.trustees),
        CODEC.write_credentials([Credential(v.public, v.weight) for v in made.voters]),
    ]
    setup = CODEC.write_setup(Setup(*map(hexdigest, records)))
    return [Step(chain.SETUP, [*records, setup]), *(Step(chain.BALLOT, [b]) for b in made.ballots)]


def tallied(made: Made, ballots: Sequence[bytes] | None = None) -> tuple[Tally, int, int]:
    """The tally of ballots without checking any: num_tallied, total_weight."""
    reader = CODEC.ballot_reader(made.context)
    last = {}
    for data in made.ballots if ballots is None else ballots:
        ballot = reader.read(data)
        last.pop(ballot.credential, None)
        last[ballot.credential] = ballot
    weight_of = {voter.public: voter.weight for voter in made.voters}
    chosen = list(last.values())
    running = RunningTally(made.context)
    indices = range(len(made.context.questions))
    if chosen:
        products = tuple(_product(made, chosen, index, weight_of) for index in indices)
        running.add(Outcome(0, 0, (), products, raw_lists(made.context, chosen)))
    return running.tally(), len(chosen), sum(weight_of.get(b.credential, 1) for b in chosen)


def _product(
    made: Made, ballots: Sequence[Ballot], index: int, weight_of: dict[str, int]
) -> tuple[object, ...]:
    group, totals = made.context.group, []
    for ballot in ballots:
        answer = ballot.answers[index]
        if isinstance(answer, HomomorphicAnswer):
            weight = weight_of.get(ballot.credential, 1)
            powers = [group.power(group.decode(text), weight) for text in answer.choices]
            totals.append(powers)
    return tuple(group.product(column) for column in zip(*totals, strict=True))


def finished(
    made: Made,
    *,
    ballots: Sequence[bytes] | None = None,
    shufflers: Sequence[int] | None = None,
    owners: Sequence[int] | None = None,
) -> list[Step]:
    """All events to the result, consistent with `ballots` (all of them by default)."""
    tally, number, weight = tallied(made, ballots)
    steps = begun(made)
    writer = _Collector()
    writer.end_ballots()
    writer.encrypted_tally(tally, num_tallied=number, total_weight=weight)
    raw = made.prepared.shuffled_questions
    if raw:
        chosen = (1, 2) if shufflers is None else shufflers
        for owner in chosen:
            lists = tuple(tally[index] for index in raw)
            made_shuffle = shuffle_lists(made.context, made.arithmetic, os.urandom, lists)
            writer.shuffle(owner, made_shuffle)
            rows = list(tally)
            for index, row in zip(raw, made_shuffle.ciphertexts, strict=True):
                rows[index] = row
            tally = tuple(rows)
        if chosen:
            writer.end_shuffles()
    _open(made, writer, tally, owners or sorted(made.keys.private), max(weight, 1000))
    return steps + writer.steps


def _open(made: Made, writer: "_Collector", tally: Tally, owners: Sequence[int], most: int) -> None:
    prepared, group = made.prepared, made.context.group
    decryptions = {}
    for owner in owners:
        key = made.keys.private[owner]
        decryptions[owner] = partial_decryption(made.context, made.arithmetic, key, tally)
        writer.partial_decryption(owner, decryptions[owner])
    engine = ReferenceEngine(made.context)
    exponents = shares(prepared.quorums, sorted(decryptions), group.order)
    opened = plaintexts(engine, tally, decryptions, exponents)
    writer.result(result_of(group, made.context.questions, opened, most))


class _Collector(ArchiveWriter):
    """The product's writer, keeping steps in memory."""

    def __init__(self) -> None:
        self._codec = CODEC
        self.steps: list[Step] = []

    def _append(self, kind: str, bodies: Sequence[bytes]) -> None:
        self.steps.append(Step(kind, list(bodies)))
