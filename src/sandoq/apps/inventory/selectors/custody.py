"""Who keeps what, and what waits for an answer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q, QuerySet

from sandoq.apps.accounts.models import Person, Tenure, User
from sandoq.apps.accounts.rules.access import ACCESS, Permission, Role
from sandoq.apps.accounts.selectors import scope_of, tenures_of
from sandoq.apps.inventory.models import (
    Custody,
    HandOver,
    HandOverLine,
    Kit,
    Seal,
    Store,
)
from sandoq.apps.inventory.rules.states import OUT
from sandoq.apps.territory.models import Station, Unit
from sandoq.common.clock import now
from sandoq.common.errors import NotFound

_HANDS = [role.value for role in ACCESS[Permission.CUSTODY_HAND] if role is not Role.HEADQUARTERS]


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody to whom a device may be handed, and the post that says so."""

    person: Person
    role: str
    unit: Unit


@dataclass(slots=True)
class KeptKit:
    """A sealed kit in somebody's keeping: its seal, and what the person keeps of its devices."""

    kit: Kit
    seal: str
    held: list[Custody] = field(default_factory=list)


def my_custody(user: User) -> QuerySet[Custody]:
    """What the person answers for now."""
    return (
        Custody.objects.filter(person=user.person_id, until=None)
        .select_related("asset__model__kind", "asset__station", "asset__kit", "asset__unit")
        .order_by("asset__model__kind__order", "asset__serial")
    )


def sealed_kits_of(held: Iterable[Custody]) -> list[KeptKit]:
    """The sealed kits among these custodies, in the order of their first device."""
    found: dict[int, KeptKit] = {}
    for one in held:
        kit = one.asset.kit
        if kit is not None and kit.state == Kit.State.SEALED:
            found.setdefault(kit.pk, KeptKit(kit, "")).held.append(one)
    seals = Seal.objects.filter(kit__in=list(found), broken_at=None)
    for kit_id, number in seals.values_list("kit_id", "number"):
        if kit_id is not None:
            found[kit_id].seal = number
    return list(found.values())


def kept_kit(user: User, key: UUID | str) -> Kit:
    """The kit with this key, of whose devices the person keeps, or kept, at least one.

    Kept as well, so that an act sent twice is known for what it is after the kit has gone.

    Raises:
        NotFound: otherwise.
    """
    mine = Custody.objects.filter(person=user.person_id, asset__kit__isnull=False)
    if user.person_id is None:
        raise NotFound("kit", str(key))
    try:
        return Kit.objects.get(key=key, pk__in=mine.values("asset__kit"))
    except (Kit.DoesNotExist, ValidationError, ValueError):
        raise NotFound("kit", str(key)) from None


def hand_overs(user: User) -> QuerySet[HandOver]:
    """Hand-overs that concern the person, or stores and units the person looks after."""
    seen = scope_of(user, Permission.INVENTORY_VIEW).q("unit__path")
    if user.person_id is not None:
        seen |= Q(to_person=user.person_id) | Q(from_person=user.person_id)
    return with_lines(HandOver.objects.filter(seen))


def with_lines(found: QuerySet[HandOver]) -> QuerySet[HandOver]:
    """The same hand-overs with both sides and their devices."""
    return found.select_related(
        "unit",
        "from_person",
        "from_store__unit",
        "to_person",
        "to_store__unit",
        "station",
        "kit",
        "offered_by__person",
        "answered_by__person",
    ).prefetch_related(Prefetch("lines", HandOverLine.objects.select_related("asset__model__kind")))


def hand_over_of_key(user: User, key: UUID | str) -> HandOver:
    """The hand-over with this key.

    Raises:
        NotFound: there is none, or it does not concern this person.
    """
    try:
        return hand_overs(user).get(key=key)
    except (HandOver.DoesNotExist, ValidationError, ValueError):
        raise NotFound("hand-over", str(key)) from None


def waiting_for(user: User) -> QuerySet[HandOver]:
    """Offers that this person may answer: made to the person, or to a store the person keeps."""
    mine = Q(to_person=user.person_id) if user.person_id else Q(pk__in=[])
    kept = scope_of(user, Permission.INVENTORY_EDIT).q("to_store__unit__path")
    found = HandOver.objects.filter(state=HandOver.State.OFFERED)
    return with_lines(
        found.filter(mine | (Q(to_store__isnull=False) & kept & ~Q(offered_by=user.pk)))
    )


def offered_by(user: User) -> QuerySet[HandOver]:
    """The person's own offers that nobody answered yet."""
    return with_lines(HandOver.objects.filter(state=HandOver.State.OFFERED, offered_by=user.pk))


def receivers(user: User) -> list[Receiver]:
    """To whom the person may hand a device: holders of posts in the person's own units, and of
    posts above them up to the province. Nobody else's name is shown."""
    scope = scope_of(user, Permission.CUSTODY_HAND)
    inside = scope.q("post__unit__path")
    above = Q(pk__in=[])
    for tenure in tenures_of(user):
        path = tenure.post.unit.path
        ends = range(2 * Unit.steplen, len(path) + 1, Unit.steplen)
        above |= Q(post__unit__path__in=[path[:end] for end in ends])
    at = now()
    held = (
        Tenure.objects.filter(
            Q(until=None) | Q(until__gt=at),
            inside | above,
            since__lte=at,
            post__closed_at=None,
            post__role__in=_HANDS,
            person__user__is_active=True,
        )
        .exclude(person=user.person_id)
        .select_related("person", "post__unit")
        .order_by("post__unit__path", "person__name_fa", "pk")
    )
    found: dict[int, Receiver] = {}
    for tenure in held:
        found.setdefault(
            tenure.person_id, Receiver(tenure.person, tenure.post.role, tenure.post.unit)
        )
    return list(found.values())


def receiver_of_key(user: User, key: UUID | str) -> Person:
    """The person with this key, if this user may hand devices to that person.

    Raises:
        NotFound: otherwise.
    """
    for receiver in receivers(user):
        if str(receiver.person.key) == str(key):
            return receiver.person
    raise NotFound("receiver", str(key))


def not_returned(
    user: User, under: Unit | None = None, *, critical: bool = True
) -> QuerySet[Custody]:
    """Open custodies of persons over devices that are out, the oldest first.

    Args:
        critical: only kinds of which each one must come back.
    """
    found = Custody.objects.filter(
        scope_of(user, Permission.INVENTORY_VIEW).q("asset__unit__path"),
        until=None,
        person__isnull=False,
        asset__state__in=[state.value for state in OUT],
    )
    if critical:
        found = found.filter(asset__model__kind__is_critical=True)
    if under is not None and under.depth > 1:
        found = found.filter(asset__unit__path__startswith=under.path)
    return found.select_related(
        "person", "asset__model__kind", "asset__unit", "asset__station"
    ).order_by("since", "pk")


def days_out(custody: Custody, at: datetime) -> int:
    """Whole days since the person received the device."""
    return max(0, (at - custody.since).days)


def stores_to_give(user: User) -> QuerySet[Store]:
    """Open stores to which the person may give devices: of the own units, and of those above."""
    scope = scope_of(user, Permission.CUSTODY_HAND)
    found = scope.q("unit__path")
    for grant in scope.grants:
        ends = range(2 * Unit.steplen, len(grant.path), Unit.steplen)
        found |= Q(unit__path__in=[grant.path[:end] for end in ends])
    return Store.objects.filter(found, closed_at=None).select_related("unit")


def stations_for(user: User, under: Unit | None = None) -> QuerySet[Station]:
    """Live stations to which the person may send devices."""
    found = Station.objects.filter(
        scope_of(user, Permission.CUSTODY_HAND).q("unit__path"), retired_at=None
    )
    if under is not None and under.depth > 1:
        found = found.filter(unit__path__startswith=under.path)
    return found.select_related("unit", "county")


def station_for(user: User, key: UUID | str) -> Station:
    """The live station with this key, if the person may send devices there.

    Raises:
        NotFound: otherwise.
    """
    try:
        return stations_for(user).get(key=key)
    except (Station.DoesNotExist, ValidationError, ValueError):
        raise NotFound("station", str(key)) from None
