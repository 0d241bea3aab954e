"""What a scenario, its run and an order may become."""

from collections.abc import Mapping
from enum import StrEnum

from sandoq.apps.planning.errors import ScenarioRefused


class Kind(StrEnum):
    """What a scenario plans; the topics of `sandoq plan`."""

    EQUIPMENT = "equipment"


class State(StrEnum):
    """Where a scenario stands between the first idea and the orders."""

    DRAFT = "draft"
    SOLVING = "solving"
    SOLVED = "solved"
    PROPOSED = "proposed"
    APPROVED = "approved"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


_S = State
NEXT: Mapping[State, frozenset[State]] = {
    _S.DRAFT: frozenset({_S.SOLVING, _S.WITHDRAWN}),
    _S.SOLVING: frozenset({_S.SOLVED, _S.WITHDRAWN}),
    _S.SOLVED: frozenset({_S.PROPOSED, _S.WITHDRAWN}),
    _S.PROPOSED: frozenset({_S.APPROVED, _S.SOLVED}),  # solved: it was returned
    _S.APPROVED: frozenset({_S.SUPERSEDED}),
    _S.SUPERSEDED: frozenset(),
    _S.WITHDRAWN: frozenset(),
}
WITH_PLAN = frozenset({_S.SOLVED, _S.PROPOSED, _S.APPROVED, _S.SUPERSEDED})


class RunState(StrEnum):
    """How far a run came; `STOPPING` was told to stop and has not answered yet."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"


class OrderState(StrEnum):
    """What became of a transfer order, as custody tells it."""

    ORDERED = "ordered"
    OFFERED = "offered"
    RECEIVED = "received"
    CANCELLED = "cancelled"


def require_move(state: str, wanted: State) -> None:
    """Refuse unless a scenario in `state` may become `wanted`.

    Raises:
        ScenarioRefused: it may not; the reason is "wrong-state".
    """
    if wanted not in NEXT[State(state)]:
        raise ScenarioRefused("wrong-state", state)


def order_state(*, quantity: int, offered: int, received: int, is_cancelled: bool) -> OrderState:
    """What became of an order, from the devices of its hand-overs.

    Args:
        quantity: devices ordered, at least 1.
        offered: devices of its hand-overs that wait for the receiver's answer.
        received: devices of its hand-overs that the receiver acknowledged.
    """
    if received >= quantity:
        return OrderState.RECEIVED
    if is_cancelled:
        return OrderState.CANCELLED
    return OrderState.OFFERED if offered + received >= quantity else OrderState.ORDERED


def left_to_offer(*, quantity: int, offered: int, received: int) -> int:
    """Devices that the keeper still has to pick, at least 0."""
    return max(0, quantity - offered - received)
