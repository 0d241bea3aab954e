"""Words of fees for the templates."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sandoq.apps.workforce.models import FeeLine
from sandoq.apps.workforce.rules.fees.arrears import age_days
from sandoq.common.clock import now, today
from sandoq.ui.templatetags.sandoq import digits, number

register = template.Library()

_HELD = {
    "sheba-missing": gettext_lazy("no Sheba is known"),
    "sheba-bad": gettext_lazy("the Sheba is wrong"),
}
_BUCKETS = {
    "0-30": gettext_lazy("up to 30 days"),
    "31-60": gettext_lazy("31 to 60 days"),
    "61-90": gettext_lazy("61 to 90 days"),
    "91-180": gettext_lazy("91 to 180 days"),
    "over-180": gettext_lazy("over 180 days"),
}
_PROBLEMS = {
    "unknown-transfer": gettext_lazy("no transfer of this place has this mark"),
    "unknown-status": gettext_lazy("the status is not known"),
    "amount-differs": gettext_lazy("the amount is another"),
    "not-sent": gettext_lazy("the batch was not sent, or was withdrawn"),
    "contradicts": gettext_lazy("the bank said otherwise before: ask it in writing"),
}
_WAITS = {
    FeeLine.State.COMPUTED: gettext_lazy("Waits for the county to confirm the days worked."),
    FeeLine.State.CONFIRMED: gettext_lazy("Waits for the province's finance member to check."),
    FeeLine.State.CHECKED: gettext_lazy("Waits for the head of the province to approve."),
    FeeLine.State.APPROVED: gettext_lazy("Approved; goes to the bank with the next batch."),
    FeeLine.State.BATCHED: gettext_lazy("In a sealed batch that goes to the bank next."),
    FeeLine.State.EXPORTED: gettext_lazy("Sent to the bank; its answer is awaited."),
    FeeLine.State.PAID: gettext_lazy("Paid."),
    FeeLine.State.RETURNED: gettext_lazy("The bank sent it back: the account must be corrected."),
    FeeLine.State.CORRECTED: gettext_lazy("Corrected; goes to the bank with the next batch."),
}
_NAMES = dict(FeeLine.State.choices)


@register.filter
def fee_state(value: str) -> str:
    """The name of a line's state."""
    return str(_NAMES.get(value, value))


@register.filter
def held_words(value: str) -> str:
    """Why a batch left the line out."""
    return str(_HELD.get(value, value))


@register.filter
def bucket_words(value: str) -> str:
    """The name of an age bucket."""
    return str(_BUCKETS.get(value, value))


@register.filter
def answer_problem(value: str) -> str:
    """Why a row of the bank's file was not applied."""
    return str(_PROBLEMS.get(value, value))


@register.filter
def waits_for(state: str) -> str:
    """What a line waits for, as a sentence."""
    return str(_WAITS.get(FeeLine.State(state), ""))


@register.filter
def ltr(value: object) -> SafeString:
    """A code inside a sentence: always from left to right."""
    return format_html('<bdi dir="ltr">{}</bdi>', value)


@register.filter
def fee_age(polling_day: date) -> str:
    """How long ago the polling day was, in whole days."""
    days = age_days(polling_day, today(now()))
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": digits(days)}


@register.filter
def item(mapping: dict[str, object], key: str) -> object:
    """The value under a key; None without one."""
    return mapping.get(key)


@register.filter
def rate_words(rates: dict[str, int], names: dict[str, str]) -> str:
    """Rates as text: each class by the name of its roles, and its part of the ceiling in per cent.

    Args:
        rates: per mille of the ceiling by class.
        names: what classes are called, by class.
    """
    told = []
    for name, figure in sorted(rates.items()):
        rate = number(figure / 10 if figure % 10 else figure // 10)
        told.append(_("%(name)s %(rate)s %%") % {"name": names.get(name, name), "rate": rate})
    return _(", ").join(told)
