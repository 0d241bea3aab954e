"""Words of the connectivity room for its templates."""

from django import template

from sandoq.apps.connectivity.forms import words as wording
from sandoq.apps.connectivity.models import CoverageEstimate
from sandoq.apps.connectivity.rules.estimating import likelihood_of
from sandoq.apps.connectivity.rules.grading import BandTally, Grade, Reason
from sandoq.apps.connectivity.rules.links import SharedDomain
from sandoq.engines.coverage.propagation import beyond_names
from sandoq.ui.templatetags.sandoq import digits, number

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
def tower_outcome(value: str) -> str:
    """What becomes of a row of a tower list."""
    return str(wording.TOWER_OUTCOMES[value])


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


@register.filter
def likelihood(probability: float) -> str:
    """The code of what a probability says."""
    return likelihood_of(probability).value


@register.filter
def likelihood_name(value: str) -> str:
    """What an estimate says of a usable signal."""
    return str(wording.LIKELIHOODS[value])


@register.filter
def percent(probability: float) -> str:
    """A probability in whole percent, never 0 or 100: nothing is certain here."""
    return digits(min(max(round(100 * probability), 1), 99))


@register.filter
def rounded(value: float) -> str:
    """A number without its fraction, grouped."""
    return str(number(round(value)))


@register.filter
def guessed_level(guess: CoverageEstimate) -> str:
    """The estimated level and half of its 90 % interval, rounded to 1 dB; read left to right."""
    half = digits(round(1.645 * guess.deviation_db))
    return f"{digits(round(guess.mean_dbm))} ± {half} dBm"


@register.filter
def beyond(flags: int) -> list[str]:
    """What was assumed under an estimate, or lies outside its formulas."""
    return [str(wording.BEYOND[name]) for name in beyond_names(flags) if name in wording.BEYOND]
