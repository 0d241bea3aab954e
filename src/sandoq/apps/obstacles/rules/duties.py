"""A duty through its states: asked, acknowledged, delivered, confirmed."""

from collections.abc import Mapping
from enum import StrEnum


class DutyState(StrEnum):
    """How far an agency has come with what it must deliver."""

    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    DELIVERED = "delivered"  # the agency says so
    CONFIRMED = "confirmed"  # somebody else has seen it


class DutyAct(StrEnum):
    """What can happen to a duty."""

    ACKNOWLEDGE = "acknowledge"
    DELIVER = "deliver"
    CONFIRM = "confirm"
    RETURN = "return"  # what was delivered is not what was asked


_S = DutyState
OWED = frozenset({_S.ASKED, _S.ACKNOWLEDGED})
"""Nothing has been delivered; overdue once its day has passed."""

MOVES: Mapping[DutyAct, Mapping[DutyState, DutyState]] = {
    DutyAct.ACKNOWLEDGE: {_S.ASKED: _S.ACKNOWLEDGED},
    DutyAct.DELIVER: {_S.ASKED: _S.DELIVERED, _S.ACKNOWLEDGED: _S.DELIVERED},
    DutyAct.CONFIRM: {_S.DELIVERED: _S.CONFIRMED},
    DutyAct.RETURN: {_S.DELIVERED: _S.ACKNOWLEDGED, _S.CONFIRMED: _S.ACKNOWLEDGED},
}


def after(before: str, act: DutyAct) -> DutyState | None:
    """The state that follows, or None where the act does not fit the state."""
    return MOVES[act].get(DutyState(before))
