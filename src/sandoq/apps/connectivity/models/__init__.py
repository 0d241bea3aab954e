"""What was measured at points, which links are planned, and what both amount to."""

from sandoq.apps.connectivity.models.links import Link
from sandoq.apps.connectivity.models.readings import (
    GradingSettings,
    Operator,
    Reading,
    ReadingBatch,
)
from sandoq.apps.connectivity.models.standing import AreaLinks, PointGrade, PointLinks, StationLinks

__all__ = [
    "AreaLinks",
    "GradingSettings",
    "Link",
    "Operator",
    "PointGrade",
    "PointLinks",
    "Reading",
    "ReadingBatch",
    "StationLinks",
]
