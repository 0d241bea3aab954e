"""What a row means, once its cells are read; None where the row says nothing."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any, NamedTuple

from sandoq.common.hashing import sha256_hex


class PlaceValues(NamedTuple):
    """A stop, or the place of a fixed station. `lon`, `lat` in WGS 84 degrees, both or neither."""

    name: str | None = None
    lon: float | None = None
    lat: float | None = None
    opens: time | None = None
    closes: time | None = None


class StationValues(NamedTuple):
    """A station as a row describes it.

    `unit` is the district (or the county without districts). `places` is empty if the row names
    none; one place without a name is the location and the hours of a station named once.
    """

    county: int
    unit: int | None = None
    number: int | None = None
    code: str | None = None
    name: str | None = None
    kind: str | None = None
    area: str | None = None
    electors: int | None = None
    address: str | None = None
    opened_on: date | None = None
    places: tuple[PlaceValues, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As stored with the row; days and times in ISO 8601, nothing for what is not said."""
        found: dict[str, Any] = {
            name: value for name in _PLAIN if (value := getattr(self, name)) is not None
        }
        if self.opened_on:
            found["opened_on"] = self.opened_on.isoformat()
        if self.places:
            found["places"] = [_place_json(place) for place in self.places]
        return found

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "StationValues":
        opened_on = data.get("opened_on")
        return cls(
            **{name: data.get(name) for name in _PLAIN},  # type: ignore[arg-type]
            opened_on=date.fromisoformat(opened_on) if opened_on else None,
            places=tuple(_place(place) for place in data.get("places", ())),
        )

    @property
    def location(self) -> tuple[float, float] | None:
        """Longitude and latitude of the first place that has them."""
        for place in self.places:
            if place.lon is not None and place.lat is not None:
                return place.lon, place.lat
        return None


def content_of(values: StationValues) -> str:
    """SHA-256 over all that a row says: equal for two rows that say the same."""
    return sha256_hex(repr(values))


_PLAIN = ("county", "unit", "number", "code", "name", "kind", "area", "electors", "address")


def _place_json(place: PlaceValues) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if place.name:
        found["name"] = place.name
    if place.lon is not None:
        found["lon"], found["lat"] = place.lon, place.lat
    if place.opens:
        found["opens"] = place.opens.isoformat("minutes")
    if place.closes:
        found["closes"] = place.closes.isoformat("minutes")
    return found


def _place(data: Mapping[str, Any]) -> PlaceValues:
    opens, closes = data.get("opens"), data.get("closes")
    return PlaceValues(
        name=data.get("name"),
        lon=data.get("lon"),
        lat=data.get("lat"),
        opens=time.fromisoformat(opens) if opens else None,
        closes=time.fromisoformat(closes) if closes else None,
    )
