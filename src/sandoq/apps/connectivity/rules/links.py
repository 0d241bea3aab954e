"""Which links of a plan work, and which of them fail together.

A fallback that hangs on the same tower, backhaul or power feeder as the primary link is none. What
nobody knows is taken as shared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from sandoq.apps.connectivity.errors import BadLink
from sandoq.apps.connectivity.rules.grading import UNMEASURED, Grade, Reason
from sandoq.apps.connectivity.rules.operators import OperatorKind
from sandoq.common.text import compact_key


class LinkKind(StrEnum):
    """The kinds of links in the order in which a station tries them."""

    SIM_A = "sim-a"
    SIM_B = "sim-b"
    FIXED = "fixed"
    SATELLITE = "satellite"
    OFFLINE = "offline"


ORDER: dict[str, int] = {kind.value: position for position, kind in enumerate(LinkKind)}

OPERATOR_KINDS: dict[LinkKind, OperatorKind | None] = {
    LinkKind.SIM_A: OperatorKind.MOBILE,
    LinkKind.SIM_B: OperatorKind.MOBILE,
    LinkKind.FIXED: OperatorKind.FIXED,
    LinkKind.SATELLITE: OperatorKind.SATELLITE,
    LinkKind.OFFLINE: None,
}
"""Whose link it is; working offline needs nobody and proves nothing, so it is never verified."""


class Domain(StrEnum):
    """What may fail under two links at once."""

    TOWER = "tower"
    BACKHAUL = "backhaul"
    FEEDER = "feeder"


class PointState(StrEnum):
    """What the links of a point amount to."""

    READY = "ready"
    ON_FALLBACK = "ready-on-fallback"
    NOT_READY = "not-ready"


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """One link of a point's plan; an empty identifier is unknown."""

    kind: str
    operator_id: int | None = None
    tower: str = ""
    backhaul: str = ""
    feeder: str = ""


@dataclass(frozen=True, slots=True)
class SharedDomain:
    """A failure domain that two links have in common; without `name` because nobody knows."""

    domain: str
    name: str = ""

    @property
    def is_unknown(self) -> bool:
        return not self.name


@dataclass(frozen=True, slots=True)
class JudgedLink:
    """A link with the grade of its operator and what it shares with the primary link."""

    link: PlannedLink
    grade: Grade
    shared: tuple[SharedDomain, ...] = ()
    is_primary: bool = False

    @property
    def is_verified(self) -> bool:
        return self.grade.is_verified

    @property
    def is_independent(self) -> bool:
        return not self.shared and not self.is_primary

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.grade.reasons


@dataclass(frozen=True, slots=True)
class LinkVerdict:
    """What the links of one point amount to, and why.

    Attributes:
        links: the plan's links in order; without a plan, the operators measured there.
        is_planned: whether somebody wrote a plan.
        primary_verified: the first link works.
        fallback_verified: another works, and shares nothing with the first.
        primary_until, fallback_until: until when that holds without new readings.
        next_change: when ageing alone may change anything.
    """

    links: tuple[JudgedLink, ...] = ()
    is_planned: bool = False
    primary_until: datetime | None = None
    fallback_until: datetime | None = None
    next_change: datetime | None = None

    @property
    def primary(self) -> JudgedLink | None:
        return self.links[0] if self.links else None

    @property
    def fallback(self) -> JudgedLink | None:
        """The first independent link that works."""
        return next((one for one in self.links if one.is_verified and one.is_independent), None)

    @property
    def primary_verified(self) -> bool:
        return self.primary is not None and self.primary.is_verified

    @property
    def fallback_verified(self) -> bool:
        return self.fallback is not None

    @property
    def has_verified_link(self) -> bool:
        return any(one.is_verified for one in self.links)

    @property
    def state(self) -> PointState:
        if self.primary_verified:
            return PointState.READY
        return PointState.ON_FALLBACK if self.fallback_verified else PointState.NOT_READY

    @property
    def until(self) -> datetime | None:
        """Until when the state holds without new readings; None where nothing is verified."""
        return self.primary_until or self.fallback_until


NO_LINKS = LinkVerdict()


def shared_domains(first: PlannedLink, second: PlannedLink) -> tuple[SharedDomain, ...]:
    """What the two links share; an identifier that either lacks counts as shared.

    Identifiers are compared by letters and digits alone: 'دکل ۱۲' is 'دکل-12'.
    """
    found = []
    for domain in Domain:
        mine, other = getattr(first, domain.value), getattr(second, domain.value)
        keys = _key(mine), _key(other)
        if not all(keys):
            found.append(SharedDomain(domain.value))
        elif keys[0] == keys[1]:
            found.append(SharedDomain(domain.value, mine))
    return tuple(found)


@lru_cache(maxsize=20_000)
def _key(name: str) -> str:
    """`compact_key`, remembered: one tower stands under hundreds of points."""
    return compact_key(name)


def judge(
    plan: Sequence[PlannedLink],
    grades: Mapping[int, Grade],
    kinds: Mapping[int, OperatorKind],
) -> LinkVerdict:
    """The verdict on a point's links.

    Args:
        plan: the links somebody planned, in any order; empty if nobody did.
        grades: by operator, of those measured at the point.
        kinds: by operator; tells what an unplanned operator could serve as.
    """
    links = sorted(plan, key=lambda link: ORDER[link.kind]) or _implied(grades, kinds)
    links = [link for link in links if link.operator_id is not None]
    if not links:
        return LinkVerdict(is_planned=bool(plan))
    first = links[0]
    judged = tuple(
        JudgedLink(
            link,
            grades.get(link.operator_id or 0, UNMEASURED),
            () if link is first else shared_domains(first, link),
            is_primary=link is first,
        )
        for link in links
    )
    primary = judged[0]
    fallback = next((one for one in judged if one.is_verified and one.is_independent), None)
    changes = [one.grade.next_change for one in judged if one.grade.next_change]
    return LinkVerdict(
        links=judged,
        is_planned=bool(plan),
        primary_until=primary.grade.until,
        fallback_until=fallback.grade.until if fallback else None,
        next_change=min(changes, default=None),
    )


def _implied(grades: Mapping[int, Grade], kinds: Mapping[int, OperatorKind]) -> list[PlannedLink]:
    """What could be used where nobody planned: the best measured mobile operators as SIM A and B,
    then the others. What lies under them is unknown, so none is an independent fallback."""
    best = sorted(grades, key=lambda one: (not grades[one].is_verified, -grades[one].percent, one))
    sims = iter((LinkKind.SIM_A, LinkKind.SIM_B))
    found: list[PlannedLink] = []
    for operator in best:
        match kinds[operator]:
            case OperatorKind.MOBILE:
                kind = next(sims, None)
            case OperatorKind.FIXED:
                kind = LinkKind.FIXED
            case OperatorKind.SATELLITE:
                kind = LinkKind.SATELLITE
        if kind is not None and kind.value not in {link.kind for link in found}:
            found.append(PlannedLink(kind.value, operator))
    working = [link for link in found if grades[link.operator_id or 0].is_verified]
    rest = [link for link in found if link not in working]
    return working + rest


def check_plan(plan: Sequence[PlannedLink], kinds: Mapping[int, OperatorKind]) -> None:
    """Refuse a plan that cannot be.

    Raises:
        BadLink: an unknown kind, one twice, or an operator that gives no such links.
    """
    seen = set()
    for link in plan:
        if link.kind not in ORDER:
            raise BadLink("kind", link.kind[:40], "unknown")
        if link.kind in seen:
            raise BadLink(link.kind, link.kind, "twice")
        seen.add(link.kind)
        wanted = OPERATOR_KINDS[LinkKind(link.kind)]
        given = kinds.get(link.operator_id) if link.operator_id is not None else None
        if wanted is None and link.operator_id is not None:
            raise BadLink(link.kind, str(link.operator_id), "needs-no-operator")
        if wanted is not None and given is None:
            raise BadLink(link.kind, "", "operator-missing")
        if given != wanted:
            raise BadLink(link.kind, str(link.operator_id), "operator-of-another-kind")
