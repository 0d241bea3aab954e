"""Elections and what is elected where: the electoral tree, apart from the administrative one."""

from sandoq.apps.elections.models.elections import (
    CalendarEntry,
    Constituency,
    Contest,
    Election,
    PollingDay,
    SeatRule,
)
from sandoq.apps.elections.models.stages import Stage, StageAssignment

__all__ = [
    "CalendarEntry",
    "Constituency",
    "Contest",
    "Election",
    "PollingDay",
    "SeatRule",
    "Stage",
    "StageAssignment",
]
