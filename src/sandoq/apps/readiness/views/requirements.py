"""Requirement sets: what is asked, by whom, in which version; drafting and publishing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.readiness.forms import RequirementForm
from sandoq.apps.readiness.models import Requirement, RequirementSet
from sandoq.apps.readiness.selectors import (
    may_edit,
    publication_of,
    requirement_sets,
    requirements_of,
    set_of_id,
)
from sandoq.apps.readiness.services import (
    draft_set,
    publish_set,
    remove_requirement,
    revise_requirement,
)
from sandoq.common.errors import NotFound
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import number


@requires(Permission.READINESS_VIEW)
@require_GET
def sets(request: Request) -> HttpResponse:
    """The sets that hold in the place in view, with their versions."""
    if request.place is None or request.election is None:
        return render(request, "readiness/nothing.html")
    editable = scope_of(request.user, Permission.REQUIREMENT_EDIT).covers(request.place.path)
    context = {
        "sets": requirement_sets(request.user, request.election, request.place),
        "may_draft": editable and request.place.level in {"country", "province"},
    }
    return render(request, "readiness/sets.html", context)


@requires(Permission.REQUIREMENT_EDIT)
@require_POST
def draft(request: Request) -> HttpResponse:
    """Open the next version of the place's own set."""
    if request.place is None or request.election is None:
        raise NotFound("election", "")
    drafted = draft_set(
        by=request.user, polling_day=request.election.polling_day, unit=request.place
    )
    return redirect("readiness:set", drafted.pk)


@requires(Permission.READINESS_VIEW)
@require_GET
def show(request: Request, pk: int) -> HttpResponse:
    """One set: every requirement, and what can be done with the set now."""
    found = set_of_id(request.user, pk)
    return render(request, "readiness/set.html", _set(request, found))


@requires(Permission.REQUIREMENT_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int, code: str = "") -> HttpResponse:
    """Write one requirement of a draft."""
    drafted = set_of_id(request.user, pk)
    row = _row(drafted, code) if code else None
    form = RequirementForm(drafted, row, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.requirement()
        if attempted(
            form, lambda: revise_requirement(by=request.user, requirement_set=drafted, data=data)
        ):
            messages.success(request, _("The requirement is written into the draft."))
            return redirect("readiness:set", drafted.pk)
    context = {"form": form, "set": drafted, "requirement": row}
    return render(request, "readiness/requirement.html", context)


@requires(Permission.REQUIREMENT_EDIT)
@require_POST
def remove(request: Request, pk: int, code: str) -> HttpResponse:
    """Leave one requirement out of a draft."""
    drafted = set_of_id(request.user, pk)
    remove_requirement(by=request.user, requirement_set=drafted, code=code)
    messages.success(request, _("The requirement is left out of the draft."))
    return redirect("readiness:set", drafted.pk)


@requires(Permission.REQUIREMENT_EDIT)
@require_http_methods(["GET", "POST"])
def publish(request: Request, pk: int) -> HttpResponse:
    """First what publishing would do, to how many; then do it."""
    drafted = set_of_id(request.user, pk)
    if request.method == "POST":
        placed = publish_set(by=request.user, requirement_set=drafted)
        done = ngettext(
            "The set is in force at %(n)s station.",
            "The set is in force at %(n)s stations.",
            placed.stations,
        )
        messages.success(request, done % {"n": number(placed.stations)})
        return redirect("readiness:set", drafted.pk)
    context = {"set": drafted, "publication": publication_of(drafted)}
    return render(request, "readiness/publish.html", context)


def _set(request: Request, found: RequirementSet) -> dict[str, Any]:
    return {
        "set": found,
        "requirements": requirements_of(found),
        "may_edit": may_edit(request.user, found),
    }


def _row(drafted: RequirementSet, code: str) -> Requirement:
    row = drafted.requirements.filter(code=code).first()
    if row is None:
        raise NotFound("requirement", code)
    return row
