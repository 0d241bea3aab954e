"""Estimates where nobody measured: board, map, what to measure next; and making them anew."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, scope_of
from sandoq.apps.connectivity.forms.words import COLUMNS, LIKELIHOODS
from sandoq.apps.connectivity.models import PointLinks, SurveyTarget
from sandoq.apps.connectivity.rules.estimating import likelihood_of
from sandoq.apps.connectivity.selectors import PAGE_SIZE, with_places
from sandoq.apps.connectivity.selectors.estimates import (
    EstimateFilters,
    estimate_figures,
    estimate_map_columns,
    estimated_operators,
    estimated_points,
    estimates_at,
    latest_run,
    listed_estimates,
    survey_targets,
    with_estimates,
)
from sandoq.apps.connectivity.services.estimating import refresh_estimates
from sandoq.apps.connectivity.views.map import map_labels
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.common.errors import DomainError, NotFound
from sandoq.ui.columns import columns_response
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.problems import problem_details
from sandoq.ui.templatetags.sandoq import digits, local_name


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def board(request: Request) -> HttpResponseBase:
    """Points nobody measured, with what is guessed of them."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    filters = EstimateFilters.read(request.GET.dict())
    found = estimated_points(request.user, request.place, filters)
    if "format" in request.GET:
        return _file(found, request.GET["format"])
    paginator: Paginator[PointLinks] = Paginator(with_places(found), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page", "1"))
    context = _around(request, filters) | {
        "figures": estimate_figures(request.user, request.place),
        "page": page,
        "rows": with_estimates(list(page.object_list)),
    }
    return render(request, "connectivity/estimates.html", context)


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def survey_list(request: Request) -> HttpResponseBase:
    """Which points to measure next, the most useful first."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    filters = EstimateFilters.read(request.GET.dict())
    found = survey_targets(request.user, request.place, filters)
    found = found.select_related("point__station__county", "point__station__unit", "run")
    if "format" in request.GET:
        return _survey_file(found.iterator(chunk_size=1_000), request.GET["format"])
    paginator: Paginator[SurveyTarget] = Paginator(found, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page", "1"))
    guesses = estimates_at([one.point_id for one in page])
    rows = [
        (page.start_index() + place, target, guesses.get(target.point_id, []))
        for place, target in enumerate(page)
    ]
    context = _around(request, filters) | {"page": page, "rows": rows}
    return render(request, "connectivity/survey_next.html", context)


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def map_page(request: Request) -> HttpResponse:
    """The map of estimates; it shows no reading and no grade."""
    if request.place is None:
        return render(request, "connectivity/nothing.html")
    filters = EstimateFilters.read(request.GET.dict())
    context = _around(request, filters) | {
        "labels": map_labels(request),
        "likelihoods": list(LIKELIHOODS),
    }
    return render(request, "connectivity/estimates_map.html", context)


@requires(Permission.CONNECTIVITY_VIEW)
@require_GET
def map_points(request: Request) -> HttpResponse:
    """The estimated points as gzipped columns."""
    if request.place is None:
        raise NotFound("unit", "")
    filters = EstimateFilters.read(request.GET.dict())
    columns = estimate_map_columns(request.user, request.place, filters)
    return columns_response(request, columns)


@requires(Permission.READING_IMPORT)
@require_POST
def refresh(request: Request) -> HttpResponse:
    """Estimate the points of the place in view anew."""
    if request.place is None:
        raise NotFound("unit", "")
    try:
        run = refresh_estimates(by=request.user, unit=request.place)
    except DomainError as refusal:
        if refusal.status not in (409, 422):
            raise
        told = problem_details(refusal)
        messages.warning(request, f"{told['title']}. {told['detail']}")
    else:
        count = run.estimates.values("point").distinct().count()
        done = _("The estimate is made for %(n)s points without readings.")
        messages.success(request, done % {"n": digits(count)})
    return redirect("connectivity:estimates")


def _around(request: Request, filters: EstimateFilters) -> dict[str, Any]:
    found = estimated_operators()
    run = latest_run(request.place)
    told = run.operators if run else {}
    scope = scope_of(request.user, Permission.READING_IMPORT)
    return {
        "filters": filters,
        "operators": found,
        "chosen": next((one for one in found if one.slug == filters.operator), None),
        "ancestors": visible_ancestors(request.user, request.place),
        "run": run,
        "grounds": [(one, told[one.slug]) for one in found if one.slug in told],
        "may_estimate": scope.covers(request.place.path),
        "may_survey": may(request.user, Permission.READING_RECORD),
    }


def _file(found: Any, wanted: str) -> HttpResponseBase:
    """One row for each point and operator; every row says that it is an estimate."""
    header = [
        *(_("Kind"), _("County"), _("Unit"), _("Station number"), _("Station"), _("Point")),
        *(_("Longitude"), _("Latitude"), _("Electors"), str(COLUMNS["operator"])),
        *(_("Usable signal"), _("Probability"), _("Estimated dBm"), _("Deviation dB")),
        *(_("Method"), _("Estimated at"), _("Key")),
    ]

    def rows() -> Iterator[list[object]]:
        for one in listed_estimates(found):
            point, station = one.row.point, one.row.station
            for guess in one.estimates:
                yield [
                    *(_("estimate, not a reading"), local_name(station.county)),
                    *(local_name(one.row.unit), station.number, station.name, point.name),
                    *(point.lon, point.lat, one.row.electors, local_name(guess.operator)),
                    str(LIKELIHOODS[likelihood_of(guess.probability)]),
                    *(guess.probability, guess.mean_dbm, guess.deviation_db),
                    *(guess.run.method, guess.run.made_at, point.key),
                ]

    return table_response("coverage-estimates", header, rows(), wanted)


def _survey_file(found: Iterator[SurveyTarget], wanted: str) -> HttpResponseBase:
    header = [
        *(_("Order"), _("County"), _("Unit"), _("Station number"), _("Station"), _("Point")),
        *(_("Longitude"), _("Latitude"), _("Electors"), _("Electors at risk (estimate)")),
        _("Key"),
    ]
    rows = (
        [
            *(place, local_name(one.point.station.county), local_name(one.point.station.unit)),
            *(one.point.station.number, one.point.station.name, one.point.name),
            *(one.point.lon, one.point.lat, one.point.station.electors),
            *(round(one.electors_at_risk, 1), one.point.key),
        ]
        for place, one in enumerate(found, start=1)
    )
    return table_response("survey-next", header, rows, wanted)
