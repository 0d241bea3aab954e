"""Today: what needs this person, and what changed at their place since yesterday."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import signed_in
from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.selectors import orders_waiting, plans_computed, plans_to_answer
from sandoq.apps.readiness.models import Evidence
from sandoq.apps.readiness.selectors import (
    AreaSummary,
    Changes,
    area_summary,
    changes_since,
    waiting_for_me,
)
from sandoq.apps.readiness.selectors.queue import with_context
from sandoq.apps.territory.models import ImportBatch, Unit
from sandoq.apps.territory.selectors import batches_waiting, stations
from sandoq.common import clock
from sandoq.ui.http import Request

_SHOWN = 5
_CHANGES_SHOWN = 8
_SINCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FirstStep:
    """What to do first where there is nothing yet."""

    title: Promise
    text: Promise
    action: Promise | str = ""
    url_name: str = ""


@dataclass(slots=True)
class Today:
    """The parts of the page; an empty part is left out."""

    summary: AreaSummary | None = None
    changes: Changes | None = None
    proofs: list[Evidence] = field(default_factory=list)
    proof_count: int = 0
    batches: list[ImportBatch] = field(default_factory=list)
    plans: list[Scenario] = field(default_factory=list)
    plans_found: list[Scenario] = field(default_factory=list)
    order_count: int = 0
    days_left: int | None = None
    first_step: FirstStep | None = None


@signed_in
@require_GET
def today(request: Request) -> HttpResponse:
    """What needs this person now."""
    at = clock.now()
    found = gather(request.user, request.place, request.election, at)
    context: dict[str, Any] = {"today": found, "at": at, "changes_shown": _CHANGES_SHOWN}
    return render(request, "project/today.html", context)


def gather(user: User, place: Unit | None, election: Election | None, at: datetime) -> Today:
    """Everything the page shows, from each room's own selectors."""
    found = Today()
    if may(user, Permission.STATION_IMPORT):
        found.batches = list(batches_waiting(user)[:_SHOWN])
    if may(user, Permission.EVIDENCE_VERIFY):
        waiting = waiting_for_me(user)
        found.proof_count = waiting.count()
        found.proofs = list(with_context(waiting)[:_SHOWN]) if found.proof_count else []
    if may(user, Permission.PLAN_EDIT):
        found.plans = list(plans_to_answer(user)[:_SHOWN])
        found.plans_found = list(plans_computed(user)[:_SHOWN])
    if may(user, Permission.INVENTORY_EDIT):
        found.order_count = len(orders_waiting(user))
    if election is not None:
        found.days_left = (election.polling_day.date - clock.today(at)).days
    if place is not None and election is not None and _may_read(user, place, election):
        found.summary = area_summary(user, election, place)
        found.changes = changes_since(user, election, at - _SINCE, place)
    found.first_step = _first_step(user, place, election, found.summary)
    return found


def _may_read(user: User, place: Unit, election: Election) -> bool:
    return scope_of(user, Permission.READINESS_VIEW).covers(place.path, election.pk)


def _first_step(
    user: User, place: Unit | None, election: Election | None, summary: AreaSummary | None
) -> FirstStep | None:
    """The one thing that comes next where figures are missing; None where there are some."""
    if summary is not None and summary.tally.stations:
        return None
    if place is None:
        return NO_OFFICE
    if election is None:
        return NEW_ELECTION if may(user, Permission.ELECTION_EDIT) else NO_ELECTION
    if not stations(user, place).exists():
        return UPLOAD if may(user, Permission.STATION_IMPORT) else NO_STATIONS
    return REQUIREMENTS if may(user, Permission.REQUIREMENT_EDIT) else NO_REQUIREMENTS


NO_OFFICE = FirstStep(
    _("Nothing waits for you here"),
    _("Your post has no territory. What concerns you is found in the places of the bar above."),
)
NEW_ELECTION = FirstStep(
    _("No election yet"),
    _("Everything begins with a polling day: enter the election, its contests and constituencies."),
    _("Enter an election"),
    "elections:election_new",
)
NO_ELECTION = FirstStep(
    _("No election yet"),
    _("As soon as the national headquarters enters one, its readiness is shown here."),
)
UPLOAD = FirstStep(
    _("No stations yet"),
    _(
        "Upload the list of stations as you have it, in Excel or as a plain table. You will see "
        "what becomes of every row before anything is written."
    ),
    _("Upload a list"),
    "territory:imports",
)
NO_STATIONS = FirstStep(
    _("No stations yet"), _("As soon as the county uploads its list, the stations are shown here.")
)
REQUIREMENTS = FirstStep(
    _("Nothing is required yet"),
    _(
        "Stations are known, but not what each of them needs. Publish the requirements of the "
        "polling day; the needs of every station follow from them."
    ),
    _("To the requirements"),
    "readiness:requirements",
)
NO_REQUIREMENTS = FirstStep(
    _("Nothing is required yet"),
    _("As soon as the requirements of the polling day are published, readiness is shown here."),
)
