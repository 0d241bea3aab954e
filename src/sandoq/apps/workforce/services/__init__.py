"""What people do with work: plan it, appoint, ask, train, be present, confirm."""

from sandoq.apps.workforce.services.announcing import staffing_rules_written, staffing_written
from sandoq.apps.workforce.services.appointing import (
    Placing,
    appoint,
    appoint_many,
    follow_stations,
    withdraw,
)
from sandoq.apps.workforce.services.attending import (
    Claim,
    claim_attendance,
    claim_many,
    refute_attendance,
    verify_attendance,
    verify_many,
)
from sandoq.apps.workforce.services.examining import (
    Tick,
    Verdict,
    examine,
    examine_many,
    scan_card,
    scan_session_code,
    tick_many,
    tick_present,
)
from sandoq.apps.workforce.services.inviting import (
    answer_invitation,
    invite,
    note_reminders,
    record_answers,
)
from sandoq.apps.workforce.services.planning import (
    define_role,
    release_build,
    set_limits,
    set_quantity,
    set_shift,
)
from sandoq.apps.workforce.services.teaching import (
    cancel_session,
    enrol,
    enrol_many,
    leave,
    open_course,
    open_session,
)
from sandoq.apps.workforce.services.workers import Listing, list_worker, list_workers

__all__ = [
    "Claim",
    "Listing",
    "Placing",
    "Tick",
    "Verdict",
    "answer_invitation",
    "appoint",
    "appoint_many",
    "cancel_session",
    "claim_attendance",
    "claim_many",
    "define_role",
    "enrol",
    "enrol_many",
    "examine",
    "examine_many",
    "follow_stations",
    "invite",
    "leave",
    "list_worker",
    "list_workers",
    "note_reminders",
    "open_course",
    "open_session",
    "record_answers",
    "refute_attendance",
    "release_build",
    "scan_card",
    "scan_session_code",
    "set_limits",
    "set_quantity",
    "set_shift",
    "staffing_rules_written",
    "staffing_written",
    "tick_many",
    "tick_present",
    "verify_attendance",
    "verify_many",
    "withdraw",
]
