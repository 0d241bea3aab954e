"""An obstacle through its states, and what each act may bring."""

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """How far the way from a problem to a verified solution has been gone."""

    REPORTED = "reported"
    TRIAGED = "triaged"  # somebody has weighed it and says whose it is
    OPTIONS = "options"  # at least one solution is proposed
    DECIDED = "decided"
    DOING = "doing"  # whoever carries it out has acknowledged
    CLAIMED = "claimed"  # they say it is done; nothing is proven
    VERIFIED = "verified"  # every linked need is verified
    CLOSED = "closed"
    ACCEPTED = "accepted"  # a named level lives with it, by an order
    MERGED = "merged"  # a duplicate; another obstacle goes on with all it had


class Act(StrEnum):
    """What can happen to an obstacle."""

    TRIAGE = "triage"
    PROPOSE = "propose"
    DECIDE = "decide"
    BEGIN = "begin"
    CLAIM = "claim"
    PROVE = "prove"  # the last linked need was verified
    CLOSE = "close"
    ACCEPT = "accept"
    REOPEN = "reopen"  # a linked need lost its verification, or somebody takes acceptance back
    MERGE = "merge"


_S = State
OPEN = frozenset({_S.REPORTED, _S.TRIAGED, _S.OPTIONS, _S.DECIDED, _S.DOING, _S.CLAIMED})
"""Stands in the way still. A claim alone changes nothing."""

UNDECIDED = frozenset({_S.REPORTED, _S.TRIAGED, _S.OPTIONS})
_WEIGHED = OPEN - {_S.REPORTED}

MOVES: Mapping[Act, Mapping[State, State]] = {
    Act.TRIAGE: {_S.REPORTED: _S.TRIAGED, _S.TRIAGED: _S.TRIAGED, _S.OPTIONS: _S.OPTIONS},
    Act.PROPOSE: {_S.TRIAGED: _S.OPTIONS, _S.OPTIONS: _S.OPTIONS},
    Act.DECIDE: {_S.OPTIONS: _S.DECIDED, _S.DECIDED: _S.DECIDED},
    Act.BEGIN: {_S.DECIDED: _S.DOING},
    Act.CLAIM: {_S.DOING: _S.CLAIMED},
    Act.PROVE: dict.fromkeys(OPEN, _S.VERIFIED),
    Act.CLOSE: {_S.VERIFIED: _S.CLOSED},
    Act.ACCEPT: dict.fromkeys(_WEIGHED, _S.ACCEPTED),
    # What was decided is tried again; the options are still there to decide otherwise.
    Act.REOPEN: dict.fromkeys({_S.CLOSED, _S.ACCEPTED}, _S.OPTIONS),
    Act.MERGE: dict.fromkeys(OPEN, _S.MERGED),
}
"""Where each act leads, by the state before. What is absent cannot happen."""


def after(before: str, act: Act) -> State | None:
    """The state that follows, or None where the act does not fit the state."""
    return MOVES[act].get(State(before))


def may_close(linked: int, verified: int) -> bool:
    """Whether the linked needs prove the solution: there is one, and every one is verified.

    Args:
        linked: live needs that the obstacle stands in the way of.
        verified: those of them that are verified.
    """
    return linked > 0 and verified == linked
