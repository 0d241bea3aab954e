"""What people do with elections, constituencies, stages and calendars."""

from sandoq.apps.elections.services.announcing import announce, election_changed
from sandoq.apps.elections.services.calendar import add_calendar_entry, remove_calendar_entry
from sandoq.apps.elections.services.constituencies import draw_constituency, revise_constituency
from sandoq.apps.elections.services.elections import (
    add_contest,
    create_election,
    plan_polling_day,
    revise_contest,
    revise_election,
)
from sandoq.apps.elections.services.run_offs import create_run_off
from sandoq.apps.elections.services.seat_rules import install_seat_rules
from sandoq.apps.elections.services.stages import assign_stage

__all__ = [
    "add_calendar_entry",
    "add_contest",
    "announce",
    "assign_stage",
    "create_election",
    "create_run_off",
    "draw_constituency",
    "election_changed",
    "install_seat_rules",
    "plan_polling_day",
    "remove_calendar_entry",
    "revise_constituency",
    "revise_contest",
    "revise_election",
]
