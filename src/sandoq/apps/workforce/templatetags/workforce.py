"""Filters of the workforce room's templates."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from sandoq.apps.workforce.forms.words import STATE_WORDS, gap_text, reason_text
from sandoq.apps.workforce.rules.training import TrainingGap
from sandoq.ui.templatetags.sandoq import digits

register = template.Library()


@register.filter
def work_word(code: object) -> str:
    """What people call a state, an outcome or a way of being seen."""
    return str(STATE_WORDS.get(str(code), code))


@register.filter
def row_reason(reason: dict[str, str]) -> str:
    """Why a row of a list of people is held back."""
    return digits(reason_text(reason))


@register.filter
def training_gap(gap: TrainingGap) -> str:
    """Why training does not count."""
    return gap_text(gap)


@register.filter
def of_role(tallies: dict[str, object], code: str) -> object:
    """The tally of a role in an area; nothing if none is asked there."""
    return tallies.get(code)


@register.filter
def drawing(svg: str) -> SafeString:
    """An SVG we drew ourselves."""
    return mark_safe(svg)  # noqa: S308 - segno's own output; nothing of it comes from people
