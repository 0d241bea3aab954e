"""Filters of the import's templates."""

import re
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from sandoq.apps.territory.forms.importing import FIELD_WORDS
from sandoq.apps.territory.rules.importing.fields import Field
from sandoq.apps.territory.wording import WORDS
from sandoq.apps.territory.wording_importing import (
    OUTCOME_WORDS,
    REASON_TITLES,
    reason_sentence,
)
from sandoq.ui.templatetags.sandoq import digits

register = template.Library()

_LATIN = re.compile("[A-Za-z]")
_WHOLE_ROW = {"unit": Field.DISTRICT}
_COORDINATE = "{:.5f}"


@register.filter
def reason(problem: dict[str, Any]) -> SafeString:
    """One reason as a sentence."""
    return mark_safe(reason_sentence(problem))  # noqa: S308 - rendered by our own template


@register.filter
def reason_title(code: str) -> str:
    """One reason in a few words."""
    return str(REASON_TITLES.get(code, code))


@register.filter
def outcome_word(code: str) -> str:
    """What becomes of a row."""
    return str(OUTCOME_WORDS.get(code, code))


@register.filter
def field_word(name: str) -> str:
    """What people call a column."""
    try:
        field = _WHOLE_ROW.get(name) or Field(name)
    except ValueError:
        return name
    return str(FIELD_WORDS.get(field, name))


@register.filter
def told_digits(value: object) -> str:
    """A cell with the page's digits; a code with Latin letters, like IR-02-0209-0001, as it is."""
    text = "" if value is None else str(value)
    return text if _LATIN.search(text) else digits(text)


@register.filter
def told(value: Any, units: dict[int, str] | None = None) -> str:
    """A value of a change as people read it: a unit's name, a kind's word, stops by name."""
    if value is None or value in ("", []):
        return _("nothing")
    if isinstance(value, list):
        return digits("، ".join(_stop(place) for place in value))
    if isinstance(value, int) and units is not None:
        return units.get(value, str(value))
    return str(WORDS.get(value, digits(value))) if isinstance(value, str) else digits(value)


def _stop(place: dict[str, Any]) -> str:
    """A stop with its times and place, as far as they are known."""
    hours = f" ({place['opens']}-{place['closes']})" if place["opens"] and place["closes"] else ""
    where = ""
    if place["lon"] is not None and place["lat"] is not None:
        where = f" [{_COORDINATE.format(place['lat'])}, {_COORDINATE.format(place['lon'])}]"
    return f"{place['name']}{hours}{where}"
