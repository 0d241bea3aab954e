"""Points and seats as GeoJSON, out and in."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.forms.units import PointsFileForm
from sandoq.apps.territory.rules.geojson import CONTENT_TYPE, collection_text
from sandoq.apps.territory.selectors import point_features, seat_features
from sandoq.apps.territory.services import import_points_geojson
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.common import clock
from sandoq.common.errors import NotFound
from sandoq.common.hashing import sha256_hex
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import number

_SHOWN = 100
_SHA256 = re.compile(r"[0-9a-f]{64}")


@requires(Permission.TERRITORY_VIEW)
@require_GET
def stations_geojson(request: Request) -> StreamingHttpResponse:
    """The points of the place in view, streamed."""
    return _stream("stations", point_features(request.user, request.place))


@requires(Permission.TERRITORY_VIEW)
@require_GET
def units_geojson(request: Request) -> StreamingHttpResponse:
    """The seats of the place in view and of the units below it, streamed."""
    return _stream("units", seat_features(request.user, request.place))


@requires(Permission.STATION_EDIT)
@require_http_methods(["GET", "POST"])
def place_points(request: Request) -> HttpResponse:
    """Send a file of positions and look at what it would do; `?file=` is one that was sent."""
    form = PointsFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {}
    if sha256 := request.GET.get("file", ""):
        report = import_points_geojson(by=request.user, data=_kept(request, sha256), at=clock.now())
        context = {"report": report, "moved": report.moved[:_SHOWN], "bad": report.bad[:_SHOWN]}

    def look(values: dict[str, Any]) -> str:
        data = values["file"].read()
        import_points_geojson(by=request.user, data=data, at=clock.now())
        name = _name(request, sha256_hex(data))
        if not default_storage.exists(name):
            default_storage.save(name, ContentFile(data))
        return f"{reverse('territory:place_points')}?file={sha256_hex(data)}"

    return act_with_form(request, "territory/place_points.html", context, form=form, do=look)


@requires(Permission.STATION_EDIT)
@require_http_methods(["POST"])
def apply_points(request: Request) -> HttpResponse:
    """Write the positions of a file that was looked at."""
    sha256 = request.POST.get("file", "")
    data = _kept(request, sha256)
    report = import_points_geojson(by=request.user, data=data, at=clock.now(), apply=True)
    default_storage.delete(_name(request, sha256))
    moved = len(report.moved)
    done = ngettext("One point has a new place.", "%(count)s points have new places.", moved)
    messages.success(request, done % {"count": number(moved)})
    return redirect("territory:stations")


def _stream(name: str, features: Iterable[Mapping[str, object]]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(collection_text(features), CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _kept(request: Request, sha256: str) -> bytes:
    """The file this person sent; nobody else finds it."""
    name = _name(request, sha256)
    if not default_storage.exists(name):
        raise NotFound("file", sha256[:12])
    with default_storage.open(name) as file:
        data: bytes = file.read()
    return data


def _name(request: Request, sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise NotFound("file", sha256[:12])
    return f"geojson/{request.user.pk}-{sha256}.geojson"
