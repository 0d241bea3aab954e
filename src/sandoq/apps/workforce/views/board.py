"""The board: where people are short, by role and by area; as pages and as files."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.apps.workforce.selectors.forecast import Forecast, forecast
from sandoq.common.clock import now
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.WORKFORCE_VIEW)
@require_GET
def board(request: Request) -> HttpResponseBase:
    """Who is missing in the place in view, by role and by the areas below."""
    if request.place is None or request.election is None:
        return render(request, "workforce/nothing.html")
    at = now()
    found = forecast(request.user, request.election, request.place, at)
    if "format" in request.GET:
        name = f"workforce-{request.election.slug}"
        return table_response(name, _header(), _lines(found), request.GET["format"])
    areas = sorted(found.areas, key=lambda area: (-area.total.missing, area.unit.path))
    context = {
        "found": found,
        "areas": areas,
        "most": max((area.total.missing for area in areas), default=0),
        "roles": [(role, found.whole.roles[role.code]) for role in found.roles],
        "total": found.whole.total,
        "at": at,
        "ancestors": visible_ancestors(request.user, request.place),
        "may_appoint": may(request.user, Permission.APPOINT),
        "may_import": may(request.user, Permission.WORKERS_IMPORT),
    }
    return render(request, "workforce/board.html", context)


def _header() -> list[str]:
    return [
        *(_("Unit"), _("Role"), _("Needed"), _("People missing"), _("Covered by own role")),
        *(_("Covered by substitutes"), _("Appointed"), _("Accepted"), _("Accepted and trained")),
        *(_("Listed for the role"), _("Stations short"), _("Electors at stations short")),
    ]


def _lines(found: Forecast) -> Iterator[list[Any]]:
    """Flat: one row for each area and role."""
    for area in found.areas or [found.whole]:
        for role in found.roles:
            tally = area.roles.get(role.code)
            if tally is not None:
                yield [
                    *(local_name(area.unit), local_name(role), tally.needed, tally.missing),
                    *(tally.own, tally.by_substitute, tally.appointed, tally.accepted),
                    *(tally.trained, tally.listed, tally.short_stations, tally.electors),
                ]
