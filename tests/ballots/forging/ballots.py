"""Forged ballots (docs § 8)."""

from collections.abc import Callable
from dataclasses import replace

from sandoq.engines.ballots import chain
from sandoq.engines.ballots.groups import edwards
from sandoq.engines.ballots.model import (
    NonHomomorphicAnswer,
    Proof,
)
from sandoq.engines.ballots.secret_side.proving import schnorr
from sandoq.engines.ballots.secret_side.voting import VotingBooth
from sandoq.engines.ballots.verify import Policy
from tests.ballots.archives import CODEC, Step
from tests.ballots.elections import Made, begun, finished, make
from tests.ballots.forging.table import (
    CHOICE,
    FORGERIES,
    GROUP,
    UNFINISHED,
    Forgery,
    changed,
    choosing,
    forgery,
    only_answer,
    places,
    ranking,
    times_g,
    with_last_ballot,
)
from tests.ballots.test_groups import with_small_order_part


@forgery(809, 810, 811, 902)
def a_ballot_of_a_hundred_votes_with_consistent_tally_and_result() -> list[Step]:
    """What belenios 3.0 and 3.3 accept in most runs."""
    made = choosing()
    answer = only_answer(made, 2, [0, 1, 0])
    texts = list(answer.choices)
    texts[3] = times_g(texts[3], 99)
    return with_last_ballot(made, made.signed(2, [replace(answer, choices=tuple(texts))]))


@forgery(809, 810, 811, policy=UNFINISHED)
def a_ballot_of_minus_one_vote() -> list[Step]:
    made = choosing()
    answer = only_answer(made, 2, [0, 1, 0])
    texts = list(answer.choices)
    texts[3], texts[5] = times_g(texts[3], 1), times_g(texts[5], -1 % GROUP.order)
    steps = begun(made)
    return [*steps, Step(chain.BALLOT, [made.signed(2, [replace(answer, choices=tuple(texts))])])]


@forgery(810, 902)
def a_ballot_of_two_votes_where_one_is_allowed() -> list[Step]:
    """Every entry is honestly 0 or 1; only their sum is not."""
    made = choosing()
    loose = replace(CHOICE, minimum=2, maximum=2)
    answer = made.booth.homomorphic(loose, [0, 1, 1], binding(made, 2))
    return with_last_ballot(made, made.signed(2, [answer]))


@forgery(811, 902)
def a_blank_ballot_that_also_chooses() -> list[Step]:
    made = choosing()
    answer = made.booth.homomorphic(CHOICE, [1, 1, 0], binding(made, 2))
    return with_last_ballot(made, made.signed(2, [answer]))


def binding(made: Made, voter: int) -> str:
    return f"{made.context.fingerprint}|{made.voters[voter].public}"


@forgery(811, 902)
def a_ballot_whose_blank_proof_is_false() -> list[Step]:
    made = choosing()
    answer = only_answer(made, 2, [1, 0, 0])
    spoiled = replace(answer, blank=changed(answer.blank, 1))
    return with_last_ballot(made, made.signed(2, [spoiled]))


@forgery(809, 902)
def a_ballot_whose_individual_proof_is_false() -> list[Step]:
    made = choosing()
    answer = only_answer(made, 2, [0, 1, 0])
    spoiled = replace(answer, individual=changed(answer.individual, 6))
    return with_last_ballot(made, made.signed(2, [spoiled]))


@forgery(810, 902)
def a_ballot_whose_overall_proof_is_false() -> list[Step]:
    made = choosing()
    answer = only_answer(made, 2, [0, 1, 0])
    spoiled = replace(answer, overall=changed(answer.overall, 0))
    return with_last_ballot(made, made.signed(2, [spoiled]))


@forgery(809, 810, 811, 902)
def a_ballot_of_another_voters_answers() -> list[Step]:
    """Copying breaks the secrecy of the copied vote; the proofs name the first voter."""
    made = choosing()
    return with_last_ballot(made, made.signed(2, [only_answer(made, 1, [0, 1, 0])]))


@forgery(807, 902)
def a_ballot_signed_by_somebody_else() -> list[Step]:
    made = choosing()
    honest = made.booth.cast(made.voters[2].secret, [[0, 1, 0]]).data
    ballot = CODEC.ballot_reader(made.context).read(honest)
    stranger = schnorr(made.arithmetic, f"sig|{ballot.signed_hash}|", made.voters[1].secret)
    data = CODEC.write_ballot(made.context, replace(ballot, signature=stranger))
    return with_last_ballot(made, data)


@forgery(808, policy=UNFINISHED)
def a_ballot_with_a_small_order_component() -> list[Step]:
    """Without the subgroup check such a proof holds one time in eight."""
    made = choosing()
    steps = finished(made)
    answer = only_answer(made, 2, [0, 1, 0])
    texts = list(answer.choices)
    texts[2] = with_small_order_part(texts[2])
    data = made.signed(2, [replace(answer, choices=tuple(texts))])
    end = places(steps, chain.END_BALLOTS)[0]
    return [*steps[:end], Step(chain.BALLOT, [data])]


@forgery(808, policy=UNFINISHED)
def a_ballot_with_a_second_encoding_of_a_point() -> list[Step]:
    """y + p encodes the same point in a careless decoder."""
    made = choosing()
    answer = only_answer(made, 2, [0, 1, 0])
    texts = (f"{edwards.P + 1:064x}", *answer.choices[1:])
    data = made.signed(2, [replace(answer, choices=texts)])
    return [*begun(made), Step(chain.BALLOT, [data])]


def spelled(find: str, put: str) -> Callable[[], list[Step]]:
    """The last ballot with its text changed, hash and signature renewed."""

    def forge() -> list[Step]:
        made = choosing()
        made.cast(2, [[0, 1, 0]])
        text = made.ballots[-1].decode()
        assert find in text
        spoiled = text.replace(find, put, 1).encode()
        return [*begun(made)[:-1], Step(chain.BALLOT, [spoiled])]

    return forge


for _name, _find, _put, _number in (
    ("a ballot with a space", '{"election_uuid":', '{ "election_uuid":', 802),
    ("a ballot with a key twice", '"overall_proof":', '"overall_proof":[],"overall_proof":', 801),
    ("a ballot with a key too many", '"signature":', '"note":"","signature":', 801),
    ("a ballot with a key missing", '"blank_proof"', '"blank"', 801),
    ("a scalar with a leading zero", '"response":"', '"response":"0', 801),
    ("a scalar with a plus", '"response":"', '"response":"+', 801),
    ("a scalar with q added", '"challenge":"', f'"challenge":"{GROUP.order}', 801),
    ("a scalar that is a number", '"challenge":"', '"challenge":1,"x":"', 801),
    ("a ballot for another election by uuid", '"ABCDEFGHabcdef"', '"ABCDEFGHabcdeg"', 803),
    ("a ballot with an escaped letter", '"alpha"', '"\\u0061lpha"', 802),
    ("a ballot followed by a newline", '"}}}', '"}}}\n', 802),
):
    FORGERIES.append(Forgery(_name, spelled(_find, _put), (_number,), UNFINISHED))


@forgery(803, policy=UNFINISHED)
def a_ballot_for_another_election_by_fingerprint() -> list[Step]:
    made = choosing()
    other = replace(made.context, fingerprint=made.context.fingerprint[::-1])
    foreign = replace_context(made, other)
    return [*begun(made), Step(chain.BALLOT, [foreign.cast(2, [[0, 1, 0]])])]


def replace_context(made: Made, context: object) -> Made:

    booth = VotingBooth(context, made.arithmetic)  # type: ignore[arg-type]
    return replace(made, context=context, booth=booth, ballots=[])  # type: ignore[arg-type]


@forgery(805, policy=UNFINISHED)
def a_ballot_whose_hash_is_another_ballots() -> list[Step]:
    made = choosing()
    reader = CODEC.ballot_reader(made.context)
    first, last = reader.read(made.ballots[0]), reader.read(made.ballots[2])
    mixed = replace(last, signed_hash=first.signed_hash, signature=first.signature)
    return [*begun(made)[:-1], Step(chain.BALLOT, [CODEC.write_ballot(made.context, mixed)])]


@forgery(804, 902, 904, 905)
def a_ballot_of_a_credential_that_is_not_listed() -> list[Step]:
    """Ballot stuffing: perfect in every other way, and counted."""
    made = choosing()
    stranger = make(questions=[CHOICE])
    made.voters.append(stranger.voters[0])
    made.cast(3, [[0, 1, 0]])
    steps = finished(made)
    made.voters.pop()
    return [begun(made)[0], *steps[1:]]


@forgery(813)
def an_old_ballot_replayed_to_undo_a_second_vote() -> list[Step]:
    """What belenios 2.0 accepts: the first ballot comes again and replaces the second."""
    made = choosing()
    return with_last_ballot(made, made.ballots[0])


@forgery(814, policy=Policy(revoting=False))
def a_second_vote_where_revoting_is_off() -> list[Step]:
    return finished(choosing())


@forgery(812, 903)
def a_raw_answer_without_knowledge_of_its_randomness() -> list[Step]:
    made = ranking()
    answer = made.answers(2, [[1, 1]])[0]
    assert isinstance(answer, NonHomomorphicAnswer)
    proof = Proof(answer.proof.challenge, (answer.proof.response + 1) % GROUP.order)
    return with_last_ballot(made, made.signed(2, [replace(answer, proof=proof)]))


@forgery(812, 903)
def a_raw_answer_copied_and_reencrypted() -> list[Step]:
    made = ranking()
    answer = made.answers(1, [[1, 1]])[0]
    return with_last_ballot(made, made.signed(2, [answer]))
