"""What people do with units, stations and points."""

from sandoq.apps.territory.services.announcing import announce, station_written
from sandoq.apps.territory.services.geojson import PlacedFile, import_points_geojson
from sandoq.apps.territory.services.retiring import (
    restore_station,
    retire_station,
)
from sandoq.apps.territory.services.stations import (
    move_station,
    open_station,
    revise_station,
    set_points,
)
from sandoq.apps.territory.services.stations_bulk import (
    WrittenStations,
    write_stations,
)
from sandoq.apps.territory.services.unit_codes import recode_unit, recode_units
from sandoq.apps.territory.services.units import (
    open_unit,
    place_seat,
    rename_unit,
)
from sandoq.apps.territory.services.units_bulk import provision_units

__all__ = [
    "PlacedFile",
    "WrittenStations",
    "announce",
    "import_points_geojson",
    "move_station",
    "open_station",
    "open_unit",
    "place_seat",
    "provision_units",
    "recode_unit",
    "recode_units",
    "rename_unit",
    "restore_station",
    "retire_station",
    "revise_station",
    "set_points",
    "station_written",
    "write_stations",
]
