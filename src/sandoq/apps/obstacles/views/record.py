"""One obstacle's page, and everything that is done about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.obstacles.forms import (
    AcceptForm,
    ClaimForm,
    DecideForm,
    LinkForm,
    MergeForm,
    OptionForm,
    ReopenForm,
    TriageForm,
)
from sandoq.apps.obstacles.models import Obstacle
from sandoq.apps.obstacles.selectors import (
    Record,
    agencies,
    duplicates_of,
    obstacle_of_key,
    option_of_key,
    owner_of_id,
    record_of,
)
from sandoq.apps.obstacles.services import (
    accept_obstacle,
    acknowledge_obstacle,
    claim_solved,
    decide_obstacle,
    link_needs,
    merge_obstacles,
    propose_option,
    reopen_obstacle,
    triage_obstacle,
)
from sandoq.apps.readiness.errors import RequirementName
from sandoq.apps.readiness.selectors.figures import requirement_names
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.common import clock
from sandoq.common.errors import BadInput
from sandoq.ui.http import Request


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def show(request: Request, key: UUID) -> HttpResponse:
    """What it is, whom it touches, how it may be solved, and what this person may do."""
    return _page(request, obstacle_of_key(request.user, key))


@requires(Permission.OBSTACLE_EDIT)
@require_POST
def triage(request: Request, key: UUID) -> HttpResponse:
    """Weigh it."""
    found = obstacle_of_key(request.user, key)
    form = TriageForm(request.POST, agencies=agencies(request.user, found.unit_path))
    return _do(
        request,
        found,
        form,
        "triage",
        lambda told: triage_obstacle(by=request.user, obstacle=found, **told),
    )


@requires(Permission.OBSTACLE_EDIT)
@require_POST
def propose(request: Request, key: UUID) -> HttpResponse:
    """Put one more option beside the others."""
    found = obstacle_of_key(request.user, key)
    form = OptionForm(request.POST, agencies=agencies(request.user, found.unit_path))
    return _do(
        request,
        found,
        form,
        "option",
        lambda _told: propose_option(by=request.user, obstacle=found, data=form.data_of()),
    )


@requires(Permission.OBSTACLE_EDIT)
@require_POST
def link(request: Request, key: UUID) -> HttpResponse:
    """Tie it to what is unmet because of it."""
    found = obstacle_of_key(request.user, key)
    form = LinkForm(request.POST, requirements=_requirements(found))
    return _do(
        request,
        found,
        form,
        "link",
        lambda told: (link_needs(by=request.user, obstacle=found, **told),),
    )


@requires(Permission.OBSTACLE_DECIDE)
@require_POST
def decide(request: Request, key: UUID) -> HttpResponse:
    """Decide for one option."""
    found = obstacle_of_key(request.user, key)
    form = DecideForm(request.POST)
    if not form.is_valid():
        raise BadInput("option", str(request.POST.get("option", ""))[:40], "unreadable")
    option = option_of_key(found, form.cleaned_data["option"])
    decide_obstacle(by=request.user, obstacle=found, option=option)
    messages.success(request, _("It is decided. Who carries it out sees it now."))
    return redirect("obstacles:obstacle", found.key)


@requires(Permission.OBSTACLE_ANSWER)
@require_POST
def acknowledge(request: Request, key: UUID, owner: int) -> HttpResponse:
    """An owner says: this is ours."""
    found = obstacle_of_key(request.user, key)
    acknowledge_obstacle(by=request.user, owner=owner_of_id(found, owner))
    messages.success(request, _("Acknowledged."))
    return redirect("obstacles:obstacle", found.key)


@requires(Permission.OBSTACLE_ANSWER)
@require_POST
def claim(request: Request, key: UUID) -> HttpResponse:
    """An owner says it is done."""
    found = obstacle_of_key(request.user, key)
    return _do(
        request,
        found,
        ClaimForm(request.POST),
        "claim",
        lambda told: claim_solved(by=request.user, obstacle=found, **told),
    )


@requires(Permission.OBSTACLE_DECIDE)
@require_POST
def accept(request: Request, key: UUID) -> HttpResponse:
    """Live with it, by an order."""
    found = obstacle_of_key(request.user, key)
    return _do(
        request,
        found,
        AcceptForm(request.POST),
        "accept",
        lambda told: accept_obstacle(by=request.user, obstacle=found, **told),
    )


@requires(Permission.OBSTACLE_DECIDE)
@require_POST
def reopen(request: Request, key: UUID) -> HttpResponse:
    """Take an acceptance back."""
    found = obstacle_of_key(request.user, key)
    return _do(
        request,
        found,
        ReopenForm(request.POST),
        "reopen",
        lambda told: reopen_obstacle(by=request.user, obstacle=found, **told),
    )


@requires(Permission.OBSTACLE_EDIT)
@require_POST
def merge(request: Request, key: UUID) -> HttpResponse:
    """Let another obstacle go on with all this one has."""
    found = obstacle_of_key(request.user, key)
    form = MergeForm(request.POST)
    if not form.is_valid():
        raise BadInput("into", str(request.POST.get("into", ""))[:40], "unreadable")
    into = obstacle_of_key(request.user, form.cleaned_data["into"])
    kept = merge_obstacles(by=request.user, obstacle=found, into=into)
    messages.success(request, _("Merged: this obstacle goes on with all the other had."))
    return redirect("obstacles:obstacle", kept.key)


def _do(
    request: Request,
    found: Obstacle,
    form: forms.Form,
    name: str,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """The act of a form and back to the page; what was refused is said in the form."""
    if form.is_valid() and attempted(form, lambda: bool(act(form.cleaned_data))):
        messages.success(request, _("It is recorded."))
        return redirect("obstacles:obstacle", found.key)
    return _page(request, found, **{name: form})


def _page(request: Request, found: Obstacle, **bound: forms.Form) -> HttpResponse:
    record = record_of(request.user, found)
    chosen = agencies(request.user, found.unit_path)
    shown = {
        "triage": TriageForm(agencies=chosen, initial={"severity": found.severity_told}),
        "option": OptionForm(agencies=chosen),
        "claim": ClaimForm(),
        "accept": AcceptForm(),
        "reopen": ReopenForm(),
        "link": LinkForm(requirements=_requirements(found)),
    } | bound
    context = {
        "record": record,
        "obstacle": found,
        "forms": shown,
        "open_form": next(iter(bound), ""),
        "refused": next((f for name, f in bound.items() if not _is_shown(record, name)), None),
        "duplicates": duplicates_of(request.user, found) if record.rights.merge else [],
        "ancestors": visible_ancestors(request.user, found.unit),
        "today": clock.today(clock.now()),
    }
    return render(request, "obstacles/record.html", context)


def _is_shown(record: Record, name: str) -> bool:
    """Whether the page still shows this form in the obstacle's present state."""
    return bool(getattr(record.rights, "propose" if name == "option" else name))


def _requirements(found: Obstacle) -> list[RequirementName]:
    return [one for code, one in requirement_names(found.election).items() if one.name_en and code]
