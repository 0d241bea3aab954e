"""The surveyor's page on a phone: it works without a network and sends what it kept later.

The page, its scripts and the points of the place are kept by a service worker; readings wait in the
browser's own database under keys of their own, so that sending them twice doubles nothing.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.connectivity.errors import BadReading
from sandoq.apps.connectivity.forms.words import TECHNOLOGIES
from sandoq.apps.connectivity.models import Operator, Reading
from sandoq.apps.connectivity.rules.operators import TECHNOLOGIES as OFFERED
from sandoq.apps.connectivity.rules.readings import (
    RSRP_DBM,
    TOLERATED_SKEW,
    ReadingDraft,
    corrected,
)
from sandoq.apps.connectivity.selectors import (
    operators,
    point_of_key,
    rule_in_force,
    survey_points,
)
from sandoq.apps.connectivity.services import record_reading
from sandoq.common.clock import now
from sandoq.common.errors import BadInput, DomainError
from sandoq.common.hashing import sha256_hex
from sandoq.ui.http import Request
from sandoq.ui.problems import problem_details
from sandoq.ui.templatetags.sandoq import digits, local_name

_MOST_AT_ONCE = 200
_NUMBERS = ("rsrp_dbm", "attempts", "successes", "p95_ms")
_STYLES = (
    *("sandoq/tokens.css", "sandoq/base.css", "sandoq/shell.css", "sandoq/components.css"),
    *("sandoq/families.css", "sandoq/print.css", "connectivity/survey.css"),
    *("vendor/vazirmatn/Vazirmatn.woff2", "sandoq/mark.svg", "sandoq/sandoq.js"),
    *("vendor/htmx/htmx.min.js", "connectivity/survey.js", "connectivity/readings-store.js"),
)


@requires(Permission.READING_RECORD)
@require_GET
def show(request: Request) -> HttpResponse:
    """The page; all it shows of places comes from `points`."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    context = {
        "operators": operators(),
        "technologies": {
            kind.value: [(one.value, str(TECHNOLOGIES[one.value])) for one in offered]
            for kind, offered in OFFERED.items()
        },
        "levels": {one.value: limits for one, limits in RSRP_DBM.items()},
        "rule": rule_in_force(),
        "tolerated_seconds": int(TOLERATED_SKEW.total_seconds()),
    }
    return render(request, "connectivity/survey.html", context)


@requires(Permission.READING_RECORD)
@require_GET
def worker(request: Request) -> HttpResponse:
    """The service worker, with the addresses it keeps; a new version of any makes a new cache."""
    bootstrap = "bootstrap.rtl.min.css" if get_language() == "fa" else "bootstrap.min.css"
    kept = [static(name) for name in (*_STYLES, f"vendor/bootstrap/{bootstrap}")]
    version = sha256_hex(json.dumps([kept, get_language()]))[:16]
    context = {
        "version": version,
        "kept": kept,
        "page": reverse("connectivity:survey"),
        "points": reverse("connectivity:survey-points"),
    }
    response = render(
        request, "connectivity/worker.js", context, content_type="text/javascript; charset=utf-8"
    )
    response.headers["Cache-Control"] = "no-cache"
    return response


@requires(Permission.READING_RECORD)
@never_cache
@require_GET
def points(request: Request) -> JsonResponse:
    """The points of the place in view where the person records readings, and the server's clock."""
    found = survey_points(request.user, request.place.path) if request.place else []
    rows = [
        {
            "key": str(point.key),
            "name": _name(point.station.number, point.station.name, point.name),
            "unit": local_name(point.station.unit),
        }
        for point in found
    ]
    place = local_name(request.place) if request.place else ""
    return JsonResponse({"now": _millis(now()), "place": place, "points": rows})


@requires(Permission.READING_RECORD)
@never_cache
@require_POST
def test(request: Request) -> JsonResponse:
    """One test transaction: the size of a check-in, answered with its own number and the clock."""
    size = len(request.body)
    return JsonResponse({"bytes": size, "now": _millis(now())})


@requires(Permission.READING_RECORD)
@never_cache
@require_POST
def readings(request: Request) -> HttpResponseBase:
    """Take readings that a phone kept; each is answered by itself, so that one bad one holds back
    none of the others."""
    body = _body(request)
    at = now()
    device_now = _moment(body.get("device_now"))
    given = body.get("readings")
    if not isinstance(given, list) or len(given) > _MOST_AT_ONCE:
        raise BadInput("readings", "", "not-a-list")
    known = {row.slug: row for row in operators()}
    answers = [_recorded(request, one, known, device_now, at) for one in given]
    skew = round((device_now - at).total_seconds())
    return JsonResponse({"answers": answers, "skew_seconds": skew, "now": _millis(at)})


def _recorded(
    request: Request, given: Any, known: Mapping[str, Operator], device_now: datetime, at: datetime
) -> dict[str, Any]:
    key = str(given.get("key", "")) if isinstance(given, dict) else ""
    try:
        draft = _draft(request, given, known, device_now, at)
        is_known = Reading.objects.filter(client_uuid=draft.client_uuid).exists()
        record_reading(by=request.user, draft=draft, source="phone")
    except DomainError as refusal:
        told = problem_details(refusal)
        return {"key": key, "outcome": "refused", "code": refusal.code, "why": told["title"]}
    return {"key": key, "outcome": "known" if is_known else "created"}


def _draft(
    request: Request, given: Any, known: Mapping[str, Operator], device_now: datetime, at: datetime
) -> ReadingDraft:
    if not isinstance(given, dict):
        raise BadReading("reading", "", "unreadable")
    slug = str(given.get("operator", ""))[:24]
    if slug not in known:
        raise BadReading("operator", slug, "unknown")
    try:
        key = UUID(str(given.get("key")))
        device_time = _moment(given.get("taken_at"))
        numbers = {
            name: _integer(given.get(name))
            for name in ("rsrp_dbm", "attempts", "successes", "p95_ms")
        }
        sinr = given.get("sinr_db")
        sinr_db = float(sinr) if sinr not in (None, "") else None
    except (TypeError, ValueError, OverflowError):
        raise BadReading("reading", "", "unreadable") from None
    taken_at, skew = corrected(device_time, device_now=device_now, now=at)
    point = point_of_key(request.user, str(given.get("point")), Permission.READING_RECORD)
    return ReadingDraft(
        client_uuid=key,
        point_id=point.pk,
        operator_id=known[slug].pk,
        technology=str(given.get("technology", ""))[:20],
        attempts=numbers["attempts"] or 0,
        successes=numbers["successes"] or 0,
        taken_at=taken_at,
        rsrp_dbm=numbers["rsrp_dbm"],
        sinr_db=sinr_db,
        is_indoor=bool(given.get("is_indoor", True)),
        p95_ms=numbers["p95_ms"],
        skew_seconds=skew,
        note=str(given.get("note", ""))[:200],
    )


def _body(request: Request) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise BadInput("body", "", "not-json")
    return body


def _moment(value: Any) -> datetime:
    """A moment with its offset, as ISO 8601.

    Raises:
        BadReading: it is none.
    """
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise BadReading("taken_at", str(value)[:40], "unreadable")
    return found


def _integer(value: Any) -> int | None:
    if value in (None, ""):
        return None
    number = int(value)
    if abs(number) > 10**6:
        raise ValueError
    return number


def _millis(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _name(number: int | None, station: str, point: str) -> str:
    shown = f"{digits(number)} · {station}" if number is not None else station
    return shown if point == station else f"{shown} · {point}"
