"""The committee's page and its agenda to print."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.obstacles.selectors.committee import committee
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.common import clock
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def show(request: Request) -> HttpResponse:
    """What stands in the way, who owes what, what breaks, what changed."""
    return _page(request, "obstacles/committee.html")


@requires(Permission.OBSTACLE_VIEW)
@require_GET
def agenda(request: Request) -> HttpResponse:
    """The same as a sheet for the meeting, overdue items first."""
    return _page(request, "obstacles/agenda.html")


def _page(request: Request, template: str) -> HttpResponse:
    if request.election is None or request.place is None:
        return render(request, "obstacles/nothing.html")
    found = committee(request.user, request.election, request.place)
    context = {
        "found": found,
        "summary": found.summary,
        "today": clock.today(found.at),
        "ancestors": visible_ancestors(request.user, request.place),
        "issued_at": found.at,
        "issuer": local_name(request.place),
    }
    return render(request, template, context)
