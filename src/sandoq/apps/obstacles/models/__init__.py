"""What stands in the way, who owns it, how it may be solved, and what was done."""

from sandoq.apps.obstacles.models.agencies import Agency, AgencySeat
from sandoq.apps.obstacles.models.duties import Duty, DutyEvent
from sandoq.apps.obstacles.models.logs import (
    Acknowledgement,
    Escalation,
    ObstacleEvent,
    ObstacleOwner,
)
from sandoq.apps.obstacles.models.obstacles import (
    Obstacle,
    ObstacleArea,
    ObstacleNeed,
    ObstacleRevision,
    ObstacleStation,
    SolutionOption,
)

__all__ = [
    "Acknowledgement",
    "Agency",
    "AgencySeat",
    "Duty",
    "DutyEvent",
    "Escalation",
    "Obstacle",
    "ObstacleArea",
    "ObstacleEvent",
    "ObstacleNeed",
    "ObstacleOwner",
    "ObstacleRevision",
    "ObstacleStation",
    "SolutionOption",
]
