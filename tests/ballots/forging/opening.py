"""Forged decryptions and results (docs § 11)."""

from collections.abc import Callable

from sandoq.engines.ballots import chain
from tests.ballots.archives import Step
from tests.ballots.elections import Made, finished, make, single_keys
from tests.ballots.forging.table import (
    choosing,
    forgery,
    places,
    ranking,
    respelled,
    times_g,
)
from tests.ballots.test_groups import with_small_order_part


def with_decryption(change: Callable[[dict[str, list[list[object]]]], object]) -> list[Step]:
    steps = finished(choosing())
    place = places(steps, chain.PARTIAL_DECRYPTION)[0]
    steps[place] = respelled(steps[place], change)  # type: ignore[arg-type]
    return steps


@forgery(1104, 1105)
def a_decryption_factor_that_moves_a_vote() -> list[Step]:
    def spoil(value: dict[str, list[list[object]]]) -> None:
        row = value["decryption_factors"][0]
        row[1] = times_g(str(row[1]), 1)

    return with_decryption(spoil)


@forgery(1104, 1105)
def a_decryption_factor_outside_the_group() -> list[Step]:
    def spoil(value: dict[str, list[list[object]]]) -> None:
        row = value["decryption_factors"][0]
        row[0] = with_small_order_part(str(row[0]))

    return with_decryption(spoil)


@forgery(1101, 1105)
def a_decryption_with_a_row_too_short() -> list[Step]:
    def spoil(value: dict[str, list[list[object]]]) -> None:
        value["decryption_factors"][0].pop()
        value["decryption_proofs"][0].pop()

    return with_decryption(spoil)


def with_owner(owner: int, made: Made | None = None) -> list[Step]:
    steps = finished(made or choosing())
    place = places(steps, chain.PARTIAL_DECRYPTION)[-1]
    steps[place] = respelled(steps[place], lambda v: v | {"owner": owner}, 1)
    return steps


@forgery(1102, 1105)
def a_decryption_by_nobody() -> list[Step]:
    return with_owner(9)


@forgery(1104, 1105)
def a_decryption_under_another_trustees_name() -> list[Step]:
    made = choosing(keys=single_keys(make().arithmetic, 2))
    steps = finished(made)
    first, second = places(steps, chain.PARTIAL_DECRYPTION)
    del steps[first]
    steps[second - 1] = respelled(steps[second - 1], lambda v: v | {"owner": 1}, 1)
    return steps


@forgery(1103)
def a_decryption_twice() -> list[Step]:
    steps = finished(choosing())
    place = places(steps, chain.PARTIAL_DECRYPTION)[0]
    return [*steps[: place + 1], steps[place], *steps[place + 1 :]]


@forgery(1105)
def a_result_from_too_few_trustees() -> list[Step]:
    made = choosing(keys=single_keys(make().arithmetic, 2))
    steps = finished(made)
    del steps[places(steps, chain.PARTIAL_DECRYPTION)[1]]
    return steps


@forgery(1107)
def a_result_with_a_vote_moved() -> list[Step]:
    steps = finished(choosing())
    steps[-1] = respelled(steps[-1], lambda _: {"result": [[1, 1, 0]]})
    return steps


@forgery(1108)
def a_result_with_a_list_reordered() -> list[Step]:
    steps = finished(ranking())
    steps[-1] = respelled(steps[-1], lambda v: {"result": [v["result"][0][::-1]]})  # type: ignore[index]
    return steps


@forgery(1106)
def a_result_with_a_count_as_text() -> list[Step]:
    steps = finished(choosing())
    steps[-1] = respelled(steps[-1], lambda _: {"result": [["1", 0, 1]]})
    return steps
