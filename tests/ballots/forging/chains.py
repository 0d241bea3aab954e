"""Forged chains, orders of events, and broken policies (docs § 3, § 12)."""

from dataclasses import replace

from sandoq.engines.ballots import chain
from sandoq.engines.ballots.verify import Policy
from tests.ballots.archives import Step
from tests.ballots.elections import finished
from tests.ballots.forging.table import (
    FORGERIES,
    Forgery,
    choosing,
    forgery,
    places,
)


@forgery(1202, 1203)
def an_end_of_ballots_in_the_middle() -> list[Step]:
    """What every version of belenios accepts, silently not counting the ballots before it."""
    steps = finished(choosing())
    return [steps[0], steps[1], Step(chain.END_BALLOTS, []), *steps[2:]]


@forgery(1203)
def no_end_of_ballots() -> list[Step]:
    return [step for step in finished(choosing()) if step.kind != chain.END_BALLOTS]


@forgery(813, 1202)
def a_ballot_after_the_result() -> list[Step]:
    """What belenios 3.0 accepts."""
    made = choosing()
    return [*finished(made), Step(chain.BALLOT, [made.ballots[-1]])]


@forgery(1209)
def no_result() -> list[Step]:
    return finished(choosing())[:-1]


@forgery(1201)
def two_setups() -> list[Step]:
    steps = finished(choosing())
    return [steps[0], *steps]


@forgery(1201, 1213)
def no_setup() -> list[Step]:
    return finished(choosing())[1:]


@forgery(1204)
def two_tallies() -> list[Step]:
    steps = finished(choosing())
    place = places(steps, chain.ENCRYPTED_TALLY)[0]
    return [*steps[: place + 1], steps[place], *steps[place + 1 :]]


@forgery(1208)
def two_results() -> list[Step]:
    steps = finished(choosing())
    return [*steps, steps[-1]]


@forgery(1207)
def a_result_before_any_decryption() -> list[Step]:
    return [step for step in finished(choosing()) if step.kind != chain.PARTIAL_DECRYPTION]


@forgery(310)
def a_chain_with_another_parent() -> list[Step]:
    steps = finished(choosing())
    steps[2] = replace(steps[2], parent="0" * 64)
    return steps


@forgery(311)
def a_chain_with_a_height_skipped() -> list[Step]:
    steps = finished(choosing())
    steps[-1] = replace(steps[-1], height=99)
    return steps


@forgery(312)
def a_result_that_is_named_and_not_there() -> list[Step]:
    steps = finished(choosing())
    steps[-1] = replace(steps[-1], payload="0" * 64)
    return steps


@forgery(312)
def a_record_that_no_event_owns() -> list[Step]:
    steps = finished(choosing())
    steps[-1] = replace(steps[-1], bodies=[b'"extra"', *steps[-1].bodies])
    return steps


@forgery(309)
def an_event_of_an_unknown_type() -> list[Step]:
    return [*finished(choosing()), Step("Recount", [])]


@forgery(309)
def an_event_with_a_space() -> list[Step]:
    return [*finished(choosing()), Step("", [], raw_event=b'{ "height":9,"type":"Result"}')]


for _name, _policy, _number in (
    ("an election that was not announced", Policy(expected_fingerprint="x" * 43), 407),
    ("fewer ballots than voters were checked in", Policy(expected_ballots=4), 1210),
    ("a tally of too few ballots to publish", Policy(least_tallied=3), 1211),
    ("a board that forgot an event", Policy(seen_event="0" * 64), 1212),
):
    FORGERIES.append(Forgery(_name, lambda: finished(choosing()), (_number,), _policy))
