"""A person's own pages: duties and cards, the invitation without account, being at a session."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.guard import public, requires, signed_in
from sandoq.apps.accounts.models import Person
from sandoq.apps.accounts.ratelimits import demand
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.workforce.forms.board import AnswerForm, ReasonForm
from sandoq.apps.workforce.models import Enrolment
from sandoq.apps.workforce.selectors.links import card_of, invitation_of_token
from sandoq.apps.workforce.selectors.people import (
    attendance_of_key,
    attendance_waiting,
    duties_of,
)
from sandoq.apps.workforce.selectors.training import session_shown
from sandoq.apps.workforce.services import (
    answer_invitation,
    refute_attendance,
    scan_session_code,
    verify_attendance,
)
from sandoq.apps.workforce.views.training import qr_svg, seen_at_of, uuid_of
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.ui.http import Request

_KNOWN = "workforce_person"
"""Under this key a browser's session remembers whose link was opened in it."""
_TRIES, _PER_SECONDS = 60, 600
_AHEAD = 8


@signed_in
@require_GET
def mine(request: Request) -> HttpResponse:
    """What the person who is signed in has to do, and the card for training."""
    person = request.user.person
    shown = duties_of(person) if person else None
    context = {"mine": shown, "cards": _cards(shown.enrolments) if shown else [], "at": now()}
    return _unkept(request, "workforce/mine.html", context)


@public
@require_http_methods(["GET", "POST"])
def invitation(request: Request, token: str) -> HttpResponse:
    """The question a link puts: will you work? And afterwards, the person's own work and card."""
    demand(f"workforce-link:{_client(request)}", limit=_TRIES, per_seconds=_PER_SECONDS)
    found = invitation_of_token(token)
    work = found.appointment
    form = AnswerForm(request.POST or None)
    answer = request.POST.get("answer", "")
    if answer in {"accept", "decline"} and form.is_valid():
        accepts = answer == "accept"
        answer_invitation(token=token, accepts=accepts, reason=form.cleaned_data["reason"])
        return redirect("workforce:invitation", token)
    request.session[_KNOWN] = str(work.person.key)
    at = now()
    is_open = not found.answer and not found.revoked_at and found.expires_at > at
    enrolments = duties_of(work.person).enrolments if found.answer == "accepted" else []
    context = {
        "invitation": found,
        "work": work,
        "form": form,
        "is_open": is_open,
        "cards": _cards(enrolments),
        "at": at,
    }
    return _unkept(request, "workforce/invitation.html", context)


@public
@require_http_methods(["GET", "POST"])
def here(request: Request, key: UUID, code: str) -> HttpResponse:
    """The code on a session's screen was read: who is it, and were they there in time?"""
    demand(f"workforce-here:{_client(request)}", limit=_TRIES * 5, per_seconds=_PER_SECONDS)
    session = session_shown(key)
    person = _person(request)
    done = False
    if request.method == "POST" and person is not None:
        scan_session_code(
            person=person,
            session=session,
            code=code,
            seen_at=seen_at_of(request),
            client_uuid=uuid_of(request.POST.get("client_uuid", "")),
            by=request.user if request.user.is_authenticated else None,
        )
        done = True
    context: dict[str, Any] = {
        "session": session,
        "person": person,
        "done": done,
        "at": now(),
        "client_uuid": uuid4(),
    }
    return _unkept(request, "workforce/here.html", context)


@requires(Permission.DUTY_VERIFY)
@require_http_methods(["GET", "POST"])
def attendance_queue(request: Request) -> HttpResponse:
    """Days on duty that wait for a second person, one after another."""
    day = request.election.polling_day if request.election else None
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        row = attendance_of_key(request.user, uuid_of(request.POST.get("key", "")))
        match request.POST.get("act"):
            case "verify":
                verify_attendance(by=request.user, attendance=row)
                messages.success(request, _("The day is verified."))
            case "refute":
                reason = request.POST.get("reason", "")[:300]
                refute_attendance(by=request.user, attendance=row, reason=reason)
                messages.success(request, _("The day is refuted."))
            case act:
                raise NotFound("act", str(act)[:20])
        return redirect("workforce:attendance")
    waiting = attendance_waiting(request.user, request.place, day)
    rows = list(waiting[: _AHEAD + 1])
    context = {
        "item": rows[0] if rows else None,
        "following": rows[1:],
        "waiting": waiting.count(),
        "form": form,
    }
    return render(request, "workforce/attendance.html", context)


def _person(request: Request) -> Person | None:
    """Who holds this phone: who is signed in, else whose link was opened in it."""
    if request.user.is_authenticated:
        person: Person | None = request.user.person
        return person
    known = request.session.get(_KNOWN)
    return Person.objects.filter(key=known).first() if known else None


def _cards(enrolments: list[Enrolment]) -> list[dict[str, Any]]:
    """A card for every seat in a session that is not over."""
    at = now()
    return [
        {"enrolment": one, "code": card_of(one), "qr": qr_svg(card_of(one))}
        for one in enrolments
        if one.session.ends_at > at and one.session.cancelled_at is None
    ]


def _client(request: Request) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _unkept(request: Request, name: str, context: dict[str, Any]) -> HttpResponse:
    """A page of one person that no cache keeps."""
    response = render(request, name, context)
    response.headers["Cache-Control"] = "no-store"
    return response
