"""A plan as files."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.planning.selectors import scenario_of_key
from sandoq.apps.planning.services.plan_files import plan_file
from sandoq.ui.downloads import download
from sandoq.ui.http import Request


@requires(Permission.PLAN_VIEW)
@require_GET
def file(request: Request, key: UUID, form: str) -> HttpResponse:
    """The plan as PDF, XLSX, GeoJSON or JSON: the same bytes for everybody."""
    return download(*plan_file(scenario_of_key(request.user, key), form))
