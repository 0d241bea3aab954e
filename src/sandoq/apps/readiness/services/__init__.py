"""What people do about readiness, and the jobs that keep its statuses true."""

from sandoq.apps.readiness.services.aging import Aged, expire_evidence
from sandoq.apps.readiness.services.announcing import needs_judged, publishing_checks
from sandoq.apps.readiness.services.assigning import assign_serials
from sandoq.apps.readiness.services.findings import Finding
from sandoq.apps.readiness.services.listening import (
    follow_equipment,
    follow_links,
    follow_staff,
    follow_staffing_rules,
)
from sandoq.apps.readiness.services.publishing import publish_set
from sandoq.apps.readiness.services.recording import (
    record_evidence,
    record_inspection,
    record_inspections_bulk,
)
from sandoq.apps.readiness.services.reinspecting import (
    Plan,
    SecondLook,
    commit_reinspection,
    enter_seed,
    record_reinspection,
)
from sandoq.apps.readiness.services.reporting import (
    freeze_due_report,
    freeze_report,
    make_signing_key,
    sign_report,
)
from sandoq.apps.readiness.services.sets import (
    RequirementData,
    draft_set,
    remove_requirement,
    revise_requirement,
)
from sandoq.apps.readiness.services.stations import follow_election, follow_stations
from sandoq.apps.readiness.services.status import recompute, recompute_all
from sandoq.apps.readiness.services.verifying import (
    refute_evidence,
    verify_bulk,
    verify_evidence,
)
from sandoq.apps.readiness.services.waiving import waive_need

__all__ = [
    "Aged",
    "Finding",
    "Plan",
    "RequirementData",
    "SecondLook",
    "assign_serials",
    "commit_reinspection",
    "draft_set",
    "enter_seed",
    "expire_evidence",
    "follow_election",
    "follow_equipment",
    "follow_links",
    "follow_staff",
    "follow_staffing_rules",
    "follow_stations",
    "freeze_due_report",
    "freeze_report",
    "make_signing_key",
    "needs_judged",
    "publish_set",
    "publishing_checks",
    "recompute",
    "recompute_all",
    "record_evidence",
    "record_inspection",
    "record_inspections_bulk",
    "record_reinspection",
    "refute_evidence",
    "remove_requirement",
    "revise_requirement",
    "sign_report",
    "verify_bulk",
    "verify_evidence",
    "waive_need",
]
