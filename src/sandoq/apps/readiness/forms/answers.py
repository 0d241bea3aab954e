"""What a room below says of a need, in sentences."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from sandoq.apps.connectivity.forms.words import LINK_KINDS, reason_text, shared_text
from sandoq.apps.connectivity.rules.links import JudgedLink
from sandoq.apps.readiness.rules.sources import Room, Source
from sandoq.apps.readiness.selectors import NeedView
from sandoq.apps.readiness.selectors.answers import Answer
from sandoq.apps.workforce.forms.words import gap_text
from sandoq.ui.templatetags.sandoq import digits, jalali, local_name, number

_LACKS_SHOWN = 3


def answer_sentences(view: NeedView) -> list[str]:
    """Why the need is in its state, by the room that answers for it."""
    answer = view.answer
    if answer is None:
        return []
    match answer.room:
        case Room.CONNECTIVITY:
            return _links(answer)
        case Room.WORKFORCE:
            return _crew(answer)
    return [_things(view, answer)]


def _links(answer: Answer) -> list[str]:
    if not answer.links:
        if answer.source is Source.PRIMARY_LINK:
            return [_("No link is planned there, and nothing was measured.")]
        return [_("No second link is planned there.")]
    return [_link(one, answer) for one in answer.links]


def _link(one: JudgedLink, answer: Answer) -> str:
    operator = answer.operators[one.link.operator_id or 0]
    names = {"link": LINK_KINDS[one.link.kind], "operator": local_name(operator)}
    grade = one.grade
    if grade.is_verified:
        if one.shared:
            shared = pgettext("list", "; ").join(shared_text(shared) for shared in one.shared)
            told = _("%(link)s of %(operator)s works, but is no fallback: %(shared)s.")
            return told % (names | {"shared": shared})
        told = _("%(link)s of %(operator)s is verified until %(day)s.")
        return told % (names | {"day": jalali(grade.until)})
    if any(reason.code == "success-too-low" for reason in grade.reasons):
        told = _("%(link)s of %(operator)s: %(good)s of %(all)s transactions succeeded on %(day)s.")
        day = jalali(grade.latest)
        return told % (
            names | {"good": number(grade.successes), "all": number(grade.attempts), "day": day}
        )
    reasons = " ".join(reason_text(reason) for reason in grade.reasons)
    return _("%(link)s of %(operator)s: %(reasons)s") % (names | {"reasons": reasons})


def _crew(answer: Answer) -> list[str]:
    crew = answer.crew
    if crew is None:
        return [_("The staffing plan asks for nobody in this role here.")]
    told = ngettext(
        "%(ready)s of %(needed)s person has accepted and is trained.",
        "%(ready)s of %(needed)s people have accepted and are trained.",
        crew.needed,
    )
    found = [told % {"ready": digits(crew.ready), "needed": digits(crew.needed)}]
    if not crew.missing:
        if crew.until is not None:
            until = {"day": jalali(crew.until)}
            found.append(_("The training of the first of them ends on %(day)s.") % until)
        return found
    if not crew.lacking:
        found.append(_("Nobody else is appointed."))
    for one in crew.lacking[:_LACKS_SHOWN]:
        told = gap_text(one.gap) if one.gap else _("has not accepted")
        found.append(_("Somebody appointed does not count: %(reason)s.") % {"reason": told})
    return found


def _things(view: NeedView, answer: Answer) -> str:
    have, asked = digits(len(answer.serials)), digits(view.need.quantity)
    if not answer.serials:
        return _("By custody none of %(asked)s is there.") % {"asked": asked}
    told = _("By custody %(have)s of %(asked)s are there: %(serials)s.")
    return told % {
        "have": have,
        "asked": asked,
        "serials": pgettext("list", ", ").join(answer.serials),
    }
