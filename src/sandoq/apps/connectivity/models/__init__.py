"""What was measured at points, which links are planned, what both amount to; apart, estimates."""

from sandoq.apps.connectivity.models.estimates import (
    CoverageEstimate,
    EstimateRun,
    SurveyTarget,
    TerrainTile,
    Tower,
    TowerBatch,
)
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
    "CoverageEstimate",
    "EstimateRun",
    "GradingSettings",
    "Link",
    "Operator",
    "PointGrade",
    "PointLinks",
    "Reading",
    "ReadingBatch",
    "StationLinks",
    "SurveyTarget",
    "TerrainTile",
    "Tower",
    "TowerBatch",
]
