"""One need through its states: missing, assigned, evidenced, verified; stale, failed or waived.

A need's state is never set; it follows from what is recorded of it (`standing_of`). `MOVES` says
which changes each event may bring, and every service checks its writes against it.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class NeedState(StrEnum):
    """How well a need is proven; only `VERIFIED` counts."""

    MISSING = "missing"  # nothing is known
    ASSIGNED = "assigned"  # things are bound to it by serial number, nobody has seen them there
    EVIDENCED = "evidenced"  # a proof waits for another person's verdict
    VERIFIED = "verified"  # a proof is confirmed and not too old
    STALE = "stale"  # the proofs are too old
    FAILED = "failed"  # the latest verdict refuted a proof
    WAIVED = "waived"  # set aside from above; it still does not count


class Event(StrEnum):
    """What can happen to a need."""

    ASSIGN = "assign"  # a serial number is bound
    RELEASE = "release"  # the last serial number is freed
    RECORD = "record"  # a proof of the whole quantity is brought
    CONFIRM = "confirm"
    REFUTE = "refute"
    AGE = "age"  # time passes
    WAIVE = "waive"
    UNWAIVE = "unwaive"  # a waiver ends
    REVISE = "revise"  # the requirement asks for another quantity or age
    RESUME = "resume"  # asked again after it had ended: it begins as missing
    TELL = "tell"  # the room that answers for it says something else
    SUPPLY = "supply"  # things that could serve it came or left


@dataclass(frozen=True, slots=True)
class Proof:
    """What the rules know of one evidence.

    Attributes:
        quantity: how many of the item it shows.
        taken_at: when it was seen.
        confirmed: the verdict, or None while there is none.
        judged: the verdict's place among all verdicts; greater is later. 0 while there is none.
        serials: the serial numbers it names.
    """

    quantity: int
    taken_at: datetime
    confirmed: bool | None = None
    judged: int = 0
    serials: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """A need's state, and until when the state is verified (None in any other state)."""

    state: NeedState
    verified_until: datetime | None = None


def standing_of(
    proofs: Iterable[Proof],
    *,
    quantity: int,
    max_age: timedelta,
    at: datetime,
    bound: Set[str] = frozenset(),
    waived: bool = False,
) -> Standing:
    """The state that follows from what is recorded.

    Only a proof of the whole quantity counts: two photos may show the same thing. It counts only
    while every serial number it names is bound to the need. A refutation voids every confirmation
    before it. A waiver hides what is missing and never a verification.

    Args:
        proofs: of this need, in any order.
        quantity: how many are asked for.
        max_age: how long after `taken_at` a proof holds; the moment itself is too late.
        bound: the serial numbers bound to the need.
        waived: whether a waiver is in force at `at`.
    """
    proofs = list(proofs)
    refuted = _last_refutation(proofs)
    latest = max((proof.judged for proof in proofs), default=0)
    whole = [proof for proof in proofs if proof.quantity >= quantity and proof.serials <= bound]
    confirmed = [p.taken_at + max_age for p in whole if p.confirmed and p.judged > refuted]
    pending = [proof.taken_at + max_age for proof in whole if proof.confirmed is None]
    if confirmed and at < max(confirmed):
        return Standing(NeedState.VERIFIED, max(confirmed))
    if waived:
        return Standing(NeedState.WAIVED)
    if pending and at < max(pending):
        return Standing(NeedState.EVIDENCED)
    if refuted and refuted == latest:
        return Standing(NeedState.FAILED)
    if confirmed or pending:
        return Standing(NeedState.STALE)
    return Standing(NeedState.ASSIGNED if bound else NeedState.MISSING)


def spent_serials(proofs: Iterable[Proof], bound: Set[str]) -> frozenset[str]:
    """The bound serial numbers that a verdict frees.

    A confirmed proof that names serial numbers replaces all bound before it; a refutation frees
    those of the proofs it voids. What a pending proof names stays bound.
    """
    proofs = list(proofs)
    refuted = _last_refutation(proofs)
    confirmed = [proof for proof in proofs if proof.confirmed and proof.judged > refuted]
    in_force = max(confirmed, key=lambda proof: proof.judged, default=None)
    standing = [proof for proof in proofs if proof.confirmed is None or proof is in_force]
    kept = frozenset[str]().union(*(proof.serials for proof in standing))
    named = frozenset[str]().union(*(proof.serials for proof in proofs))
    if in_force and in_force.serials:
        return frozenset(bound - kept)
    return frozenset((bound & named) - kept)


def _last_refutation(proofs: Iterable[Proof]) -> int:
    return max((proof.judged for proof in proofs if proof.confirmed is False), default=0)


_S = NeedState
UNPROVEN = {_S.MISSING, _S.ASSIGNED, _S.EVIDENCED, _S.STALE, _S.FAILED}
"""Neither verified nor set aside; a fresh proof of the whole quantity makes each evidenced."""

_PROVEN = {_S.EVIDENCED, _S.VERIFIED, _S.STALE}
_BARE = {_S.MISSING, _S.ASSIGNED}


def _moves(**changes: set[NeedState]) -> Mapping[NeedState, frozenset[NeedState]]:
    """From every state to itself, for a repeat changes nothing, and the named changes."""
    return {state: frozenset({state} | changes.get(state.value, set())) for state in NeedState}


MOVES: Mapping[Event, Mapping[NeedState, frozenset[NeedState]]] = {
    Event.ASSIGN: _moves(missing={_S.ASSIGNED}),
    Event.RELEASE: _moves(assigned={_S.MISSING}),
    Event.RECORD: _moves(**{before: {_S.EVIDENCED} for before in UNPROVEN}),
    # A proof that falls short of a quantity raised since may be confirmed: it clears a refutation.
    Event.CONFIRM: _moves(evidenced={_S.VERIFIED}, waived={_S.VERIFIED}, failed=_BARE | {_S.STALE}),
    # Refuting may leave another proof pending, or bring back a waiver.
    Event.REFUTE: _moves(
        missing={_S.FAILED},
        assigned={_S.FAILED},
        evidenced={_S.FAILED},
        stale={_S.FAILED},
        verified={_S.FAILED, _S.EVIDENCED, _S.WAIVED},
    ),
    Event.AGE: _moves(
        evidenced={_S.STALE, _S.FAILED}, verified={_S.STALE, _S.EVIDENCED, _S.WAIVED}
    ),
    Event.WAIVE: _moves(**{before: {_S.WAIVED} for before in UNPROVEN}),
    Event.UNWAIVE: _moves(waived=UNPROVEN),
    # Another quantity or age makes proofs count that fell short, or no longer count.
    Event.REVISE: _moves(
        missing=_PROVEN,
        assigned=_PROVEN,
        evidenced=_BARE | _PROVEN | {_S.FAILED},
        verified=_BARE | _PROVEN | {_S.WAIVED},
        stale=_BARE | _PROVEN,
        failed={_S.EVIDENCED},
        waived={_S.VERIFIED},
    ),
    Event.RESUME: _moves(missing=set(NeedState)),
    # A room's facts may go any way: a link works again, a device leaves with its proof.
    Event.TELL: {state: frozenset(NeedState) for state in NeedState},
    Event.SUPPLY: {state: frozenset(NeedState) for state in NeedState},
}
"""Which states each event may lead to, by the state before. What is absent cannot happen."""


class ImpossibleMove(RuntimeError):
    """A need changed in a way no event explains: a bug or a row edited by hand."""


def check_move(before: str, event: Event, after: str) -> None:
    """Stop unless `event` may lead from one state to the other.

    Raises:
        ImpossibleMove: `MOVES` has no such change.
    """
    if NeedState(after) not in MOVES[event][NeedState(before)]:
        raise ImpossibleMove(f"{event} cannot lead from {before} to {after}")
