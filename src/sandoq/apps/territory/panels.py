"""Panels that rooms above add to the pages of stations and units.

The page of a station belongs here, its contests and its readiness to rooms this one may not know.
They register a maker in `AppConfig.ready`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandoq.apps.accounts.models import User
from sandoq.apps.territory.models import Station, Unit


@dataclass(frozen=True, slots=True)
class Panel:
    """A template that shows `data`; `title` is translated, `anchor` its id on the page."""

    anchor: str
    title: str
    template: str
    data: Mapping[str, object]


StationPanelMaker = Callable[[User, Station], Panel | None]
UnitPanelMaker = Callable[[User, Unit], Panel | None]

station_panels: list[StationPanelMaker] = []
unit_panels: list[UnitPanelMaker] = []


def panels_of_station(user: User, station: Station) -> list[Panel]:
    """The panels of a station that this person may see, in the order they were registered."""
    made = (maker(user, station) for maker in station_panels)
    return [panel for panel in made if panel is not None]


def panels_of_unit(user: User, unit: Unit) -> list[Panel]:
    """The panels of a unit that this person may see, in the order they were registered."""
    made = (maker(user, unit) for maker in unit_panels)
    return [panel for panel in made if panel is not None]
