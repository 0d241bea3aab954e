"""The headquarters issue fee rules and allocate money, each by an order."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import FeeAllocation, FeeAllocationOrder, FeeRule
from sandoq.apps.workforce.rules.fees.batches import fit_name
from sandoq.apps.workforce.rules.fees.rates import FeeRuleData, checked
from sandoq.apps.workforce.rules.fees.refusals import BadAllocation, BadFeeRule
from sandoq.apps.workforce.services.fees.book import lock_book
from sandoq.common.clock import now
from sandoq.common.identifiers import sheba

_LARGEST_RIAL = 10**16


@transaction.atomic
def issue_rule(
    *,
    by: User,
    name_fa: str,
    name_en: str,
    since: date,
    legal_reference: str,
    salary_order: str,
    data: FeeRuleData,
    is_sample: bool = False,
) -> FeeRule:
    """Put a rule in force since a date; the same rule again is the first one.

    Lines already confirmed keep the rule they were computed by.

    Raises:
        NotAllowed: only the headquarters issue rules.
        BadFeeRule: a figure is out of bounds, or the order number or legal reference is missing.
    """
    require(by, Permission.FEES_RULES, unit_path="")
    checked(data)
    required = {
        "name_fa": name_fa,
        "name_en": name_en,
        "legal_reference": legal_reference,
        "salary_order": salary_order,
    }
    for field, text in required.items():
        if not text.strip():
            raise BadFeeRule(field, "", "empty")
    texts = {field: text.strip() for field, text in required.items()}
    found = FeeRule.objects.filter(**texts, since=since, is_sample=is_sample).first()
    if found is not None and rule_data(found) == data:
        return found
    rule = FeeRule.objects.create(
        **texts,
        since=since,
        salary_rial=data.salary_rial,
        share_numerator=data.share_numerator,
        share_denominator=data.share_denominator,
        max_days=data.max_days,
        round_to_rial=data.round_to_rial,
        rates=dict(data.rates),
        is_sample=is_sample,
        issued_by=by,
        issued_at=now(),
    )
    told = {"order": texts["salary_order"], "salary_rial": data.salary_rial, "since": since}
    record_action(by=by, verb="workforce.issue-fee-rule", target=rule, data=told)
    return rule


def rule_data(rule: FeeRule) -> FeeRuleData:
    """The rule as pure code reads it."""
    rates: Mapping[str, int] = rule.rates
    return FeeRuleData(
        salary_rial=rule.salary_rial,
        rates=rates,
        share_numerator=rule.share_numerator,
        share_denominator=rule.share_denominator,
        max_days=rule.max_days,
        round_to_rial=rule.round_to_rial,
    )


@transaction.atomic
def allocate(
    *,
    by: User,
    polling_day: PollingDay,
    unit: Unit,
    order_number: str,
    amount_rial: int,
    payer_name: str = "",
    payer_sheba: str = "",
) -> FeeAllocation:
    """Give a unit money for fees by an order, or take some back (a negative amount).

    The same order again changes nothing. The account of the payer is needed with the first order
    and replaced when given; batches keep the one they were sealed with.

    Raises:
        NotAllowed: only the headquarters allocate.
        BadAllocation: no order number, no amount, or less than is promised would be left.
        BadInput: the payer's Sheba is none.
    """
    require(by, Permission.FEES_RULES, unit_path=unit.path)
    lock_book(polling_day)
    order = order_number.strip()
    if not order:
        raise BadAllocation("order_number", "", "empty")
    if not amount_rial or abs(amount_rial) > _LARGEST_RIAL:
        raise BadAllocation("amount_rial", str(amount_rial)[:24], "out-of-range")
    found = FeeAllocation.objects.filter(polling_day=polling_day, unit=unit).first()
    if found and (same := found.orders.filter(order_number=order).first()):
        if same.amount_rial != amount_rial:
            raise BadAllocation("order_number", order[:64], "used-with-another-amount")
        return found
    if found is None:
        if not payer_name.strip():
            raise BadAllocation("payer_name", "", "empty")
        found = FeeAllocation(polling_day=polling_day, unit=unit)
        payer_sheba = payer_sheba or "-"
    if payer_sheba:
        found.payer_sheba = sheba(payer_sheba)
    if payer_name.strip():
        found.payer_name = fit_name(payer_name)[:120]
    if found.amount_rial + amount_rial < found.committed_rial:
        raise BadAllocation("amount_rial", str(amount_rial)[:24], "below-committed")
    found.amount_rial += amount_rial
    found.save()
    FeeAllocationOrder.objects.create(
        allocation=found, order_number=order, amount_rial=amount_rial, by=by, at=now()
    )
    record_action(
        by=by,
        verb="workforce.allocate-fees",
        target=found,
        unit_path=unit.path,
        data={"order": order, "amount_rial": amount_rial, "day": polling_day.date},
    )
    return found
