"""Dated fee rules as data, and what they make of one day's work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from sandoq.apps.workforce.rules.fees.refusals import BadFeeRule

R = TypeVar("R")

PER_MILLE = 1000
_MOST_DAYS = 31
_LARGEST_RIAL = 10**15


@dataclass(frozen=True, slots=True)
class FeeRuleData:
    """How days of duty become rials.

    A day is worth at most `share_numerator / share_denominator` of the minimum monthly state
    salary; a rate class is paid `rates[class]` per mille of that ceiling; the result is rounded
    *down* to a multiple of `round_to_rial`, because the ceiling may never be passed. At most
    `max_days` days of one person are paid for one polling day.

    Attributes:
        salary_rial: the minimum monthly state salary, in rials, as the order states it.
        rates: per mille of the ceiling by rate class, each 1 to 1000.
    """

    salary_rial: int
    rates: Mapping[str, int]
    share_numerator: int = 1
    share_denominator: int = 12
    max_days: int = 3
    round_to_rial: int = 1

    @property
    def ceiling_rial(self) -> int:
        """The most a day may be worth, rounded down to the rial."""
        return self.salary_rial * self.share_numerator // self.share_denominator


DECREE_1402: Mapping[str, Any] = {
    "share_numerator": 1,
    "share_denominator": 12,
    "max_days": 3,
    "name_fa": "تصویب‌نامه ۱۴۰۲ دربارهٔ حق‌الزحمهٔ عوامل اجرایی انتخابات",
    "name_en": "Decree of 1402 on the fees of election workers",
}
"""What the first rule says: up to 1/12 of the minimum monthly state salary a day, three days at
most. The salary, its order number and the rates are the headquarters' to enter."""


def checked(rule: FeeRuleData) -> FeeRuleData:
    """The rule itself, if it can hold.

    Raises:
        BadFeeRule: a value is not a whole number, or lies outside its bounds.
    """
    bounds = (
        ("salary_rial", rule.salary_rial, 1, _LARGEST_RIAL),
        ("share_numerator", rule.share_numerator, 1, rule.share_denominator),
        ("share_denominator", rule.share_denominator, 1, 1000),
        ("max_days", rule.max_days, 1, _MOST_DAYS),
        ("round_to_rial", rule.round_to_rial, 1, 1_000_000),
    )
    for field, value, low, high in bounds:
        if not _is_whole(value) or not low <= value <= high:
            raise BadFeeRule(field, str(value)[:20], "out-of-range")
    if not rule.rates:
        raise BadFeeRule("rates", "", "empty")
    for name, per_mille in rule.rates.items():
        if not _is_whole(per_mille) or not 1 <= per_mille <= PER_MILLE:
            raise BadFeeRule("rates", f"{name}: {per_mille}"[:40], "out-of-range")
    return rule


def day_rial(rule: FeeRuleData, rate_class: str) -> int | None:
    """What one day in this class pays, in whole rials; None where the rule names no rate.

    Exact: one division, rounded down once, then down to the rule's multiple.
    """
    per_mille = rule.rates.get(rate_class)
    if per_mille is None:
        return None
    rial = rule.salary_rial * rule.share_numerator * per_mille
    rial //= rule.share_denominator * PER_MILLE
    return rial - rial % rule.round_to_rial


def rule_on(rules: Iterable[tuple[date, int, R]], day: date) -> R | None:
    """The rule in force on a day: the latest beginning, of these the one issued last.

    Args:
        rules: (in force since, order of issue, rule).
    """
    begun = [one for one in rules if one[0] <= day]
    return max(begun, key=lambda one: one[:2])[2] if begun else None


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
