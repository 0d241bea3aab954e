"""Units a person may see, and what is counted in them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet, Sum

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.territory.models import Point, Station, Unit
from sandoq.common.errors import NotFound


@dataclass(slots=True)
class Counts:
    """Live stations of an area: how many, at how many points, for how many electors.

    `stations_by` and `electors_by` hold them by kind ("fixed", "mobile") and area ("urban",
    "rural"); the two kinds sum to the total, and so do the two areas.
    """

    stations: int = 0
    points: int = 0
    electors: int = 0
    stations_by: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    electors_by: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, other: "Counts") -> None:
        """Count another area in."""
        self.stations += other.stations
        self.points += other.points
        self.electors += other.electors
        for name, number in other.stations_by.items():
            self.stations_by[name] += number
        for name, number in other.electors_by.items():
            self.electors_by[name] += number


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """A unit and what is counted at and below it."""

    unit: Unit
    counts: Counts


def units(user: User, under: Unit | None = None) -> QuerySet[Unit]:
    """The units a person may see, at and below `under`, from the top of the tree down."""
    visible = Unit.objects.filter(scope_of(user, Permission.TERRITORY_VIEW).q("path"))
    return visible.filter(path__startswith=under.path) if under else visible


def unit_of_key(user: User, key: UUID | str) -> Unit:
    """The unit with this key.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    try:
        return units(user).get(key=key)
    except (Unit.DoesNotExist, ValidationError, ValueError):
        raise NotFound("unit", str(key)) from None


def top_units(user: User) -> list[Unit]:
    """The highest units a person may see: where that person's tree begins."""
    found: list[Unit] = []
    for unit in units(user).order_by("path"):
        if not found or not unit.path.startswith(found[-1].path):
            found.append(unit)
            if unit.depth == 1:
                break
    return found


def visible_ancestors(user: User, unit: Unit) -> list[Unit]:
    """The units above, from the top down, as far as the person may see them."""
    scope = scope_of(user, Permission.TERRITORY_VIEW)
    return [above for above in unit.ancestors() if scope.covers(above.path)]


def with_parents(found: Iterable[Unit | None]) -> None:
    """Give each unit `above`, the unit directly above it, for pages that name both: half the
    districts of a province are called Central."""
    given = [unit for unit in found if unit is not None]
    paths = {unit.parent_path for unit in given}
    parents = {unit.path: unit for unit in Unit.objects.filter(path__in=paths)}
    for unit in given:
        unit.above = parents.get(unit.parent_path)


def province_of(unit: Unit) -> Unit:
    """The province a unit lies in; the country for the country."""
    return Unit.objects.get(path=unit.path[: 2 * Unit.steplen])


def counts_below(user: User, unit: Unit) -> tuple[Counts, list[UnitCounts]]:
    """Counts of a unit and of each unit directly below it, in a fixed number of queries.

    Rows are grouped by the unit stations belong to and summed here, so that the cost does not
    grow with the levels between.
    """
    by_path = _counts_by_path(user, unit)
    total = Counts()
    for counts in by_path.values():
        total.add(counts)
    children = [UnitCounts(child, Counts()) for child in unit.children().filter(closed_on=None)]
    by_child = {row.unit.path: row.counts for row in children}
    width = len(unit.path) + Unit.steplen
    for path, counts in by_path.items():
        if path[:width] in by_child:
            by_child[path[:width]].add(counts)
    return total, children


def _counts_by_path(user: User, unit: Unit) -> dict[str, Counts]:
    """Counts by path of the unit stations belong to."""
    paths = dict(units(user, unit).order_by().values_list("pk", "path"))
    whole = unit.depth == 1
    live = Station.objects.filter(retired_at=None).order_by()
    points = Point.objects.filter(station__retired_at=None).order_by()
    if not whole:
        live, points = live.filter(unit__in=paths), points.filter(station__unit__in=paths)
    found: dict[str, Counts] = defaultdict(Counts)
    rows = live.values_list("unit_id", "kind", "area").annotate(n=Count("pk"), e=Sum("electors"))
    for unit_id, kind, area, stations, electors in rows:
        if unit_id in paths:
            by = {kind: stations, area: stations}
            electors_by = {kind: electors, area: electors}
            found[paths[unit_id]].add(Counts(stations, 0, electors, by, electors_by))
    for unit_id, number in points.values_list("station__unit_id").annotate(n=Count("pk")):
        if unit_id in paths:
            found[paths[unit_id]].add(Counts(points=number))
    return found
