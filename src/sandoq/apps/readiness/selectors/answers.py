"""What the rooms below say of a station's needs, for its page: facts, and who may look further."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.connectivity.models import Operator
from sandoq.apps.connectivity.rules.links import JudgedLink
from sandoq.apps.readiness.models import Need
from sandoq.apps.readiness.rules.sources import LINKS, ROOMS, Room, Source
from sandoq.apps.readiness.selectors.rooms import links_at, staff_at, supply_of_needs
from sandoq.apps.territory.models import Station
from sandoq.apps.workforce.selectors.ready import RoleState

_VIEWS = {
    Room.CONNECTIVITY: Permission.CONNECTIVITY_VIEW,
    Room.INVENTORY: Permission.INVENTORY_VIEW,
    Room.WORKFORCE: Permission.WORKFORCE_VIEW,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A room's word on one need.

    Attributes:
        links: those that decide: the first, or for a fallback all others.
        operators: who gives them, by key.
        crew: the role's people; None where the plan asks for none.
        serials: of the things in custody for the need.
        may_open: whether the reader may open the room there.
    """

    room: Room
    source: Source
    may_open: bool
    links: Sequence[JudgedLink] = ()
    operators: Mapping[int, Operator] = field(default_factory=dict)
    crew: RoleState | None = None
    serials: tuple[str, ...] = ()


def answers_of(
    user: User, day_id: int, station: Station, needs: Sequence[Need], at: datetime
) -> dict[int, Answer]:
    """What each room says of those of these needs that it answers for, by the needs' keys."""
    by_source: dict[Source, list[Need]] = {}
    for need in needs:
        source = Source(need.requirement.source)
        if source is not Source.EVIDENCE:
            by_source.setdefault(source, []).append(need)
    points = [n.point_id for s in LINKS for n in by_source.get(s, ()) if n.point_id is not None]
    verdicts = links_at(set(points), at) if points else {}
    offered = {row.pk: row for row in Operator.objects.all()} if points else {}
    crews = staff_at([station.pk], day_id, at) if Source.STAFF in by_source else {}
    bound = supply_of_needs([need.pk for need in by_source.get(Source.EQUIPMENT, ())])
    found: dict[int, Answer] = {}
    for source, some in by_source.items():
        room = ROOMS[source]
        may_open = scope_of(user, _VIEWS[room]).covers(station.unit.path)
        for need in some:
            links = verdicts[need.point_id].links if need.point_id in verdicts else ()
            found[need.pk] = Answer(
                room,
                source,
                may_open,
                links=links[:1] if source is Source.PRIMARY_LINK else links[1:],
                operators=offered,
                crew=crews.get(station.pk, {}).get(need.requirement.item),
                serials=bound.get(need.pk, ()),
            )
    return found
