"""What people do with readings, plans and the rule by which both are judged."""

from sandoq.apps.connectivity.services.aging import age_links
from sandoq.apps.connectivity.services.announcing import links_changed
from sandoq.apps.connectivity.services.estimating import refresh_estimates
from sandoq.apps.connectivity.services.planning import set_link_plan, set_link_plans
from sandoq.apps.connectivity.services.recording import (
    Recorded,
    record_reading,
    record_readings,
    withdraw_reading,
)
from sandoq.apps.connectivity.services.refreshing import (
    follow_stations,
    forget_stations,
    refresh_points,
    refresh_stations,
)
from sandoq.apps.connectivity.services.settings import (
    begin_following,
    register_known_operators,
    register_operator,
    set_grading_rule,
)

__all__ = [
    "Recorded",
    "age_links",
    "begin_following",
    "follow_stations",
    "forget_stations",
    "links_changed",
    "record_reading",
    "record_readings",
    "refresh_estimates",
    "refresh_points",
    "refresh_stations",
    "register_known_operators",
    "register_operator",
    "set_grading_rule",
    "set_link_plan",
    "set_link_plans",
    "withdraw_reading",
]
