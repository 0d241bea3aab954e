"""What a person may do at a unit, so that a page offers nothing else."""

from dataclasses import dataclass

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, scope_of
from sandoq.apps.territory.models import Unit, UnitLevel
from sandoq.apps.territory.rules.stations import may_hold_stations


@dataclass(frozen=True, slots=True)
class Abilities:
    """Truths about one person at one unit."""

    edit_station: bool
    retire_station: bool
    import_stations: bool
    edit_unit: bool
    see_people: bool


def abilities(user: User, unit_path: str) -> Abilities:
    """What the person may do at the unit with this path."""

    def allowed(permission: Permission) -> bool:
        return scope_of(user, permission).covers(unit_path)

    return Abilities(
        edit_station=allowed(Permission.STATION_EDIT),
        retire_station=allowed(Permission.STATION_RETIRE),
        import_stations=allowed(Permission.STATION_IMPORT),
        edit_unit=allowed(Permission.UNIT_EDIT),
        see_people=may(user, Permission.PEOPLE_VIEW),
    )


def homes(user: User, under: Unit) -> list[tuple[Unit, list[Unit]]]:
    """Units at and below `under` in which the person may open stations, by their county."""
    visible = Unit.objects.filter(
        scope_of(user, Permission.STATION_EDIT).q("path"),
        path__startswith=under.path,
        closed_on=None,
    )
    levels = [UnitLevel.COUNTY, UnitLevel.DISTRICT]
    found = [
        unit
        for unit in visible.filter(level__in=levels).order_by("path")
        if may_hold_stations(unit.level, has_districts=unit.numchild > 0)
    ]
    paths = {unit.path if unit.level == UnitLevel.COUNTY else unit.parent_path for unit in found}
    counties = Unit.objects.filter(path__in=paths).order_by("path")
    return [
        (county, [unit for unit in found if unit.path.startswith(county.path)])
        for county in counties
    ]
