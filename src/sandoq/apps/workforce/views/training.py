"""Training: the calendar, a session's record, its screen, and who was seen and passed."""

import io
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, scope_of, units_in_scope
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.apps.workforce.forms.board import CourseForm, ReasonForm, SessionForm
from sandoq.apps.workforce.models import Enrolment, TrainingSession
from sandoq.apps.workforce.rules.calendar_file import Event, calendar_file
from sandoq.apps.workforce.rules.codes import code_at, seconds_left
from sandoq.apps.workforce.selectors.training import (
    coming,
    courses,
    presence_count,
    released_builds,
    session_of_key,
    sessions,
    trainees,
    who_needs,
)
from sandoq.apps.workforce.services import (
    Tick,
    Verdict,
    cancel_session,
    enrol_many,
    examine_many,
    open_course,
    open_session,
    scan_card,
    tick_many,
)
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name

PAGE_ROWS = 30


@requires(Permission.WORKFORCE_VIEW)
@require_GET
def calendar(request: Request) -> HttpResponse:
    """Sessions of the place in view that are not over, and those that are."""
    at = now()
    is_past = request.GET.get("when") == "past"
    found = sessions(request.user, request.place)
    ahead = coming(request.user, request.place, at)
    rows = found.filter(ends_at__lt=at).order_by("-starts_at") if is_past else ahead
    day = request.election.polling_day if request.election else None
    context = {
        "page": Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page")),
        "is_past": is_past,
        "ahead_count": ahead.count(),
        "past_count": found.filter(ends_at__lt=at).count(),
        "courses": courses(),
        "builds": released_builds(day),
        "may_edit": may(request.user, Permission.TRAINING_EDIT),
        "at": at,
    }
    return render(request, "workforce/training.html", context)


@requires(Permission.WORKFORCE_VIEW)
@require_GET
def calendar_ics(request: Request) -> HttpResponse:
    """The sessions of the place in view, for a calendar program."""
    rows = sessions(request.user, request.place).order_by("starts_at")[:2_000]
    events = [
        Event(
            uid=f"{one.key}@sandoq",
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            summary=f"{local_name(one.course)} · {one.course.device_model} {one.course.build}",
            location=f"{one.place}، {local_name(one.unit)}",
            is_cancelled=one.cancelled_at is not None,
        )
        for one in rows
    ]
    body = calendar_file(_("Training"), events, at=now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="training.ics"'
    return response


@requires(Permission.TRAINING_EDIT)
@require_http_methods(["GET", "POST"])
def new_course(request: Request) -> HttpResponse:
    """Open a course."""
    form = CourseForm(request.POST or None)

    def do(values: dict[str, Any]) -> str:
        course = open_course(by=request.user, **values)
        messages.success(request, _("The course %(name)s is open.") % {"name": local_name(course)})
        return reverse("workforce:new_session")

    return act_with_form(request, "workforce/course_form.html", {}, form=form, do=do)


@requires(Permission.TRAINING_EDIT)
@require_http_methods(["GET", "POST"])
def new_session(request: Request) -> HttpResponse:
    """Set a session of a course."""
    units = units_in_scope(request.user, Permission.TRAINING_EDIT)
    place = request.place
    if place is not None:
        units = units.filter(path__startswith=place.path, depth__lte=place.depth + 1)
    start = {"key": uuid4(), "unit": place.key if place else None}
    form = SessionForm(request.POST or None, units=units, initial=start)

    def do(values: dict[str, Any]) -> str:
        starts_at, ends_at = form.hours()
        session = open_session(
            by=request.user,
            course=values["course"],
            unit=values["unit"],
            place=values["place"],
            starts_at=starts_at,
            ends_at=ends_at,
            capacity=values["capacity"],
            key=values["key"],
        )
        messages.success(request, _("The session is set."))
        return reverse("workforce:session", args=[session.key])

    context = {"has_courses": courses().exists()}
    return act_with_form(request, "workforce/session_form.html", context, form=form, do=do)


@requires(Permission.WORKFORCE_VIEW)
@require_GET
def session_record(request: Request, key: UUID) -> HttpResponse:
    """A session: its seats, who was seen, who passed, and what can be done now."""
    session = session_of_key(request.user, key)
    day = request.election.polling_day if request.election else None
    may_edit = scope_of(request.user, Permission.TRAINING_EDIT).covers(session.unit.path)
    rows = trainees(session)
    released = released_builds(day).get(session.course.device_model, "")
    context = {
        "session": session,
        "rows": rows,
        "present": sum(bool(row.ways) for row in rows),
        "passed": sum(row.is_passed is True for row in rows),
        "released": released,
        "counts": bool(released) and released == session.course.build,
        "may_edit": may_edit,
        "may_examine": scope_of(request.user, Permission.TRAINING_EXAMINE).covers(
            session.unit.path
        ),
        "waiting": who_needs(request.user, session, day).count() if may_edit else 0,
        "at": now(),
    }
    return render(request, "workforce/session.html", context)


@requires(Permission.TRAINING_EDIT)
@require_POST
def fill_session(request: Request, key: UUID) -> HttpResponse:
    """Give the free seats to people who have work and are not trained."""
    session = session_of_key(request.user, key)
    day = request.election.polling_day if request.election else None
    free = max(0, session.capacity - session.seats)  # type: ignore[attr-defined]
    people = [worker.person for worker in who_needs(request.user, session, day)[:free]]
    if people:
        enrol_many(by=request.user, session=session, people=people)
    told = ngettext("%(n)s seat is given.", "%(n)s seats are given.", len(people))
    messages.success(request, told % {"n": len(people)})
    return redirect("workforce:session", key)


@requires(Permission.TRAINING_EDIT)
@require_http_methods(["GET", "POST"])
def cancel(request: Request, key: UUID) -> HttpResponse:
    """Call a session off, with the reason."""
    session = session_of_key(request.user, key)
    form = ReasonForm(request.POST or None)

    def do(values: dict[str, Any]) -> str:
        cancel_session(by=request.user, session=session, because=values["reason"])
        return reverse("workforce:session", args=[session.key])

    return act_with_form(request, "workforce/cancel.html", {"session": session}, form=form, do=do)


@requires(Permission.TRAINING_EXAMINE)
@require_GET
def screen(request: Request, key: UUID) -> HttpResponse:
    """What the session's screen shows: a code that changes every half minute."""
    session = _examined(request, key)
    at = now()
    code = code_at(session.code_secret, at)
    address = request.build_absolute_uri(reverse("workforce:here", args=[session.key, code]))
    context = {
        "session": session,
        "qr": qr_svg(address),
        "code": code,
        "seconds": seconds_left(at),
        "present": presence_count(session),
        "at": at,
    }
    name = "workforce/screen_code.html" if request.htmx else "workforce/screen.html"
    response = render(request, name, context)
    response.headers["Cache-Control"] = "no-store"
    return response


@requires(Permission.TRAINING_EXAMINE)
@require_POST
def scan(request: Request, key: UUID) -> HttpResponse:
    """Take a card read by the trainer; a phone without network sends it later."""
    session = _examined(request, key)
    presence = scan_card(
        by=request.user,
        card=request.POST.get("card", "")[:200],
        seen_at=seen_at_of(request),
        client_uuid=uuid_of(request.POST.get("client_uuid", "")),
    )
    name = local_name(presence.enrolment.person)
    messages.success(request, _("%(name)s was seen.") % {"name": name})
    return redirect("workforce:session", session.key)


@requires(Permission.TRAINING_EXAMINE)
@require_POST
def judge(request: Request, key: UUID) -> HttpResponse:
    """Tick the names that were chosen, or record that they passed or failed."""
    session = _examined(request, key)
    chosen = {text for text in request.POST.getlist("trainee") if text.isascii()}
    rows = [
        row
        for row in session.enrolments.filter(left_at=None).select_related("session", "person")
        if str(row.key) in chosen
    ]
    match request.POST.get("act"):
        case "present":
            at = seen_at_of(request)
            tick_many(
                by=request.user,
                session=session,
                ticks=[Tick(row, at, uuid4()) for row in rows],
            )
        case "passed" | "failed" as act:
            _record(request, rows, passed=act == "passed")
        case act:
            raise NotFound("act", str(act)[:20])
    told = ngettext("Recorded for %(n)s person.", "Recorded for %(n)s people.", len(rows))
    messages.success(request, told % {"n": len(rows)})
    return redirect("workforce:session", session.key)


def _record(request: Request, rows: list[Enrolment], *, passed: bool) -> None:
    examine_many(by=request.user, verdicts=[Verdict(row, passed=passed) for row in rows])


def _examined(request: Request, key: UUID) -> TrainingSession:
    """The session, where the person examines.

    Raises:
        NotFound: it is out of the examiner's reach.
    """
    session = session_of_key(request.user, key)
    if not scope_of(request.user, Permission.TRAINING_EXAMINE).covers(session.unit.path):
        raise NotFound("session", str(key))
    return session


def seen_at_of(request: Request) -> datetime:
    """When a phone read a code: what it says, else now."""
    try:
        given = datetime.fromisoformat(request.POST.get("seen_at", ""))
    except ValueError:
        return now()
    return given if given.tzinfo else now()


def uuid_of(text: str) -> UUID:
    """The key a phone gave its reading; a new one for a plain form."""
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def qr_svg(text: str) -> str:
    """A QR code as SVG that takes the size of its place."""
    buffer = io.BytesIO()
    segno.make(text, error="m").save(
        buffer, kind="svg", border=2, xmldecl=False, svgns=True, omitsize=True, svgclass="qr"
    )
    return buffer.getvalue().decode()
