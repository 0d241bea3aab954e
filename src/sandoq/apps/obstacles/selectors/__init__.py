"""Obstacles, as far as a person may see them."""

from sandoq.apps.obstacles.selectors.board import (
    PAGE_SIZE,
    AreaCount,
    Column,
    Filters,
    Summary,
    areas_below,
    columns,
    listed,
    summary,
)
from sandoq.apps.obstacles.selectors.duties import (
    DutyFilters,
    DutyRow,
    duties,
    duty_of_key,
    duty_rows,
    open_agencies,
)
from sandoq.apps.obstacles.selectors.likeness import duplicates_of
from sandoq.apps.obstacles.selectors.map import map_columns, station_card
from sandoq.apps.obstacles.selectors.record import (
    OptionRow,
    OwnerRow,
    Record,
    Rights,
    record_of,
    rights_of,
)
from sandoq.apps.obstacles.selectors.scope import (
    agencies,
    agencies_of,
    agency_of_key,
    obstacle_of_key,
    option_of_key,
    owner_of_id,
    visible,
)

__all__ = [
    "PAGE_SIZE",
    "AreaCount",
    "Column",
    "DutyFilters",
    "DutyRow",
    "Filters",
    "OptionRow",
    "OwnerRow",
    "Record",
    "Rights",
    "Summary",
    "agencies",
    "agencies_of",
    "agency_of_key",
    "areas_below",
    "columns",
    "duplicates_of",
    "duties",
    "duty_of_key",
    "duty_rows",
    "listed",
    "map_columns",
    "obstacle_of_key",
    "open_agencies",
    "option_of_key",
    "owner_of_id",
    "record_of",
    "rights_of",
    "station_card",
    "summary",
    "visible",
]
