"""Stations as people name them: the county and the station's number."""

from collections.abc import Iterable

from django.db.models import QuerySet

from sandoq.apps.territory.models import Station, Unit
from sandoq.common.text import normalise, search_key, to_ascii_digits


class NoSuchStation(ValueError):
    """A line names no live station of the unit; `line` is what was written."""

    def __init__(self, line: str) -> None:
        super().__init__(line)
        self.line = line


def stations_named(unit: Unit, text: str) -> tuple[str, ...]:
    """Keys of the stations named, one on a line: "بابل 12", "Babol 12", or a station's own name.

    Raises:
        NoSuchStation: a line names none, or several.
    """
    found = []
    for line in filter(None, map(normalise, text.splitlines())):
        rows = list(_matching(unit, line)[:2])
        if len(rows) != 1:
            raise NoSuchStation(line[:80])
        found.append(str(rows[0].key))
    return tuple(dict.fromkeys(found))


def _matching(unit: Unit, line: str) -> QuerySet[Station]:
    live = Station.objects.filter(unit__path__startswith=unit.path, retired_at=None)
    name, _, number = to_ascii_digits(line).rpartition(" ")
    if number.isdigit() and len(number) <= 9:  # noqa: PLR2004 - an integer of the database
        key = search_key(name)
        counties = [
            county.pk
            for county in Unit.objects.filter(path__startswith=unit.path, level="county")
            if key in {search_key(county.name_fa), search_key(county.name_en)}
        ]
        numbered = live.filter(county__in=counties, number=int(number))
        if numbered.exists():
            return numbered
    return live.filter(search_name=search_key(line))


def written_stations(keys: Iterable[str]) -> str:
    """The stations with these keys, one on a line, as `stations_named` reads them."""
    rows = Station.objects.filter(key__in=list(keys)).select_related("county").order_by("pk")
    return "\n".join(
        f"{row.county.name_fa} {row.number}" if row.number else row.name for row in rows
    )
