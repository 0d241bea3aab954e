"""What a person may see of plans and orders, and the snapshot they are made from."""

from sandoq.apps.planning.selectors.gathering import gather
from sandoq.apps.planning.selectors.orders import (
    OrderRow,
    devices_for,
    order_of_key,
    order_rows,
    orders_of_plan,
    orders_to_carry_out,
    orders_waiting,
)
from sandoq.apps.planning.selectors.reading import Told, told_of
from sandoq.apps.planning.selectors.scenarios import (
    Part,
    find_scenarios,
    may_approve,
    may_make,
    part_of,
    parts_for,
    plans_computed,
    plans_to_answer,
    scenario_of_key,
    scenario_to_edit,
    scenarios,
    solved_scenarios,
)

__all__ = [
    "OrderRow",
    "Part",
    "Told",
    "devices_for",
    "find_scenarios",
    "gather",
    "may_approve",
    "may_make",
    "order_of_key",
    "order_rows",
    "orders_of_plan",
    "orders_to_carry_out",
    "orders_waiting",
    "part_of",
    "parts_for",
    "plans_computed",
    "plans_to_answer",
    "scenario_of_key",
    "scenario_to_edit",
    "scenarios",
    "solved_scenarios",
    "told_of",
]
