"""Forged setups: election, credentials, trustees (docs § 4, § 5, § 6)."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sandoq.engines.ballots import chain
from sandoq.engines.ballots.model import (
    Credential,
    Pedersen,
    Proof,
    Signed,
    Single,
)
from sandoq.engines.ballots.verify import Policy
from tests.ballots.archives import CODEC, Step, relinked
from tests.ballots.elections import Keys, Made, begun, finished, make, single_keys, threshold_keys
from tests.ballots.forging.table import (
    FORGERIES,
    GROUP,
    UNFINISHED,
    Forgery,
    choosing,
    forgery,
    places,
    ranking,
    respelled,
)
from tests.ballots.test_groups import with_small_order_part


def with_setup(made: Made, place: int, change: Callable[[object], object]) -> list[Step]:
    """The finished election with one record of its setup changed."""
    steps = finished(made)
    steps[0] = respelled(steps[0], change, place)  # type: ignore[arg-type]
    return steps


@forgery(610, 1104, 1105)
def an_election_key_that_is_not_the_trustees() -> list[Step]:
    """Somebody else can open every ballot."""
    made = choosing()
    other = single_keys(made.arithmetic, 1)
    steps = finished(made)
    records = [steps[0].bodies[0], CODEC.write_trustees(other.trustees), *steps[0].bodies[2:]]
    steps[0] = relinked(replace(steps[0], bodies=records))
    return steps


def with_keys(keys: Keys) -> list[Step]:
    return finished(choosing(keys=keys))


@forgery(603)
def a_trustee_who_does_not_know_the_private_key() -> list[Step]:
    keys = single_keys(make().arithmetic, 1)
    key = keys.trustees[0].key
    pok = Proof(key.pok.challenge, (key.pok.response + 1) % GROUP.order)
    return with_keys(replace(keys, trustees=(Single(replace(key, pok=pok)),)))


@forgery(611)
def a_trustee_listed_twice() -> list[Step]:
    keys = single_keys(make().arithmetic, 1)
    x = keys.private[1]
    return with_keys(Keys((keys.trustees[0], keys.trustees[0]), {1: x, 2: x}))


@forgery(602, 1213)
def a_trustee_key_outside_the_group() -> list[Step]:
    def spoil(value: list[list[dict[str, str]]]) -> None:
        value[0][1]["public_key"] = with_small_order_part(value[0][1]["public_key"])

    return with_setup(choosing(), 1, spoil)  # type: ignore[arg-type]


def spoiled_seat(change: Callable[[Pedersen], Pedersen]) -> list[Step]:
    """An election whose threshold trustees' published part was changed after the ceremony."""
    keys = threshold_keys(make().arithmetic, 2, 3)
    item = keys.trustees[0]
    assert isinstance(item, Pedersen)
    made = choosing(keys=keys)
    steps = finished(made)
    records = list(steps[0].bodies)
    records[1] = CODEC.write_trustees([change(item)])
    steps[0] = relinked(replace(steps[0], bodies=records))
    return steps


def first_changed(values: Sequence[object], new: object) -> tuple[object, ...]:
    return (new, *values[1:])


def plus_one(proof: Proof) -> Proof:
    return Proof(proof.challenge, (proof.response + 1) % GROUP.order)


@forgery(605, 608)
def a_certificate_with_a_false_signature() -> list[Step]:
    def spoil(item: Pedersen) -> Pedersen:
        first = item.certificates[0]
        forged = Signed(first.message, plus_one(first.signature))
        return replace(item, certificates=first_changed(item.certificates, forged))

    return spoiled_seat(spoil)


@forgery(606)
def coefficients_with_a_false_signature() -> list[Step]:
    def spoil(item: Pedersen) -> Pedersen:
        first = item.coefficients[0]
        forged = Signed(first.message, plus_one(first.signature))
        return replace(item, coefficients=first_changed(item.coefficients, forged))

    return spoiled_seat(spoil)


@forgery(608)
def a_trustee_who_did_not_agree() -> list[Step]:
    def spoil(item: Pedersen) -> Pedersen:
        first = plus_one(item.agreements[0])
        return replace(item, agreements=first_changed(item.agreements, first))

    return spoiled_seat(spoil)


@forgery(609)
def a_verification_key_with_a_false_signature() -> list[Step]:
    def spoil(item: Pedersen) -> Pedersen:
        first = item.keys[0]
        assert first.signature is not None
        forged = replace(first, signature=plus_one(first.signature))
        return replace(item, keys=first_changed(item.keys, forged))

    return spoiled_seat(spoil)


@forgery(607, 609, 1104)
def a_verification_key_that_is_not_the_polynomials() -> list[Step]:
    def spoil(item: Pedersen) -> Pedersen:
        other = single_keys(make().arithmetic, 1).trustees[0].key
        forged = replace(other, signature=item.keys[0].signature)
        return replace(item, keys=first_changed(item.keys, forged))

    return spoiled_seat(spoil)


@forgery(605, 606, 1107)
def certificates_of_another_threshold() -> list[Step]:
    """Contexts say two of three; the item says one."""
    return spoiled_seat(lambda item: replace(item, threshold=1))


@forgery(604, 1213)
def a_threshold_above_the_number_of_trustees() -> list[Step]:
    return spoiled_seat(lambda item: replace(item, threshold=4))


@forgery(608, 609, policy=Policy(legacy=False))
def threshold_trustees_without_signatures_where_they_are_required() -> list[Step]:
    def spoil(item: Pedersen) -> Pedersen:
        keys = tuple(replace(key, signature=None) for key in item.keys)
        return replace(item, agreements=(), keys=keys)

    return spoiled_seat(spoil)


@forgery(503)
def a_credential_listed_twice() -> list[Step]:
    def spoil(value: list[str]) -> list[str]:
        return [*value, value[0]]

    return with_setup(choosing(), 2, spoil)  # type: ignore[arg-type]


@forgery(502)
def a_credential_outside_the_group() -> list[Step]:
    def spoil(value: list[str]) -> list[str]:
        return [*value, with_small_order_part(value[0])]

    return with_setup(choosing(), 2, spoil)  # type: ignore[arg-type]


@forgery(502)
def a_credential_whose_secret_everybody_knows() -> list[Step]:
    """The identity: secret 0."""
    return with_setup(choosing(), 2, lambda v: [*v, f"{1:064x}"])  # type: ignore[misc]


@forgery(501, 1213)
def credentials_with_a_voters_name() -> list[Step]:
    """belenios-tool 2.0 puts names into the public list unless they are cut off."""
    return with_setup(choosing(), 2, lambda v: [f"{v[0]},1,Zahra", *v[1:]])  # type: ignore[index]


@forgery(501, 1213)
def a_credential_of_weight_zero() -> list[Step]:
    return with_setup(choosing(), 2, lambda v: [f"{v[0]},0", *v[1:]])  # type: ignore[index]


@forgery(815)
def a_weight_beside_a_shuffled_question() -> list[Step]:
    made = ranking()
    credentials = [Credential(voter.public) for voter in made.voters[:2]]
    credentials.append(Credential(made.voters[2].public, 2))
    steps = finished(made)
    records = [*steps[0].bodies[:2], CODEC.write_credentials(credentials), steps[0].bodies[3]]
    steps[0] = relinked(replace(steps[0], bodies=records))
    place = places(steps, chain.ENCRYPTED_TALLY)[0]
    steps[place] = respelled(steps[place], lambda v: v | {"total_weight": 4}, 1)
    return steps


def with_election(change: Callable[[dict[str, object]], object]) -> Callable[[], list[Step]]:
    def forge() -> list[Step]:
        steps = begun(choosing())
        steps[0] = respelled(steps[0], change)
        return steps[:1]

    return forge


for _name, _change, _numbers in (
    ("an election in an unknown group", {"group": "Ed448"}, (402, 1213)),
    ("an election of version 2", {"version": 2}, (401, 1213)),
    ("an election with a bad uuid", {"uuid": "short"}, (401, 1213)),
    ("an election without questions", {"questions": []}, (401, 1213)),
    ("an election key outside the group", {"public_key": f"{2:064x}"}, (403, 1213)),
    ("an election key that is the identity", {"public_key": f"{1:064x}"}, (403, 1213)),
    (
        "a question whose minimum is above its maximum",
        {"questions": [{"answers": ["a"], "min": 1, "max": 0, "question": "q"}]},
        (404, 1213),
    ),
    (
        "a question whose maximum is above its answers",
        {"questions": [{"answers": ["a"], "min": 0, "max": 2, "question": "q"}]},
        (404, 1213),
    ),
    (
        "a raw question with too many answers",
        {
            "questions": [
                {"type": "NonHomomorphic", "value": {"answers": ["a"] * 31, "question": "q"}}
            ]
        },
        (405, 1213),
    ),
    (
        "a question with too many answers to hold",
        {"questions": [{"answers": ["a"] * 10_001, "min": 0, "max": 1, "question": "q"}]},
        (404, 1213),
    ),
    ("a field nobody knows", {"zz": 1}, (401, 1213)),
):
    FORGERIES.append(
        Forgery(_name, with_election(lambda v, c=_change: v | c), _numbers, UNFINISHED)  # type: ignore[misc]
    )
