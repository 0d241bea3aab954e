"""Needs that a room below answers for: its word becomes the need's state, and nobody types it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sandoq.apps.connectivity.rules.grading import Grade, GradeState, Lack
from sandoq.apps.connectivity.rules.links import JudgedLink, LinkVerdict
from sandoq.apps.readiness.errors import BadRequirement
from sandoq.apps.readiness.rules.needs import NeedState, Standing
from sandoq.apps.readiness.rules.requirements import EvidencePolicy, QuantityFormula


class Source(StrEnum):
    """Where a need's state comes from."""

    EVIDENCE = "evidence"  # people bring proof, others verify it
    PRIMARY_LINK = "primary-link"  # readings of the point's first link
    FALLBACK_LINK = "fallback-link"  # readings of an independent link of the point
    EQUIPMENT = "equipment"  # things by custody; the proof that they stand there by people
    STAFF = "staff"  # people trained and accepted for the station


class Room(StrEnum):
    """The room that answers, by the name under which its pages stand."""

    CONNECTIVITY = "connectivity"
    INVENTORY = "inventory"
    WORKFORCE = "workforce"


LINKS = frozenset({Source.PRIMARY_LINK, Source.FALLBACK_LINK})
TOLD = LINKS | {Source.STAFF}
"""Sources whose verdict alone is the need's state; for equipment a proof is still needed."""

ROOMS: Mapping[Source, Room] = {
    Source.PRIMARY_LINK: Room.CONNECTIVITY,
    Source.FALLBACK_LINK: Room.CONNECTIVITY,
    Source.EQUIPMENT: Room.INVENTORY,
    Source.STAFF: Room.WORKFORCE,
}

WITHOUT_END = datetime(2100, 1, 1, tzinfo=UTC)
"""`verified_until` of what a room verified without an end."""

_PLACES: Mapping[Source, frozenset[str]] = {
    Source.EVIDENCE: frozenset({"station", "point"}),
    Source.PRIMARY_LINK: frozenset({"point"}),
    Source.FALLBACK_LINK: frozenset({"point"}),
    Source.EQUIPMENT: frozenset({"station", "point"}),
    Source.STAFF: frozenset({"station"}),
}
_TICK = timedelta(microseconds=1)


def check_source(
    source: str, *, place: str, formula: QuantityFormula, policy: EvidencePolicy
) -> Source:
    """Refuse a requirement that its source could not answer.

    Links are asked of points and staff of stations, and how many they must be is their room's
    affair; equipment is proven by serial numbers.

    Raises:
        BadRequirement: `source` unknown or misplaced, `quantity`, or `evidence_policy.serials`.
    """
    if source not in list(Source):
        raise BadRequirement("source", source, "unknown")
    known = Source(source)
    if place not in _PLACES[known]:
        raise BadRequirement("place", place, f"place-of-{known.value}")
    if known in TOLD and formula != QuantityFormula():
        raise BadRequirement("quantity", str(formula.minimum), "room-decides")
    if known is Source.EQUIPMENT and not policy.serials:
        raise BadRequirement("evidence_policy.serials", "false", "equipment-has-serials")
    return known


def standing_of_told(told: Standing, at: datetime, *, waived: bool) -> Standing:
    """What a room said as a need's state; a waiver hides what is missing, never a verification."""
    if told.state is NeedState.VERIFIED and told.verified_until and at < told.verified_until:
        return told
    if waived:
        return Standing(NeedState.WAIVED)
    if told.state is NeedState.VERIFIED:
        return Standing(NeedState.STALE)
    return told


def standing_of_link(verdict: LinkVerdict, source: Source) -> Standing:
    """A point's primary or fallback link as a need's state.

    Verified readings verify it until the room says they are too old. Else: failed tests or, for a
    fallback, ground that is known to be shared make it failed; readings that were enough and are
    too old make it stale; some readings, or ground that nobody knows, leave it evidenced; a plan
    alone leaves it assigned.
    """
    if source is Source.PRIMARY_LINK:
        if verdict.primary is None:
            return Standing(NeedState.MISSING)
        return _link(verdict.primary, verdict.is_planned)
    if (fallback := verdict.fallback) is not None:
        return _link(fallback, verdict.is_planned)
    others = [_dependent(link, verdict.is_planned) for link in verdict.links[1:]]
    return max(others, key=lambda one: _NEARNESS[one.state], default=Standing(NeedState.MISSING))


_NEARNESS = {
    NeedState.MISSING: 0,
    NeedState.FAILED: 1,
    NeedState.ASSIGNED: 2,
    NeedState.STALE: 3,
    NeedState.EVIDENCED: 4,
}
"""Which of several links that do not count is named: the nearest to counting."""


def _dependent(link: JudgedLink, is_planned: bool) -> Standing:  # noqa: FBT001
    if not link.is_verified:
        return _link(link, is_planned)
    is_known = any(not shared.is_unknown for shared in link.shared)
    return Standing(NeedState.FAILED if is_known else NeedState.EVIDENCED)


def _link(link: JudgedLink, is_planned: bool) -> Standing:  # noqa: FBT001
    grade = link.grade
    if grade.is_verified:
        # The room counts its last moment in; a need's end is the first moment out.
        return Standing(NeedState.VERIFIED, grade.until + _TICK if grade.until else WITHOUT_END)
    return Standing(_unverified(grade, is_planned))


def _unverified(grade: Grade, is_planned: bool) -> NeedState:  # noqa: FBT001
    lacks = {reason.code for reason in grade.reasons}
    if grade.state == GradeState.UNMEASURED:
        return NeedState.ASSIGNED if is_planned else NeedState.MISSING
    if Lack.SUCCESS_TOO_LOW.value in lacks:
        return NeedState.FAILED
    if Lack.READINGS_TOO_OLD.value in lacks:
        return NeedState.STALE
    return NeedState.EVIDENCED


@dataclass(frozen=True, slots=True)
class Crew:
    """What the staffing room says of one role at one station.

    Attributes:
        needed, ready: people asked for, and of them trained and accepted.
        until: the first moment at which one of them stops counting; None for never.
        lacks: why others appointed there do not count: the room's codes.
    """

    needed: int
    ready: int
    until: datetime | None = None
    lacks: Sequence[str] = ()


NOBODY_ASKED = Crew(0, 0)
"""A role that the staffing plan does not ask of the station: nothing is known of it."""

_OUTLIVED = frozenset({"expired", "other-build"})


def standing_of_crew(crew: Crew) -> Standing:
    """A role's people as a need's state.

    Enough people verify it until the first of them stops counting. Else people whose training has
    run out or was on another build leave it stale; others appointed leave it assigned.
    """
    if crew.needed and crew.ready >= crew.needed:
        return Standing(NeedState.VERIFIED, crew.until or WITHOUT_END)
    if any(lack in _OUTLIVED for lack in crew.lacks):
        return Standing(NeedState.STALE)
    return Standing(NeedState.ASSIGNED if crew.lacks or crew.ready else NeedState.MISSING)


@dataclass(frozen=True, slots=True)
class Seat:
    """A need of equipment at a station, in the order in which things are shared out."""

    need: int
    quantity: int
    bound: frozenset[str] = frozenset()


def share_out(held: Iterable[str], seats: Sequence[Seat]) -> dict[int, frozenset[str]]:
    """Which things of one item at a station serve which of its needs; each serves one.

    What serves already stays. The rest goes to the first need that lacks some, and what is left
    over to the first: nothing in custody there is lost from sight.
    """
    there = set(held)
    shared = {seat.need: set(seat.bound & there) for seat in seats}
    free = sorted(there.difference(*shared.values()))
    for serial in free:
        wanting = (seat for seat in seats if len(shared[seat.need]) < seat.quantity)
        seat = next(wanting, seats[0])
        shared[seat.need].add(serial)
    return {need: frozenset(serials) for need, serials in shared.items()}
