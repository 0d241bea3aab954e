"""What people do about obstacles, and the jobs that keep them moving."""

from sandoq.apps.obstacles.services.agencies import open_agency, seat_agency
from sandoq.apps.obstacles.services.doing import acknowledge_obstacle, claim_solved
from sandoq.apps.obstacles.services.duties import (
    DutyData,
    answer_duty,
    escalate_duties,
    issue_duty,
    judge_duty,
)
from sandoq.apps.obstacles.services.ending import (
    accept_obstacle,
    merge_obstacles,
    reopen_obstacle,
)
from sandoq.apps.obstacles.services.escalating import escalate_due
from sandoq.apps.obstacles.services.listening import follow_needs, follow_stations, settle_aged
from sandoq.apps.obstacles.services.reporting import ObstacleData, report_obstacle, report_unmet
from sandoq.apps.obstacles.services.solving import (
    OptionData,
    decide_obstacle,
    link_needs,
    propose_option,
    triage_obstacle,
    withdraw_option,
)

__all__ = [
    "DutyData",
    "ObstacleData",
    "OptionData",
    "accept_obstacle",
    "acknowledge_obstacle",
    "answer_duty",
    "claim_solved",
    "decide_obstacle",
    "escalate_due",
    "escalate_duties",
    "follow_needs",
    "follow_stations",
    "issue_duty",
    "judge_duty",
    "link_needs",
    "merge_obstacles",
    "open_agency",
    "propose_option",
    "reopen_obstacle",
    "report_obstacle",
    "report_unmet",
    "seat_agency",
    "settle_aged",
    "triage_obstacle",
    "withdraw_option",
]
