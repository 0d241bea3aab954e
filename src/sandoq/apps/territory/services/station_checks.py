"""What a single station must satisfy beside the others of the register."""

from sandoq.apps.territory.errors import (
    BadStation,
    CodeTaken,
    StationNumberTaken,
    StationPlaceMismatch,
    StationRetired,
)
from sandoq.apps.territory.models import Station, StationCode, Unit, UnitLevel
from sandoq.apps.territory.rules.stations import (
    StationDraft,
    may_hold_stations,
    station_problems,
)


def require_sound(draft: StationDraft) -> None:
    """Refuse a draft that is wrong in itself.

    Raises:
        BadStation: `problems` says what is wrong.
    """
    if problems := station_problems(draft):
        raise BadStation(draft.name, tuple(problems))


def county_for(unit: Unit) -> Unit:
    """The county of a unit to which stations may belong.

    Raises:
        StationPlaceMismatch: stations belong to districts, or to counties without them.
    """
    if not may_hold_stations(unit.level, has_districts=unit.numchild > 0):
        raise StationPlaceMismatch(unit.name_fa, unit.level)
    if unit.level == UnitLevel.COUNTY:
        return unit
    return Unit.objects.get(path=unit.parent_path)


def require_free_number(county: Unit, number: int | None, *, but: int | None = None) -> None:
    """Refuse a number that another live station of the county has.

    Raises:
        StationNumberTaken: names the station that has it.
    """
    if number is None:
        return
    holder = Station.objects.filter(county=county, number=number, retired_at=None).first()
    if holder is not None and holder.pk != but:
        raise StationNumberTaken(number, county.name_fa, holder.name)


def require_free_code(code: tuple[str, str] | None, *, but: int | None = None) -> None:
    """Refuse a code in force for another station.

    Raises:
        CodeTaken: names the station that has it.
    """
    if code is None or not code[1]:
        return
    held = StationCode.objects.filter(scheme=code[0], value=code[1], until=None)
    holder = held.select_related("station").first()
    if holder is not None and holder.station_id != but:
        raise CodeTaken(code[0], code[1], holder.station.name)


def require_live(station: Station) -> None:
    """Refuse to change a station that left the register.

    Raises:
        StationRetired: names the order by which it left.
    """
    if station.retired_at is not None:
        raise StationRetired(station.name, station.retired_by_order)
