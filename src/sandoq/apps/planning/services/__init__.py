"""What people do in planning, and the jobs that work for them."""

from sandoq.apps.planning.services.approving import approve_plan, propose_plan, return_plan
from sandoq.apps.planning.services.drafting import (
    copy_scenario,
    make_scenario,
    revise_scenario,
    withdraw_scenario,
)
from sandoq.apps.planning.services.ordering import offer_order
from sandoq.apps.planning.services.snapshots import question_for_command, question_of
from sandoq.apps.planning.services.solving import ask_to_stop, is_lost, latest_run, start_solving

__all__ = [
    "approve_plan",
    "ask_to_stop",
    "copy_scenario",
    "is_lost",
    "latest_run",
    "make_scenario",
    "offer_order",
    "propose_plan",
    "question_for_command",
    "question_of",
    "return_plan",
    "revise_scenario",
    "start_solving",
    "withdraw_scenario",
]
