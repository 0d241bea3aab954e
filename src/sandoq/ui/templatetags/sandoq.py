"""Filters and tags of every template: digits, numbers, dates and names in the page's language.

Built into the template engine; `{% load sandoq %}` is allowed and not needed.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from sandoq.common import clock
from sandoq.common.calendar import WEEKDAYS_FA, format_date, format_numeric
from sandoq.common.quantities import group_digits
from sandoq.common.text import to_ascii_digits, to_persian_digits

register = template.Library()

NOTHING = "—"
_MARKUP = re.compile(r"(<[^>]*>|&[#\w]+;)")
_WHOLE = re.compile(r"-?\d+")
_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def language() -> str:
    """'fa' or 'en': the language of the page being made."""
    return "en" if (get_language() or "fa").startswith("en") else "fa"


def _is_persian() -> bool:
    return language() == "fa"


@register.filter
def digits(value: object) -> str:
    """The text with Persian digits on a Persian page and ASCII digits on an English one."""
    if value is None:
        return ""
    convert = to_persian_digits if _is_persian() else to_ascii_digits
    if isinstance(value, SafeString):
        parts = _MARKUP.split(value)
        parts[::2] = [convert(part) for part in parts[::2]]
        return mark_safe("".join(parts))  # noqa: S308 - the markup was safe and is unchanged
    return convert(str(value))


@register.filter
def number(value: object) -> str:
    """A number with its thousands grouped: ۲٬۴۸۷٬۲۴۴ or 2,487,244. Nothing is a dash."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, str):
        ascii_text = to_ascii_digits(value.strip())
        if not _WHOLE.fullmatch(ascii_text):
            return digits(value)
        value = int(ascii_text)
    if isinstance(value, float | Decimal):
        return _decimal(value)
    if isinstance(value, int):
        return group_digits(value, language=language())
    return digits(value)


def _decimal(value: float | Decimal) -> str:
    """At most one digit after the point."""
    whole, _, fraction = f"{value:.1f}".partition(".")
    shown = group_digits(int(whole), language=language())
    if whole == "-0":
        shown = "-" + shown
    if fraction == "0":
        return shown
    return shown + ("٫" if _is_persian() else ".") + digits(fraction)


@register.filter
def signed(value: object) -> str:
    """A difference: the number with its sign, + or a true minus. Wrap it in <bdi>."""
    shown = number(value)
    if shown.startswith("-"):
        return "\u2212" + shown[1:]
    return "+" + shown if _plain_number(value) > 0 else shown


@register.filter
def jalali(value: date | datetime | None) -> str:
    """The day in words: '۱۱ اسفند ۱۴۰۲' or '1 March 2024'; a moment's day is the day in Tehran."""
    day = _day(value)
    return format_date(day, language=language()) if day else ""


@register.filter
def jalali_numeric(value: date | datetime | None) -> str:
    """The day in numbers: '۱۴۰۲/۱۲/۱۱' or '2024-03-01'. Wrap it in <bdi>."""
    day = _day(value)
    return format_numeric(day, language=language()) if day else ""


@register.filter
def weekday(value: date | datetime | None) -> str:
    """The name of the day of the week."""
    day = _day(value)
    if day is None:
        return ""
    return (WEEKDAYS_FA if _is_persian() else _WEEKDAYS_EN)[day.weekday()]


@register.filter
def moment(value: object) -> str:
    """Day and time in Tehran: '۱۱ اسفند ۱۴۰۲، ۰۸:۳۰' or '1 March 2024, 08:30'."""
    if not isinstance(value, datetime):
        return jalali(value) if isinstance(value, date) else digits(value)
    comma = "، " if _is_persian() else ", "
    return jalali(value) + comma + digits(f"{clock.in_tehran(value):%H:%M}")


@register.filter
def local_name(value: Any) -> str:
    """The name of a thing in the page's language, or in the other where it has only one."""
    if value is None:
        return ""
    names = (getattr(value, "name_fa", ""), getattr(value, "name_en", ""))
    first, second = names if _is_persian() else reversed(names)
    return str(first or second or value)


@register.filter
def bdi(value: object) -> SafeString:
    """The text kept apart from the direction of what surrounds it."""
    return format_html("<bdi>{}</bdi>", value)


@register.filter
def share(value: object, whole: object) -> str:
    """`value` as a percentage of `whole`, 0 to 100, for the width of a bar; never for a reader."""
    part, total = _plain_number(value), _plain_number(whole)
    return f"{min(100.0, max(0.0, 100 * part / total)):.2f}" if total > 0 else "0"


def _plain_number(value: object) -> float:
    if isinstance(value, int | float | Decimal):
        return float(value)
    found = re.sub(r"[^\d.-]", "", to_ascii_digits(str(value)).replace("٫", "."))
    return float(found) if re.fullmatch(r"-?\d+(\.\d+)?", found) else 0.0


@register.filter
def frame(request: HttpRequest | None) -> str:
    """The template a page extends: the whole shell, or only what htmx asked for."""
    htmx = getattr(request, "htmx", None)
    return "page/swap.html" if htmx and not htmx.boosted else "page/shell.html"


@register.simple_tag(takes_context=True)
def query_string(context: Context, **changes: object) -> str:
    """The address's query with changes, '?' first; None or '' removes a key.

    Any change but of the page itself leads back to the first page; `format` is never kept.
    """
    request: HttpRequest | None = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return "?"
    query.pop("format", None)
    if "page" not in changes:
        query.pop("page", None)
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            query.setlist(key, [str(item) for item in value])
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else "?"


def _day(value: date | datetime | None) -> date | None:
    if isinstance(value, datetime):
        return clock.today(value) if value.tzinfo else value.date()
    return value if isinstance(value, date) else None


@register.simple_tag
def hinted(field: BoundField, hint: object) -> str:
    """Give a bound field a page's own hint, so that its control is described by it."""
    if hint:
        field.help_text = str(hint)
    return ""


@register.simple_tag
def split_end(first: object, second: object, whole: object) -> str:
    """Where the second part of a stacked bar ends, 0 to 100."""
    return share(_plain_number(first) + _plain_number(second), whole)
