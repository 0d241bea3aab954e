"""Forged tallies and shuffles (docs § 9, § 10)."""

from collections.abc import Callable
from dataclasses import replace

from sandoq.engines.ballots import chain
from sandoq.engines.ballots.codec import Shuffle
from sandoq.engines.ballots.model import (
    NonHomomorphicAnswer,
)
from tests.ballots.archives import CODEC, Step, relinked
from tests.ballots.elections import begun, finished
from tests.ballots.forging.table import (
    GROUP,
    UNFINISHED,
    changed,
    choosing,
    forgery,
    places,
    ranking,
    respelled,
)
from tests.ballots.test_groups import with_small_order_part


@forgery(902)
def a_tally_that_leaves_a_ballot_out() -> list[Step]:
    """What belenios 3.0 accepts. The counts are stated as if it were in."""
    made = choosing()
    steps = finished(made, ballots=made.ballots[1:2])
    sized = places(steps, chain.ENCRYPTED_TALLY)[0]
    steps[sized] = respelled(steps[sized], lambda v: v | {"num_tallied": 2, "total_weight": 2}, 1)
    return steps


@forgery(902)
def a_tally_of_a_superseded_ballot() -> list[Step]:
    made = choosing()
    return finished(made, ballots=made.ballots[:2])


@forgery(904)
def a_tally_of_a_wrong_number_of_ballots() -> list[Step]:
    """What every version of belenios accepts."""
    steps = finished(choosing())
    place = places(steps, chain.ENCRYPTED_TALLY)[0]
    steps[place] = respelled(steps[place], lambda v: v | {"num_tallied": 3}, 1)
    return steps


@forgery(905)
def a_tally_of_a_wrong_total_weight() -> list[Step]:
    steps = finished(choosing())
    place = places(steps, chain.ENCRYPTED_TALLY)[0]
    steps[place] = respelled(steps[place], lambda v: v | {"total_weight": 7}, 1)
    return steps


@forgery(903, 1003, 1005)
def a_list_that_is_not_sorted() -> list[Step]:
    """In the voters' order it would tell the shuffler who is who."""
    steps = finished(ranking())
    place = places(steps, chain.ENCRYPTED_TALLY)[0]
    steps[place] = respelled(steps[place], lambda v: [v[0][::-1]])  # type: ignore[index]
    return steps


@forgery(901)
def a_tally_with_an_entry_missing() -> list[Step]:
    steps = finished(choosing())
    place = places(steps, chain.ENCRYPTED_TALLY)[0]
    steps[place] = respelled(steps[place], lambda v: [v[0][:-1]])  # type: ignore[index]
    return steps


@forgery(902)
def a_tally_without_the_weights() -> list[Step]:
    made = choosing(weights=[5, 2, 1])
    flat = [replace(voter, weight=1) for voter in made.voters]
    steps = finished(replace(made, voters=flat))
    place = places(steps, chain.ENCRYPTED_TALLY)[0]
    weight = made.voters[0].weight + made.voters[1].weight
    steps[place] = respelled(steps[place], lambda v: v | {"total_weight": weight}, 1)
    return [begun(made)[0], *steps[1:]]


def with_shuffle(steps: list[Step], change: Callable[[Shuffle], Shuffle]) -> list[Step]:
    """The second shuffle changed: its output is what is decrypted."""
    place = places(steps, chain.SHUFFLE)[1]
    data, owned = steps[place].bodies
    spoiled = CODEC.write_shuffle(change(CODEC.read_shuffle(data, GROUP)))
    steps[place] = relinked(replace(steps[place], bodies=[spoiled, owned]))
    return steps


@forgery(1003, 1005, 1104, 1105)
def a_shuffle_that_swaps_two_outputs() -> list[Step]:
    return with_shuffle(
        finished(ranking()),
        lambda s: replace(
            s, ciphertexts=((s.ciphertexts[0][1], s.ciphertexts[0][0], *s.ciphertexts[0][2:]),)
        ),
    )


@forgery(1003, 1005, 1104, 1105)
def a_shuffle_that_replaces_a_vote() -> list[Step]:
    made = ranking()
    answer = made.answers(0, [[9, 9]])[0]
    assert isinstance(answer, NonHomomorphicAnswer)
    forged = answer.choice
    return with_shuffle(
        finished(made), lambda s: replace(s, ciphertexts=((forged, *s.ciphertexts[0][1:]),))
    )


@forgery(1003, 1005)
def a_shuffle_with_a_false_response() -> list[Step]:
    def spoil(shuffle: Shuffle) -> Shuffle:
        proof = shuffle.proofs[0]
        return replace(shuffle, proofs=(replace(proof, s_hat=changed(proof.s_hat, 1)),))

    return with_shuffle(finished(ranking()), spoil)


@forgery(1002, 1005)
def a_shuffle_with_a_commitment_outside_the_group() -> list[Step]:
    """What belenios before 3.3 does not look at."""

    def spoil(shuffle: Shuffle) -> Shuffle:
        proof = shuffle.proofs[0]
        c = (with_small_order_part(proof.c[0]), *proof.c[1:])
        return replace(shuffle, proofs=(replace(proof, c=c),))

    return with_shuffle(finished(ranking()), spoil)


@forgery(1001, policy=UNFINISHED)
def a_shuffle_that_loses_a_vote() -> list[Step]:
    def spoil(shuffle: Shuffle) -> Shuffle:
        p = shuffle.proofs[0]
        names = ("t_hat", "s_hat", "s_prime", "c", "c_hat")
        shorter = replace(p, **{name: getattr(p, name)[:-1] for name in names})
        return Shuffle((shuffle.ciphertexts[0][:-1],), (shorter,))

    steps = with_shuffle(finished(ranking()), spoil)
    return steps[: places(steps, chain.SHUFFLE)[1] + 2]


@forgery(1205, 1005, 1206)
def raw_answers_opened_without_any_shuffle() -> list[Step]:
    """What every version of belenios accepts: each voter's answers, in a known order."""
    return finished(ranking(), shufflers=())


@forgery(1004, 1005)
def a_shuffle_by_nobody() -> list[Step]:
    return finished(ranking(), shufflers=(1, 3))


@forgery(1005)
def all_shuffles_by_one_trustee() -> list[Step]:
    return finished(ranking(), shufflers=(1, 1))


@forgery(1206)
def shuffles_without_an_end() -> list[Step]:
    return [step for step in finished(ranking()) if step.kind != chain.END_SHUFFLES]


@forgery(1205)
def a_shuffle_nobody_asked_for() -> list[Step]:
    raw = finished(ranking())
    steps = finished(choosing())
    tally = places(steps, chain.ENCRYPTED_TALLY)[0]
    shuffle = raw[places(raw, chain.SHUFFLE)[0]]
    return [*steps[: tally + 1], shuffle, *steps[tally + 1 :]]
