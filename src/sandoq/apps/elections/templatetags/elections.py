"""How templates of this room name stages, shares and days."""

from datetime import date, time

from django import template
from django.utils.translation import gettext

from sandoq.apps.elections.models import Stage
from sandoq.apps.elections.rules.seats import SeatRuleData
from sandoq.common.calendar import format_date
from sandoq.ui.templatetags.sandoq import digits, language

register = template.Library()


@register.filter
def stage_name(stage: str) -> str:
    """What the stage means, in the page's language."""
    return str(Stage(stage).label)


@register.filter
def other_calendar(day: date) -> str:
    """The day in the calendar the page does not use: both are asked for in official letters."""
    return format_date(day, language="en" if language() == "fa" else "fa")


@register.filter
def share_words(rule: SeatRuleData) -> str:
    """The threshold of a seat rule: 'a fifth', 'half', else '2/7'."""
    share = rule.threshold
    known = {
        (1, 5): gettext("a fifth"),
        (1, 4): gettext("a quarter"),
        (1, 3): gettext("a third"),
        (1, 2): gettext("half"),
    }
    parts = (share.numerator, share.denominator)
    return known.get(parts) or digits("{}/{}".format(*parts))


@register.filter
def days_from(day: date, today: date) -> int:
    """Days from `today` until the day; below zero if it is over."""
    return (day - today).days


@register.filter
def clock(at: time) -> str:
    """A time of day in the page's digits: ۰۸:۰۰."""
    return digits(f"{at:%H:%M}")
