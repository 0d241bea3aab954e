"""Filling stations in bulk, asking people, and a station's team."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.territory.selectors import station_of_key, visible_ancestors
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.apps.workforce.errors import ProposalsChanged
from sandoq.apps.workforce.forms.board import (
    ApproveForm,
    ClaimForm,
    InviteForm,
    ProposeForm,
    ReasonForm,
)
from sandoq.apps.workforce.models import Invitation, WorkRole
from sandoq.apps.workforce.selectors.forecast import opens_at
from sandoq.apps.workforce.selectors.links import token_of
from sandoq.apps.workforce.selectors.people import (
    appointment_of_key,
    open_invitations,
    team_of,
    uninvited,
)
from sandoq.apps.workforce.selectors.proposing import Proposals, propose
from sandoq.apps.workforce.selectors.ready import trained_and_accepted
from sandoq.apps.workforce.services import (
    Claim,
    Placing,
    appoint_many,
    claim_attendance,
    invite,
    note_reminders,
    record_answers,
    withdraw,
)
from sandoq.apps.workforce.services.inviting import DAYS
from sandoq.common.clock import now
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name, moment

PAGE_ROWS = 50
_SHOWN = 100


@requires(Permission.APPOINT)
@require_http_methods(["GET", "POST"])
def propose_page(request: Request) -> HttpResponse:
    """Choose a role and a shift; see who would go where; approve. Only the approval writes."""
    if request.place is None or request.election is None:
        return render(request, "workforce/nothing.html")
    day = request.election.polling_day
    choose = ProposeForm(request.GET or None, polling_day=day)
    found: Proposals | None = None
    if {"role", "shift"} <= request.GET.keys() and choose.is_valid():
        role, shift = choose.cleaned_data["role"], choose.cleaned_data["shift"]
        found = propose(
            request.user, election=request.election, unit=request.place, role=role, shift=shift
        )
    approve = ApproveForm(request.POST or None, initial={"digest": found.digest if found else ""})
    context = {
        "choose": choose,
        "found": found,
        "shown": found.rows[:_SHOWN] if found else (),
        "has_work": bool(choose.fields["shift"].queryset.exists()),  # type: ignore[attr-defined]
        "day": day,
    }

    def write(values: dict[str, Any]) -> str:
        if found is None or values["digest"] != found.digest:
            raise ProposalsChanged
        placings = [
            Placing(
                one.person,
                choose.cleaned_data["role"],
                choose.cleaned_data["shift"],
                station=one.station,
                order_number=values["order_number"],
            )
            for one in found.rows
        ]
        count = len(appoint_many(by=request.user, placings=placings))
        told = ngettext("%(n)s person is appointed.", "%(n)s people are appointed.", count)
        messages.success(request, told % {"n": count})
        return reverse("workforce:invitations")

    return act_with_form(request, "workforce/propose.html", context, form=approve, do=write)


@requires(Permission.APPOINT)
@require_GET
def invitations(request: Request) -> HttpResponseBase:
    """Who is still to be asked, and who has not answered; the links as a file for sending."""
    day = request.election.polling_day if request.election else None
    found = open_invitations(request.user, request.place, day, now())
    if "format" in request.GET:
        header = [_("Name"), _("Role"), _("Place"), _("Asked"), _("Expires"), _("Reminders")]
        return table_response(
            "invitations",
            [*header, _("Link")],
            _invitation_lines(request, found),
            request.GET["format"],
        )
    waiting = uninvited(request.user, request.place, day)
    context = {
        "page": Paginator(found, PAGE_ROWS).get_page(request.GET.get("page")),
        "open_count": found.count(),
        "uninvited_count": waiting.count(),
        "form": InviteForm(initial={"days": DAYS}),
        "at": now(),
    }
    return render(request, "workforce/invitations.html", context)


def _invitation_lines(request: Request, found: Any) -> Iterator[list[Any]]:
    for one in found.iterator(chunk_size=500):
        work = one.appointment
        link = reverse("workforce:invitation", args=[token_of(one)])
        yield [
            *(local_name(work.person), local_name(work.role)),
            work.station.name if work.station else local_name(work.unit),
            *(one.sent_at, one.expires_at, one.reminders, request.build_absolute_uri(link)),
        ]


@requires(Permission.APPOINT)
@require_POST
def send_invitations(request: Request) -> HttpResponse:
    """Open an invitation for everybody of the place who was not asked yet."""
    form = InviteForm(request.POST)
    day = request.election.polling_day if request.election else None
    days = form.cleaned_data["days"] if form.is_valid() else DAYS
    rows = list(uninvited(request.user, request.place, day))
    if rows:
        invite(by=request.user, appointments=rows, days=days)
    told = ngettext("%(n)s invitation is open.", "%(n)s invitations are open.", len(rows))
    messages.success(request, told % {"n": len(rows)})
    return redirect("workforce:invitations")


@requires(Permission.APPOINT)
@require_POST
def remind(request: Request) -> HttpResponse:
    """Note that everybody of the place who has not answered was reminded."""
    day = request.election.polling_day if request.election else None
    rows: list[Invitation] = list(open_invitations(request.user, request.place, day, now()))
    count = note_reminders(by=request.user, invitations=rows)
    told = ngettext("%(n)s reminder is noted.", "%(n)s reminders are noted.", count)
    messages.success(request, told % {"n": count})
    return redirect("workforce:invitations")


@requires(Permission.WORKFORCE_VIEW)
@require_GET
def team(request: Request, key: UUID) -> HttpResponse:
    """A station's team: who counts, who does not and why, and what comes next."""
    station = station_of_key(request.user, key)
    if request.election is None:
        return render(request, "workforce/nothing.html")
    day, at = request.election.polling_day, now()
    moment_of_need = max(at, opens_at(day))
    states = trained_and_accepted([station.pk], moment_of_need, polling_day=day)[station.pk]
    roles = {role.code: role for role in WorkRole.objects.all()}
    lacking: dict[int, list[Any]] = {}
    for state in states.values():
        for lack in state.lacking:
            lacking.setdefault(lack.appointment, []).append(lack)
    scope_appoint = scope_of(request.user, Permission.APPOINT)
    scope_claim = scope_of(request.user, Permission.DUTY_CLAIM)
    rows = [(one, lacking.get(one.pk, ())) for one in team_of(request.user, station, day)]
    context = {
        "station": station,
        "ancestors": [*visible_ancestors(request.user, station.unit), station.unit],
        "states": [(roles[code], state) for code, state in states.items()],
        "is_complete": bool(states) and not any(state.missing for state in states.values()),
        "missing": sum(state.missing for state in states.values()),
        "rows": rows,
        "day": day,
        "at": at,
        "may_appoint": scope_appoint.covers(station.unit.path),
        "may_claim": scope_claim.covers(station.unit.path) and at >= opens_at(day),
    }
    return render(request, "workforce/team.html", context)


@requires(Permission.APPOINT)
@require_http_methods(["GET", "POST"])
def withdraw_page(request: Request, key: UUID) -> HttpResponse:
    """Take an appointment back, with the reason."""
    row = appointment_of_key(request.user, key, Permission.APPOINT)
    form = ReasonForm(request.POST or None)

    def do(values: dict[str, Any]) -> str:
        withdraw(by=request.user, appointment=row, reason=values["reason"])
        messages.success(request, _("%(name)s is free again.") % {"name": local_name(row.person)})
        return _back(row)

    return act_with_form(request, "workforce/withdraw.html", {"row": row}, form=form, do=do)


@requires(Permission.APPOINT)
@require_POST
def accept_for(request: Request, key: UUID) -> HttpResponse:
    """Record an acceptance given on paper or by telephone."""
    row = appointment_of_key(request.user, key, Permission.APPOINT)
    record_answers(by=request.user, accepted=[row])
    messages.success(
        request, _("The acceptance of %(name)s is recorded.") % {"name": local_name(row.person)}
    )
    return redirect(_back(row))


@requires(Permission.DUTY_CLAIM)
@require_http_methods(["GET", "POST"])
def claim_page(request: Request, key: UUID) -> HttpResponse:
    """Record when somebody came to duty, and when they left."""
    row = appointment_of_key(request.user, key, Permission.DUTY_CLAIM)
    form = ClaimForm(request.POST or None)

    def do(values: dict[str, Any]) -> str:  # noqa: ARG001
        arrived, left = form.moments(row.shift)
        claim_attendance(by=request.user, claim=Claim(row, arrived, left))
        messages.success(request, _("Recorded: %(at)s.") % {"at": moment(arrived)})
        return _back(row)

    return act_with_form(request, "workforce/claim.html", {"row": row}, form=form, do=do)


def _back(row: Any) -> str:
    if row.station is not None:
        return reverse("workforce:team", args=[row.station.key])
    return reverse("workforce:people")
