"""Words and small sums of the planning pages."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from sandoq.apps.planning import wording
from sandoq.apps.planning.models import Run
from sandoq.apps.planning.rules.facts import Doubt
from sandoq.apps.planning.rules.figures import Step
from sandoq.ui.templatetags.sandoq import digits, language, number

register = template.Library()

_TONES = {"all": "plain", "already": "ready", "gained": "fallback"}


@register.filter
def minus(value: float, other: float) -> float:
    """The difference of two numbers."""
    return (value or 0) - (other or 0)


@register.filter
def magnitude(value: float) -> float:
    """A number without its sign."""
    return abs(value or 0)


@register.filter
def whole(value: float) -> int:
    """The nearest whole number."""
    return round(value)


@register.filter
def plain_number(value: float) -> str:
    """A number as an attribute takes it, whatever the page's language."""
    return f"{value:.4f}"


@register.filter
def split_words(text: str) -> list[str]:
    """The words of a text."""
    return text.split()


@register.filter
def scenario_state(state: str) -> str:
    """What a scenario's state is called."""
    return str(wording.STATES.get(state, state))


@register.filter
def order_state_name(state: str) -> str:
    """What an order's state is called."""
    return str(wording.ORDER_STATES.get(state, state))


@register.filter
def stage_name(stage: str) -> str:
    """What the solver is doing."""
    return str(wording.STAGES.get(stage, wording.COMPUTING))


@register.filter
def run_failure(run: Run) -> str:
    """Why a run ended without a plan, and what to do."""
    return str(wording.FAILURES.get(run.error_code, wording.FAILED))


@register.filter
def doubt_told(row: Mapping[str, Any]) -> str:
    """What was doubtful, of how many things."""
    told: Any = wording.DOUBTS[Doubt(row["doubt"])][0]
    return digits(told % {"n": row["count"]})


@register.filter
def doubt_next(row: Mapping[str, Any]) -> str:
    """What to do about a doubt."""
    return str(wording.DOUBTS[Doubt(row["doubt"])][1])


@register.filter
def percent(value: float | None) -> str:
    """A share in [0, 1] as a percentage with one digit."""
    if value is None:
        return "—"
    sign = "٪" if language() == "fa" else "%"
    return f"{number(round(value * 100, 1))}{sign}"


@register.filter
def gap_words(gap: float | None) -> str:
    """How far a plan may be from the best, as a percentage; "" if that is not known."""
    if gap is None:
        return "—"
    if gap <= 0:
        return _("nothing: it is the best there is")
    shown = f"{max(gap * 100, 0.0001):.4f}".rstrip("0").rstrip(".")
    return digits(shown.replace(".", "٫") + "٪") if language() == "fa" else f"{shown}%"


@register.filter
def goal_name(goal: str) -> str:
    """What a goal is called, before its proof."""
    return str(wording.GOALS.get(goal, goal))


@register.filter
def proof_words(goal: Mapping[str, Any]) -> str:
    """A goal's value and how far from the best it can be."""
    proof = goal["certificate"]
    value = proof["value"]
    shown = percent(value) if goal["goal"] == "equity" else number(round(value))
    if proof["gap"] <= 0:
        return _("%(value)s; proven: no plan does better.") % {"value": shown}
    return _("%(value)s; proven within %(gap)s of the best.") % {
        "value": shown,
        "gap": gap_words(proof["gap"]),
    }


@register.filter
def step_name(step: Step, name: str) -> str:
    """What a bar of the waterfall shows; `name` is that of its item."""
    match step.name:
        case "all":
            return _("All electors")
        case "already":
            return _("At stations that are ready now")
        case "gained":
            return _("Gained by the plan")
        case "several":
            return _("Lost to several things at once")
    return _("Lost to a lack of %(item)s") % {"item": name}


@register.filter
def step_tone(step: Step) -> str:
    """The colour of a bar of the waterfall."""
    return _TONES.get(step.name, "action")


@register.filter
def reason_words(why: Mapping[str, Any]) -> str:
    """Why a station gets no more, in a whole sentence with its facts."""
    sentence = wording.REASONS.get(why["reason"], wording.REASONS["used-for-more-electors"])
    facts = {
        name: digits(value) if isinstance(value, str) else number(value)
        for name, value in why["told"].items()
        if not isinstance(value, dict | list)
    }
    try:
        return str(sentence) % facts
    except KeyError:
        return str(wording.REASON_UNTOLD)


@register.filter
def reason_many(reason: str, count: int) -> str:
    """Why so many stations of a county get no more."""
    told: Any = wording.REASONS_MANY.get(reason, wording.REASONS_MANY["used-for-more-electors"])
    return digits(told % {"n": count})
