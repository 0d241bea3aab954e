"""A need's state follows from what is recorded, along the moves that are written down."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.readiness.rules.needs import (
    MOVES,
    UNPROVEN,
    Event,
    ImpossibleMove,
    NeedState,
    Proof,
    check_move,
    spent_serials,
    standing_of,
)

START = datetime(2024, 1, 1, tzinfo=UTC)
AGE = timedelta(days=45)


@dataclass
class Record:
    """Everything recorded of one need, and the clock: the oracle keeps it by hand."""

    at: datetime = START
    quantity: int = 1
    assigned: bool = False
    waived: bool = False
    proofs: list[Proof] = field(default_factory=list)
    verdicts: int = 0

    def state(self) -> NeedState:
        return standing_of(
            self.proofs,
            quantity=self.quantity,
            max_age=AGE,
            at=self.at,
            bound=frozenset({"SN1"}) if self.assigned else frozenset(),
            waived=self.waived,
        ).state


def _judge(record: Record, *, confirmed: bool) -> bool:
    pending = [n for n, proof in enumerate(record.proofs) if proof.confirmed is None]
    if confirmed:
        pending = [n for n in pending if record.at < record.proofs[n].taken_at + AGE]
    if not pending:
        return False
    record.verdicts += 1
    record.proofs[pending[0]] = replace(
        record.proofs[pending[0]], confirmed=confirmed, judged=record.verdicts
    )
    return True


def happen(record: Record, event: Event, amount: int) -> bool:
    """Let an event happen as the services would; False if they would refuse it."""
    match event:
        case Event.ASSIGN:
            record.assigned = True
        case Event.RELEASE:
            record.assigned = False
        case Event.RECORD:
            record.proofs.append(Proof(record.quantity, record.at - timedelta(days=amount % 45)))
        case Event.CONFIRM:
            return _judge(record, confirmed=True)
        case Event.REFUTE:
            return _judge(record, confirmed=False)
        case Event.AGE:
            record.at += timedelta(days=amount % 60)
        case Event.WAIVE:
            record.waived = True
        case Event.UNWAIVE:
            record.waived = False
        case Event.REVISE:
            record.quantity = 1 + amount % 3
    return True


OWN = [event for event in Event if event not in {Event.TELL, Event.SUPPLY}]
"""The others bring facts of other rooms, which may go any way."""

EVENTS = st.lists(st.tuples(st.sampled_from(OWN), st.integers(0, 200)), max_size=30)


@given(EVENTS)
def test_a_need_moves_only_as_written(events: list[tuple[Event, int]]) -> None:
    """No sequence of acts brings a change that `MOVES` does not name."""
    record = Record()
    for event, amount in events:
        before = NeedState.MISSING if event is Event.RESUME else record.state()
        if happen(record, event, amount):
            check_move(before, event, record.state())
            if event is Event.RECORD and before in UNPROVEN:
                assert record.state() is NeedState.EVIDENCED


def test_every_written_move_can_happen() -> None:
    """The table is exact: a search from an empty need finds each of its changes."""
    found: set[tuple[Event, NeedState, NeedState]] = set()
    seen: set[object] = set()
    frontier = [Record()]
    while frontier:
        following = []
        for record in frontier:
            for event in OWN:
                for amount in {Event.AGE: (30,), Event.REVISE: (0, 1)}.get(event, (0,)):
                    after = replace(record, proofs=list(record.proofs))
                    if len(after.proofs) == 3 and event is Event.RECORD:
                        continue
                    if not happen(after, event, amount):
                        continue
                    before = NeedState.MISSING if event is Event.RESUME else record.state()
                    found.add((event, before, after.state()))
                    if (shape := _shape(after)) not in seen:
                        seen.add(shape)
                        following.append(after)
        frontier = following
    written = {
        (event, before, after)
        for event, moves in MOVES.items()
        if event in OWN
        for before, possible in moves.items()
        for after in possible | {before}
    }
    stays = {(event, state, state) for event, state, _ in written}
    assert found | stays == written


def _shape(record: Record) -> object:
    proofs = tuple(
        (proof.quantity, min((record.at - proof.taken_at).days, 60), proof.confirmed, proof.judged)
        for proof in record.proofs
    )
    return proofs, record.quantity, record.assigned, record.waived


def test_a_proof_of_forty_five_days_is_too_old_and_one_of_forty_four_is_not() -> None:
    """The bound is exact to the moment: what was green is red the moment the age is reached."""
    proof = [Proof(1, START, confirmed=True, judged=1)]

    def at(age: timedelta) -> NeedState:
        return standing_of(proof, quantity=1, max_age=AGE, at=START + age).state

    assert at(timedelta(days=45) - timedelta(microseconds=1)) is NeedState.VERIFIED
    assert at(timedelta(days=45)) is NeedState.STALE
    assert at(timedelta(days=46)) is NeedState.STALE


def test_two_halves_are_not_a_whole() -> None:
    """Two photos of one device each do not prove two devices."""
    halves = [Proof(1, START, confirmed=True, judged=n) for n in (1, 2)]
    standing = standing_of(halves, quantity=2, max_age=AGE, at=START)
    assert standing.state is NeedState.MISSING


def test_a_refutation_voids_the_confirmations_before_it_and_not_those_after() -> None:
    """Who refutes says that the thing is not there; a later look may find it again."""
    seen = Proof(1, START, confirmed=True, judged=1)
    gone = Proof(1, START, confirmed=False, judged=2)
    again = Proof(1, START, confirmed=True, judged=3)

    def state(*proofs: Proof) -> NeedState:
        return standing_of(proofs, quantity=1, max_age=AGE, at=START).state

    assert state(seen, gone) is NeedState.FAILED
    assert state(gone, again, seen) is NeedState.VERIFIED


SERIALS = st.frozensets(st.sampled_from("ABCD"), max_size=3)
PROOF = st.builds(
    lambda confirmed, judged, serials: Proof(
        1, START, confirmed, judged if confirmed is not None else 0, serials
    ),
    st.none() | st.booleans(),
    st.integers(1, 99),
    SERIALS,
)


@given(st.lists(PROOF, max_size=5, unique_by=lambda proof: proof.judged or object()), SERIALS)
def test_a_freed_serial_number_takes_no_proof_in_force_with_it(
    proofs: list[Proof], bound: frozenset[str]
) -> None:
    """After a verdict, what is freed may serve elsewhere, and what stands still stands here."""

    def state(held: frozenset[str]) -> NeedState:
        return standing_of(proofs, quantity=1, max_age=AGE, at=START, bound=held).state

    spent = spent_serials(proofs, bound)
    assert spent <= bound
    pending = [proof for proof in proofs if proof.confirmed is None]
    assert not any(proof.serials & spent for proof in pending)
    latest = max(proofs, key=lambda proof: proof.judged, default=None)
    if latest and latest.confirmed and latest.serials <= bound:
        assert state(bound) is state(bound - spent) is NeedState.VERIFIED
    if latest and latest.confirmed is False:
        assert spent >= (bound & latest.serials) - {s for proof in pending for s in proof.serials}


def test_a_proof_whose_device_serves_elsewhere_proves_nothing_here() -> None:
    """Restoring a station does not bring back a device that was given to another."""
    proof = [Proof(1, START, confirmed=True, judged=1, serials=frozenset({"SN1"}))]

    def state(bound: frozenset[str]) -> NeedState:
        return standing_of(proof, quantity=1, max_age=AGE, at=START, bound=bound).state

    assert state(frozenset({"SN1"})) is NeedState.VERIFIED
    assert state(frozenset()) is NeedState.MISSING


def test_a_move_nobody_can_explain_stops_the_act() -> None:
    """A row edited by hand does not pass for a verification."""
    with pytest.raises(ImpossibleMove):
        check_move("missing", Event.AGE, "verified")
