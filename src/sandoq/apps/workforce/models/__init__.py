"""People at work: roles and shifts, appointments, training, attendance."""

from sandoq.apps.workforce.models.appointments import Appointment, Attendance, Invitation, Worker
from sandoq.apps.workforce.models.fees import (
    BankAnswer,
    FeeAllocation,
    FeeAllocationOrder,
    FeeBatch,
    FeeBook,
    FeeDay,
    FeeExport,
    FeeItem,
    FeeLine,
    FeeRule,
)
from sandoq.apps.workforce.models.imports import PeopleBatch, PeopleRow
from sandoq.apps.workforce.models.roles import (
    DutyLimits,
    ReleasedBuild,
    RoleTraining,
    Shift,
    StaffingRule,
    Substitution,
    WorkRole,
)
from sandoq.apps.workforce.models.training import (
    Course,
    Enrolment,
    PracticalResult,
    Presence,
    Qualification,
    TrainingSession,
)

__all__ = [
    "Appointment",
    "Attendance",
    "BankAnswer",
    "Course",
    "DutyLimits",
    "Enrolment",
    "FeeAllocation",
    "FeeAllocationOrder",
    "FeeBatch",
    "FeeBook",
    "FeeDay",
    "FeeExport",
    "FeeItem",
    "FeeLine",
    "FeeRule",
    "Invitation",
    "PeopleBatch",
    "PeopleRow",
    "PracticalResult",
    "Presence",
    "Qualification",
    "ReleasedBuild",
    "RoleTraining",
    "Shift",
    "StaffingRule",
    "Substitution",
    "TrainingSession",
    "WorkRole",
    "Worker",
]
