"""Words of the obstacles room for its templates."""

from datetime import date
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sandoq.apps.obstacles.forms import words

register = template.Library()

_SHAPES = {"blocking": "not-ready", "important": "ready-on-fallback", "minor": "unknown"}


@register.filter
def obstacle_state(state: str) -> str:
    """The name of an obstacle's state."""
    return str(words.STATES[state])


@register.filter
def obstacle_kind(kind: str) -> str:
    """The name of a kind of obstacle."""
    return str(words.KINDS[kind])


@register.filter
def obstacle_source(source: str) -> str:
    """Where an obstacle came from."""
    return str(words.SOURCES[source])


@register.filter
def obstacle_act(act: str) -> str:
    """What was done."""
    return str(words.ACTS[act])


@register.filter
def owner_reason(reason: str) -> str:
    """Why somebody became an owner."""
    return str(words.OWNER_REASONS[reason])


@register.filter
def risk(value: str) -> str:
    """How much risk remains."""
    return str(words.RISKS[value])


@register.filter
def severity_mark(severity: str) -> SafeString:
    """Shape and word of a severity; rendered once per language, for long tables."""
    return _severity_mark(severity, get_language() or "fa")


@cache
def _severity_mark(severity: str, _language: str) -> SafeString:
    context = {"state": _SHAPES[severity], "word": str(words.SEVERITIES[severity])}
    return render_to_string("obstacles/severity.html", context)


@register.filter
def iso_day(text: str) -> date:
    """A day as a log keeps it."""
    return date.fromisoformat(text)


@register.filter
def unlocalised(value: float) -> str:
    """A number as SVG reads it."""
    return f"{value:.2f}"


@register.filter
def duty_state(state: str) -> str:
    """The name of a duty's state."""
    return str(words.DUTY_STATES[state])


@register.filter
def duty_act(act: str) -> str:
    """What was done about a duty."""
    return str(words.DUTY_ACTS[act])
