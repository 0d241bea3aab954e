"""What every station must have on polling day, and what is proven of it."""

from sandoq.apps.readiness.models.evidence import Assignment, Evidence, Verification, Waiver
from sandoq.apps.readiness.models.reinspections import (
    Reinspection,
    ReinspectionItem,
    ReinspectionOutcome,
    ReinspectionSeed,
)
from sandoq.apps.readiness.models.reports import ReportSignature, SigningKey, StatusReport
from sandoq.apps.readiness.models.requirements import Need, Requirement, RequirementSet
from sandoq.apps.readiness.models.status import (
    AreaGap,
    AreaStatus,
    DayRevision,
    PointStatus,
    State,
    StationGap,
    StationStatus,
    StatusChange,
)

__all__ = [
    "AreaGap",
    "AreaStatus",
    "Assignment",
    "DayRevision",
    "Evidence",
    "Need",
    "PointStatus",
    "Reinspection",
    "ReinspectionItem",
    "ReinspectionOutcome",
    "ReinspectionSeed",
    "ReportSignature",
    "Requirement",
    "RequirementSet",
    "SigningKey",
    "State",
    "StationGap",
    "StationStatus",
    "StatusChange",
    "StatusReport",
    "Verification",
    "Waiver",
]
