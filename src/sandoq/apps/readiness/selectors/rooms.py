"""What the rooms below say of needs that they answer for, asked in batches.

No user is asked: readiness judges everything, and shows to each what they may see.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Value
from django.db.models.functions import Replace, Upper

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.rules.links import LinkVerdict
from sandoq.apps.connectivity.selectors import link_verdicts
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.inventory.models import Asset
from sandoq.apps.inventory.selectors import (
    assets,
    installed_or_dispatched,
    item_kinds,
    with_places,
)
from sandoq.apps.readiness.models import Assignment, Need
from sandoq.apps.readiness.rules.guards import normal_serial
from sandoq.apps.readiness.rules.needs import Standing
from sandoq.apps.readiness.rules.placement import Rule
from sandoq.apps.readiness.rules.sources import (
    LINKS,
    NOBODY_ASKED,
    Crew,
    Seat,
    Source,
    share_out,
    standing_of_crew,
    standing_of_link,
)
from sandoq.apps.readiness.selectors.days import Day
from sandoq.apps.workforce.selectors.days import station_roles
from sandoq.apps.workforce.selectors.ready import RoleState, trained_and_accepted
from sandoq.common.errors import BadInput


def is_known_item(source: Source, item: str) -> bool:
    """Whether the room that answers knows the item: a kind with serial numbers, a role."""
    match source:
        case Source.EQUIPMENT:
            return item_kinds(serialised=True).filter(code=item).exists()
        case Source.STAFF:
            return station_roles().filter(code=item).exists()
    return True


def rules_of(day: Day, sources: Collection[Source]) -> dict[int, Rule]:
    """The day's rules that these rooms answer, by key."""
    return {pk: rule for pk, rule in day.rules.items() if rule.source in sources}


def told_of(day: Day, needs: Iterable[Need], at: datetime) -> dict[int, Standing]:
    """What links and staff say of those of these needs that they answer for, by the needs' keys."""
    links: list[tuple[int, int, Source]] = []
    staff: list[tuple[int, int, str]] = []
    for need in needs:
        rule = day.rules[need.requirement_id]
        if rule.source in LINKS and need.point_id is not None:
            links.append((need.pk, need.point_id, Source(rule.source)))
        elif rule.source == Source.STAFF:
            staff.append((need.pk, need.station_id, rule.item))
    found: dict[int, Standing] = {}
    if links:
        verdicts = link_verdicts(sorted({point for _, point, _ in links}), at)
        found |= {pk: standing_of_link(verdicts[point], source) for pk, point, source in links}
    if staff:
        crews = staff_at({station for _, station, _ in staff}, day.id, at)
        found |= {
            pk: standing_of_crew(crew_of(crews.get(station, {}).get(role)))
            for pk, station, role in staff
        }
    return found


def staff_at(
    station_ids: Iterable[int], day_id: int, at: datetime
) -> Mapping[int, Mapping[str, RoleState]]:
    """The staffing room's word on these stations for the polling day."""
    day = PollingDay.objects.get(pk=day_id)
    return trained_and_accepted(sorted(station_ids), at, polling_day=day)


def crew_of(state: RoleState | None) -> Crew:
    """A role's people as the rules see them."""
    if state is None:
        return NOBODY_ASKED
    lacks = tuple(lacking.reason for lacking in state.lacking)
    return Crew(state.needed, state.ready, state.until, lacks)


def links_at(point_ids: Iterable[int], at: datetime) -> dict[int, LinkVerdict]:
    """The connectivity room's word on these points."""
    return link_verdicts(sorted(point_ids), at)


@dataclass(frozen=True, slots=True)
class Supply:
    """Which things should serve which equipment needs of some stations, and which do.

    Both by need; serial numbers in their one spelling.
    """

    due: Mapping[int, frozenset[str]]
    bound: Mapping[int, frozenset[str]]

    @property
    def differing(self) -> list[int]:
        """Needs at which something else is bound than should be."""
        return sorted(need for need, serials in self.due.items() if serials != self.bound[need])


def supply_of(day: Day, station_ids: Collection[int]) -> Supply:
    """What custody says of the equipment needs of these stations."""
    rules = rules_of(day, {Source.EQUIPMENT})
    order = {pk: place for place, pk in enumerate(rules)}
    rows = Need.objects.filter(station__in=station_ids, ended_at=None).order_by("point__seq", "pk")
    needs = [
        row
        for row in rows.values_list("pk", "station_id", "requirement_id", "quantity")
        if row[2] in rules
    ]
    if not needs:
        return Supply({}, {})
    bound: dict[int, set[str]] = {row[0]: set() for row in needs}
    live = Assignment.objects.filter(need__in=list(bound), released_at=None)
    for need, serial in live.values_list("need_id", "serial"):
        bound[need].add(serial)
    held = things_at({row[1] for row in needs})
    seats: dict[tuple[int, str], list[Seat]] = {}
    for pk, station, rule, quantity in sorted(needs, key=lambda row: order[row[2]]):
        seat = Seat(pk, quantity, frozenset(bound[pk]))
        seats.setdefault((station, rules[rule].item), []).append(seat)
    due: dict[int, frozenset[str]] = {}
    for (station, item), some in seats.items():
        due |= share_out(held.get(station, {}).get(item, ()), some)
    return Supply(due, {need: frozenset(serials) for need, serials in bound.items()})


def supply_of_needs(need_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The serial numbers bound to these needs, sorted."""
    found: dict[int, tuple[str, ...]] = {}
    live = Assignment.objects.filter(need__in=need_ids, released_at=None).order_by("serial")
    for need, serial in live.values_list("need_id", "serial"):
        found[need] = (*found.get(need, ()), serial)
    return found


def things_at(station_ids: Collection[int]) -> dict[int, dict[str, tuple[str, ...]]]:
    """Per station and kind of equipment: serial numbers in custody there, in their one spelling."""
    return {
        station: {item: tuple(_spelt(serials)) for item, serials in items.items()}
        for station, items in installed_or_dispatched(station_ids).items()
    }


def where_is(user: User, serial: str) -> tuple[str, bool]:
    """Where a thing is, in words the person may read, and whether any such thing is registered.

    The place is "" where it is unknown, or outside the person's reach.
    """
    spelt: Value | Upper | Replace = Upper("serial")
    for mark in "-/_.:#":
        spelt = Replace(spelt, Value(mark), Value(""))
    known = Asset.objects.annotate(spelt=spelt).filter(spelt=serial)
    seen = with_places(assets(user).annotate(spelt=spelt).filter(spelt=serial)).first()
    if seen is None:
        return "", known.exists()
    held = seen.held[0] if seen.held else None  # type: ignore[attr-defined]
    if seen.station is not None:
        return seen.station.name, True
    if held is not None and held.store is not None:
        return held.store.name, True
    return (held.person.name_fa if held is not None and held.person else ""), True


def _spelt(serials: Iterable[str]) -> list[str]:
    """In the spelling of proofs; one that no proof could name binds nothing."""
    found = []
    for serial in serials:
        try:
            found.append(normal_serial(serial))
        except BadInput:
            continue
    return found
