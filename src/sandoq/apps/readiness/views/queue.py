"""The verification queue: one proof after another, by keyboard or by buttons."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.readiness.models import Evidence
from sandoq.apps.readiness.selectors import (
    evidence_of_key,
    same_photo,
    waiting_for_me,
    waiting_item,
)
from sandoq.apps.readiness.selectors.photos import twins_of
from sandoq.apps.readiness.services import refute_evidence, verify_evidence
from sandoq.common.errors import NotFound
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name

_FOLLOWING = 8


@requires(Permission.EVIDENCE_VERIFY)
@require_GET
def show(request: Request) -> HttpResponse:
    """The proof that waits longest, or the one asked for, and what follows it."""
    item = _item(request)
    waiting = waiting_for_me(request.user)
    context = {
        "item": item,
        "waiting": waiting.count(),
        "following": _following(request, item),
        "twins": same_photo(item)[:5] if item else (),
        "alike": twins_of(item) if item and "photo-similar" in item.flags else (),
    }
    return render(request, "readiness/queue.html", context)


@requires(Permission.EVIDENCE_VERIFY)
@require_POST
def judge(request: Request, key: UUID) -> HttpResponse:
    """Confirm or refute one proof, then on to the next."""
    evidence = evidence_of_key(request.user, key)
    match request.POST.get("verdict"):
        case "confirm":
            verify_evidence(by=request.user, evidence=evidence)
            messages.success(request, _("Confirmed: %(what)s") % {"what": _name(evidence)})
        case "refute":
            reason = request.POST.get("reason", "")[:500]
            refute_evidence(by=request.user, evidence=evidence, reason=reason)
            messages.success(request, _("Refuted: %(what)s") % {"what": _name(evidence)})
        case verdict:
            raise NotFound("verdict", str(verdict)[:20])
    return redirect("readiness:queue")


def _item(request: Request) -> Evidence | None:
    if wanted := request.GET.get("item"):
        item = evidence_of_key(request.user, _uuid(wanted))
        return item if waiting_for_me(request.user).filter(pk=item.pk).exists() else None
    if skipped := request.GET.get("after"):
        return waiting_item(request.user, evidence_of_key(request.user, _uuid(skipped)))
    return waiting_item(request.user)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("evidence", text[:40]) from None


def _following(request: Request, item: Evidence | None) -> list[Evidence]:
    if item is None:
        return []
    rows = (
        waiting_for_me(request.user).exclude(pk=item.pk).filter(recorded_at__gte=item.recorded_at)
    )
    return list(rows.select_related("need__requirement", "need__station")[:_FOLLOWING])


def _name(evidence: Evidence) -> str:
    return f"{local_name(evidence.need.requirement)} · {evidence.need.station.name}"
