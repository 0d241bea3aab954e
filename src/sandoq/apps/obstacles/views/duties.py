"""Duties of agencies: the list, the calendar file, one duty, and the agencies themselves."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.models import Post
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.selectors import may, scope_of
from sandoq.apps.elections.rules.icalendar import Event, calendar_text
from sandoq.apps.obstacles.forms.duties import (
    AgencyForm,
    AnswerForm,
    DutyForm,
    JudgeForm,
    SeatForm,
)
from sandoq.apps.obstacles.forms.words import DUTY_STATES
from sandoq.apps.obstacles.selectors import (
    PAGE_SIZE,
    DutyFilters,
    duties,
    duty_of_key,
    duty_rows,
    open_agencies,
)
from sandoq.apps.obstacles.services import (
    answer_duty,
    issue_duty,
    judge_duty,
    open_agency,
    seat_agency,
)
from sandoq.common.clock import now
from sandoq.common.errors import BadInput, NotFound
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def board(request: Request) -> HttpResponseBase:
    """Who owes what, the next one due first."""
    if request.election is None:
        return render(request, "obstacles/nothing.html")
    filters = DutyFilters.read(request.GET.dict())
    found = duties(request.user, request.election, filters)
    if "format" in request.GET:
        header = [
            *(_("Deliverable"), _("Agency"), _("Legal reference"), _("Deputy")),
            *(_("Due on"), _("State"), _("Key")),
        ]
        rows = (
            (
                *(one.deliverable, local_name(one.agency), one.legal_reference, one.deputy),
                *(one.due_on, DUTY_STATES[one.state], one.key),
            )
            for one in found
        )
        return table_response(
            f"duties-{request.election.slug}", header, rows, request.GET["format"]
        )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    everything = duties(request.user, request.election, DutyFilters())
    context = {
        "page": page,
        "rows": duty_rows(request.user, list(page)),
        "filters": filters,
        "states": DUTY_STATES,
        "owed": everything.count(),
        "late": duties(request.user, request.election, DutyFilters("late")).count(),
        "unconfirmed": everything.filter(state="delivered").count(),
        "may_issue": may(request.user, Permission.AGENCY_EDIT),
        "at": now(),
    }
    return render(request, "obstacles/duties.html", context)


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def calendar_file(request: Request) -> HttpResponse:
    """The same duties for a calendar program; a new edition updates and never doubles."""
    if request.election is None:
        raise NotFound("election", "")
    found = duties(request.user, request.election, DutyFilters("all"))
    events = [
        Event(
            uid=f"duty-{one.key}@sandoq",
            summary=f"{one.deliverable} · {local_name(one.agency)}",
            begins=one.due_on,
            ends=one.due_on,
            description=f"{one.legal_reference} · {one.deputy} · {DUTY_STATES[one.state]}",
        )
        for one in found
    ]
    text = calendar_text(_("Duties of agencies"), events, stamp=now())
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="duties-{request.election.slug}.ics"'
    return response


@requires(Permission.AGENCY_EDIT)
@require_http_methods(["GET", "POST"])
def issue(request: Request) -> HttpResponse:
    """Ask something of an agency."""
    if request.election is None:
        return render(request, "obstacles/nothing.html")
    chosen = open_agencies(request.user, Permission.AGENCY_EDIT)
    form = DutyForm(request.POST or None, agencies=chosen)
    if request.method == "POST" and form.is_valid():
        made = attempted(
            form,
            lambda: issue_duty(
                by=request.user,
                election=request.election,
                agency=form.cleaned_data["agency"],
                data=form.data_of(),
            ),
        )
        if made:
            messages.success(request, _("The duty is issued. The agency sees it now."))
            return redirect("obstacles:duty", made.key)
    return render(request, "obstacles/duty_new.html", {"form": form})


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    """What is asked, by which law, and what became of it."""
    found = duty_of_key(request.user, key)
    edits = scope_of(request.user, Permission.OBSTACLE_EDIT)
    context = {
        "row": duty_rows(request.user, [found])[0],
        "duty": found,
        "events": found.events.select_related("by__person", "to_unit"),
        "may_judge": edits.covers(found.unit_path, found.election_id),
        "answer": AnswerForm(),
        "judge": JudgeForm(),
    }
    return render(request, "obstacles/duty.html", context)


@requires(Permission.OBSTACLE_ANSWER)
@require_POST
def answer(request: Request, key: UUID) -> HttpResponse:
    """The agency acknowledges, or says it has delivered."""
    found = duty_of_key(request.user, key)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise BadInput("act", str(request.POST.get("act", ""))[:40], "unreadable")
    answer_duty(by=request.user, duty=found, **form.cleaned_data)
    messages.success(request, _("It is recorded."))
    return redirect("obstacles:duty", found.key)


@requires(Permission.OBSTACLE_EDIT)
@require_POST
def judge(request: Request, key: UUID) -> HttpResponse:
    """Confirm what was delivered, or return it."""
    found = duty_of_key(request.user, key)
    form = JudgeForm(request.POST)
    if not form.is_valid():
        raise BadInput("verdict", str(request.POST.get("verdict", ""))[:40], "unreadable")
    told = form.cleaned_data
    judge_duty(
        by=request.user, duty=found, is_confirmed=told["verdict"] == "confirm", note=told["note"]
    )
    messages.success(request, _("It is recorded."))
    return redirect("obstacles:duty", found.key)


@requires(Permission.AGENCY_EDIT)
@require_http_methods(["GET", "POST"])
def agencies(request: Request) -> HttpResponse:
    """The agencies of the place in view, and who speaks for each."""
    chosen = open_agencies(request.user, Permission.AGENCY_EDIT)
    scope = scope_of(request.user, Permission.AGENCY_EDIT)
    posts = Post.objects.filter(
        scope.q("unit__path"),
        role=Role.AGENCY_OFFICER.value,
        closed_at=None,
        agency_seat=None,
    ).select_related("unit")
    is_seat = "seat-post" in request.POST
    form = AgencyForm(request.POST if request.POST and not is_seat else None)
    seat = SeatForm(request.POST if is_seat else None, agencies=chosen, posts=posts)
    if request.method == "POST" and request.place is not None:
        told = seat if is_seat else form
        if told.is_valid():
            values = told.cleaned_data
            done = attempted(
                told,
                lambda: bool(
                    seat_agency(by=request.user, **values)
                    if is_seat
                    else open_agency(by=request.user, unit=request.place, **values)
                ),
            )
            if done:
                messages.success(request, _("It is recorded."))
                return redirect("obstacles:agencies")
    context = {"agencies": chosen, "form": form, "seat": seat, "posts": posts.exists()}
    return render(request, "obstacles/agencies.html", context)
