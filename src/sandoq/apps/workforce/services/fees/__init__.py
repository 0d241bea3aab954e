"""What people do with fees: rules, money, agreement, batches, the bank and back."""

from sandoq.apps.workforce.services.fees.answers import read_bank_answer
from sandoq.apps.workforce.services.fees.batching import Made, make_batch, void_batch
from sandoq.apps.workforce.services.fees.computing import Computed, compute_fees
from sandoq.apps.workforce.services.fees.correcting import correct_account
from sandoq.apps.workforce.services.fees.exporting import export_batch
from sandoq.apps.workforce.services.fees.granting import allocate, issue_rule
from sandoq.apps.workforce.services.fees.steps import (
    Taken,
    approve_fees,
    check_fees,
    confirm_fees,
    send_back_fees,
)

__all__ = [
    "Computed",
    "Made",
    "Taken",
    "allocate",
    "approve_fees",
    "check_fees",
    "compute_fees",
    "confirm_fees",
    "correct_account",
    "export_batch",
    "issue_rule",
    "make_batch",
    "read_bank_answer",
    "send_back_fees",
    "void_batch",
]
