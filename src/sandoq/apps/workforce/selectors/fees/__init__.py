"""Who may see which fees: every page, command and room above reads through here."""

from sandoq.apps.workforce.selectors.fees.arrears import (
    Arrears,
    arrears_by_unit,
    my_fees,
)
from sandoq.apps.workforce.selectors.fees.batches import (
    answer_seen,
    answers_seen,
    batch_seen,
    batches_seen,
    head_of,
    lines_of,
    sealed_now,
    sums_by_unit,
)
from sandoq.apps.workforce.selectors.fees.lines import (
    LineFilter,
    Tally,
    confirmable,
    find_lines,
    line_seen,
    polling_days_with_fees,
    takeable,
    tally_of,
    waiting_for,
)
from sandoq.apps.workforce.selectors.fees.money import (
    Standing,
    allocations_seen,
    covering,
    payer_of,
    rate_classes,
    rule_in_force,
    rules_issued,
    standing_by_unit,
    totals_by_state,
)
from sandoq.apps.workforce.selectors.fees.reconciling import (
    FeeDifference,
    fee_differences,
)

__all__ = [
    "Arrears",
    "FeeDifference",
    "LineFilter",
    "Standing",
    "Tally",
    "allocations_seen",
    "answer_seen",
    "answers_seen",
    "arrears_by_unit",
    "batch_seen",
    "batches_seen",
    "confirmable",
    "covering",
    "fee_differences",
    "find_lines",
    "head_of",
    "line_seen",
    "lines_of",
    "my_fees",
    "payer_of",
    "polling_days_with_fees",
    "rate_classes",
    "rule_in_force",
    "rules_issued",
    "sealed_now",
    "standing_by_unit",
    "sums_by_unit",
    "takeable",
    "tally_of",
    "totals_by_state",
    "waiting_for",
]
