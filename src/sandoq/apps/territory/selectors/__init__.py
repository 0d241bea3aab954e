"""What people see of units, stations and points: only what lies in their scope."""

from sandoq.apps.territory.selectors.abilities import Abilities, abilities, homes
from sandoq.apps.territory.selectors.bridge import bridge, bridge_changes, recent_changes, units_of
from sandoq.apps.territory.selectors.geojson import point_features, seat_features
from sandoq.apps.territory.selectors.importing import batches_waiting
from sandoq.apps.territory.selectors.listing import ListedPoint, ListedStation, listed
from sandoq.apps.territory.selectors.stations import (
    SORTS,
    Found,
    StationFilters,
    codes_of,
    history_of,
    search,
    station_of_key,
    stations,
    with_places,
)
from sandoq.apps.territory.selectors.units import (
    Counts,
    UnitCounts,
    counts_below,
    province_of,
    top_units,
    unit_of_key,
    units,
    visible_ancestors,
    with_parents,
)

__all__ = [
    "SORTS",
    "Abilities",
    "Counts",
    "Found",
    "ListedPoint",
    "ListedStation",
    "StationFilters",
    "UnitCounts",
    "abilities",
    "batches_waiting",
    "bridge",
    "bridge_changes",
    "codes_of",
    "counts_below",
    "history_of",
    "homes",
    "listed",
    "point_features",
    "province_of",
    "recent_changes",
    "search",
    "seat_features",
    "station_of_key",
    "stations",
    "top_units",
    "unit_of_key",
    "units",
    "units_of",
    "visible_ancestors",
    "with_parents",
    "with_places",
]
