"""The change bridge of a unit between two days."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.territory.forms.units import BridgeForm
from sandoq.apps.territory.models import StationChange
from sandoq.apps.territory.selectors import (
    bridge,
    bridge_changes,
    top_units,
    units_of,
    visible_ancestors,
    with_parents,
)
from sandoq.apps.territory.templatetags.territory import place_name
from sandoq.apps.territory.wording import WORDS
from sandoq.common import clock
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request

_DAYS_BEFORE = 30
_PAGE_ROWS = 50
_EXPORT_CHUNK = 1_000


@requires(Permission.TERRITORY_VIEW)
@require_GET
def bridge_page(request: Request) -> HttpResponseBase:
    """How many stations and electors there were, what came, what left, and how many there are."""
    unit = request.place or next(iter(top_units(request.user)), None)
    today = clock.today(clock.now())
    usual = {"since": today - timedelta(days=_DAYS_BEFORE), "until": today}
    form = BridgeForm(
        {**usual, **{name: request.GET[name] for name in usual if request.GET.get(name)}}
    )
    context = {"unit": unit, "form": form, "found": None}
    if unit is None or not form.is_valid():
        return render(request, "territory/bridge.html", context)
    since, until = _span(form.cleaned_data["since"], form.cleaned_data["until"])
    changes = bridge_changes(request.user, unit, since, until)
    if wanted := request.GET.get("format"):
        return _export(changes, wanted)
    page = Paginator(changes, _PAGE_ROWS).get_page(request.GET.get("page"))
    with_parents(units_of(page))
    context |= {
        "ancestors": visible_ancestors(request.user, unit),
        "found": bridge(request.user, unit, since, until),
        "page": page,
        **form.cleaned_data,
    }
    return render(request, "territory/bridge.html", context)


def _span(since: date, until: date) -> tuple[datetime, datetime]:
    """From the last moment before the first day to the last moment of the second, in Tehran."""
    before = datetime.combine(since, time.min, clock.TEHRAN) - timedelta(microseconds=1)
    return before, datetime.combine(until, time.max, clock.TEHRAN)


def _export(changes: QuerySet[StationChange], wanted: str) -> HttpResponseBase:
    names = {
        "at": _("When"),
        "station": _("Station"),
        "change": _("Change"),
        "unit": _("Unit"),
        "unit_before": _("Unit before"),
        "electors_before": _("Electors before"),
        "electors_after": _("Electors after"),
        "order_number": _("Order number"),
    }
    is_for_programs = wanted == "json"

    def lines() -> Iterator[list[object]]:
        rows = changes.iterator(chunk_size=_EXPORT_CHUNK)
        while part := list(islice(rows, _EXPORT_CHUNK)):
            with_parents(units_of(part))
            for change in part:
                yield [
                    change.at,
                    change.station.name,
                    change.kind if is_for_programs else WORDS[change.kind],
                    place_name(change.unit),
                    place_name(change.unit_before),
                    change.electors_before,
                    change.electors_after,
                    change.order_number,
                ]

    header = list(names) if is_for_programs else list(names.values())
    return table_response("changes", header, lines(), wanted)
