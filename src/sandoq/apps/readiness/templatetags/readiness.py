"""Words of the readiness room for its templates."""

import math
from datetime import datetime, timedelta
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sandoq.apps.readiness.forms import words as wording
from sandoq.apps.readiness.forms.answers import answer_sentences
from sandoq.apps.readiness.forms.refused_values import why_refused as _why_refused
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.selectors import GapAt, NeedView
from sandoq.apps.readiness.selectors.reinspections import CountyRate
from sandoq.common.clock import now
from sandoq.ui.templatetags.sandoq import digits

register = template.Library()


@register.filter
def state_mark(state: str) -> SafeString:
    """The status component of a state; rendered once per language, for long tables."""
    return _state_mark(state, get_language() or "fa")


@cache
def _state_mark(state: str, _language: str) -> SafeString:
    return render_to_string("readiness/state_mark.html", {"state": state})


@register.filter
def why_refused(reason: str) -> str:
    """Why a value of a requirement is not accepted, as a sentence."""
    return _why_refused(str(reason))


@register.filter
def need_state(state: str) -> str:
    """The name of a need's state."""
    return str(wording.NEED_STATES[state])


@register.filter
def proof_kind(kind: str) -> str:
    """The name of a kind of proof."""
    return str(wording.PROOF_KINDS[ProofKind(kind)])


@register.filter
def criticality(value: str) -> str:
    """How much a requirement weighs."""
    return str(wording.CRITICALITIES[value])


@register.filter
def set_state(value: str) -> str:
    """Whether a set is a draft, in force or superseded."""
    return str(wording.SET_STATES[value])


@register.filter
def station_kind(value: str) -> str:
    """Fixed or mobile."""
    return str(wording.STATION_KINDS[value])


@register.filter
def gap(value: GapAt) -> str:
    """What is lacking, and at which point."""
    return wording.gap_text(value)


@register.filter
def age(moment: datetime) -> str:
    """How long ago, in whole days."""
    days = (now() - moment) // timedelta(days=1)
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": digits(days)}


@register.filter
def change_reason(why: str) -> str:
    """Why a station changed between two reports."""
    return str(wording.CHANGE_REASONS[why])


@register.filter
def answer(view: NeedView) -> list[str]:
    """What the room that answers for a need says of it, in sentences."""
    return answer_sentences(view)


@register.filter
def source(value: str) -> str:
    """Who answers for a requirement."""
    return str(wording.SOURCES[value])


@register.filter
def words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


@register.filter
def rate_span(rate: CountyRate) -> str:
    """Between which percentages a county's refutation rate lies, whole numbers."""
    low, high = digits(math.floor(100 * rate.low)), digits(math.ceil(100 * rate.high))
    return _("%(low)s to %(high)s %%") % {"low": low, "high": high}
