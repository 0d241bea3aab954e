"""A proposed pair side by side: the row, and the row or station that it may be."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sandoq.apps.territory.models import ImportRow, Station
from sandoq.apps.territory.wording import WORDS


@dataclass(frozen=True, slots=True)
class Side:
    """One line of the comparison; `is_same` where both say the same."""

    label: str
    mine: str
    other: str

    @property
    def is_same(self) -> bool:
        return self.mine == self.other


def sides(row: ImportRow) -> list[Side]:
    """What the row and its twin say, line by line."""
    mine = _of_values(row.values)
    if row.duplicate_of is not None:
        other = _of_values(row.duplicate_of.values)
    elif row.station is not None:
        other = _of_station(row.station)
    else:
        other = {}
    return [
        Side(label, mine.get(name, ""), other.get(name, "")) for name, label in _labels().items()
    ]


def _labels() -> dict[str, str]:
    return {
        "name": _("Name"),
        "number": _("Number"),
        "code": _("Code"),
        "kind": _("Kind"),
        "area": _("Area"),
        "electors": _("Electors"),
        "address": _("Address"),
        "location": _("Latitude and longitude"),
        "stops": _("Stops"),
    }


def _of_values(values: Mapping[str, Any]) -> dict[str, str]:
    places = values.get("places", [])
    located = next((place for place in places if place.get("lat") is not None), None)
    return {
        **{name: str(values.get(name, "")) for name in ("name", "number", "code", "electors")},
        "address": values.get("address", ""),
        "kind": _word(values.get("kind")),
        "area": _word(values.get("area")),
        "location": _degrees(located["lat"], located["lon"]) if located else "",
        "stops": "، ".join(place["name"] for place in places if place.get("name")),
    }


def _of_station(station: Station) -> dict[str, str]:
    points = list(station.points.all())
    located = next((point for point in points if point.lat is not None), None)
    code = station.codes.filter(until=None).first()
    return {
        "name": station.name,
        "number": str(station.number or ""),
        "code": code.value if code else "",
        "electors": str(station.electors),
        "address": station.address,
        "kind": _word(station.kind),
        "area": _word(station.area),
        "location": _degrees(located.lat, located.lon) if located else "",
        "stops": "، ".join(p.name for p in points) if len(points) > 1 else "",
    }


def _word(code: str | None) -> str:
    return str(WORDS.get(code or "", "")) if code else ""


def _degrees(lat: float | None, lon: float | None) -> str:
    return f"{lat:.5f}, {lon:.5f}"
