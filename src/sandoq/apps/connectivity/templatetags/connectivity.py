"""Words of the connectivity room for its templates."""

from django import template

from sandoq.apps.connectivity.forms import words as wording
from sandoq.apps.connectivity.rules.grading import BandTally, Grade, Reason
from sandoq.apps.connectivity.rules.links import SharedDomain
from sandoq.ui.templatetags.sandoq import digits

register = template.Library()

_SHAPES = {
    "verified": "ready",
    "failing": "not-ready",
    "unproven": "ready-on-fallback",
    "unmeasured": "unknown",
}


@register.filter
def grade_shape(state: str) -> str:
    """The shape of a grade among those of the whole platform."""
    return _SHAPES[state]


@register.filter
def grade_name(state: str) -> str:
    """The name of a grade."""
    return str(wording.GRADES[state])


@register.filter
def link_kind(kind: str) -> str:
    """The name of a kind of link."""
    return str(wording.LINK_KINDS[kind])


@register.filter
def technology(value: str) -> str:
    """The name of a technology."""
    return str(wording.TECHNOLOGIES[value])


@register.filter
def operator_kind(value: str) -> str:
    """What an operator's links run over."""
    return str(wording.OPERATOR_KINDS[value])


@register.filter
def signal(value: str) -> str:
    """How strong a signal is."""
    return str(wording.SIGNALS.get(value, ""))


@register.filter
def source(value: str) -> str:
    """Where a reading came from."""
    return str(wording.SOURCES[value])


@register.filter
def outcome(value: str) -> str:
    """What becomes of a row of a file."""
    return str(wording.OUTCOMES[value])


@register.filter
def column(value: str) -> str:
    """The name of a column of a file."""
    return str(wording.COLUMNS.get(value, value))


@register.filter
def problem(value: str) -> str:
    """Why a cell is held back."""
    return str(wording.PROBLEMS.get(value, value))


@register.filter
def reason(value: Reason) -> str:
    """One thing that is missing."""
    return wording.reason_text(value)


@register.filter
def shared(value: SharedDomain) -> str:
    """What two links have in common."""
    return wording.shared_text(value)


@register.filter
def band(value: BandTally) -> str:
    """A part of the day."""
    return wording.band_text(value)


@register.filter
def transactions(value: Grade | BandTally) -> str:
    """How many of how many succeeded."""
    return wording.transactions_text(value.successes, value.attempts)


@register.filter
def level(value: int | None) -> str:
    """A signal level with its unit; a dash where it was not read."""
    return f"{digits(value)} dBm" if value is not None else "—"
