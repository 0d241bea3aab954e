"""What the pages of fees share: the polling day in view, tabs, a page of rows."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, scope_of
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.apps.workforce.selectors.fees import polling_days_with_fees, rate_classes
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name

_PER_PAGE = 50

TABS: tuple[tuple[str, Promise, Permission], ...] = (
    ("fees", _("Overview"), Permission.FEES_VIEW),
    ("fees-arrears", _("Arrears"), Permission.FEES_VIEW),
    ("fees-lines", _("People"), Permission.FEES_VIEW),
    ("fees-confirm", _("To confirm"), Permission.FEES_CONFIRM),
    ("fees-check", _("To check"), Permission.FEES_CHECK),
    ("fees-approve", _("To approve"), Permission.FEES_APPROVE),
    ("fees-batches", _("Batches"), Permission.FEES_VIEW),
    ("fees-answers", _("The bank's answers"), Permission.FEES_VIEW),
    ("fees-allocations", _("Allocations"), Permission.FEES_VIEW),
    ("fees-rules", _("Rules"), Permission.FEES_VIEW),
)


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    is_current: bool


def day_in_view(request: Request) -> PollingDay | None:
    """The polling day the address names, else the election's if it has fees, else the newest
    with fees, else the election's."""
    days = polling_days_with_fees(request.user)
    if wanted := _read(request.GET.get("day", "")):
        return PollingDay.objects.filter(date=wanted).first()
    election = request.election
    if election is not None and days.filter(pk=election.polling_day_id).exists():
        return election.polling_day  # type: ignore[no-any-return]
    newest = days.first()
    return newest or (election.polling_day if election is not None else None)


def _read(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def around(request: Request, day: PollingDay, here: str) -> dict[str, Any]:
    """The context of every page of the room."""
    place = request.place
    query = f"?day={day.date.isoformat()}"
    tabs = [
        Tab(str(label), reverse(f"workforce:{name}") + query, name == here)
        for name, label, permission in TABS
        if may(request.user, permission)
    ]
    days = list(polling_days_with_fees(request.user)[:20])
    coming = request.election.polling_day if request.election is not None else day
    if coming not in days:
        days.insert(0, coming)
    return {
        "day": day,
        "days": days if day in days else [day, *days],
        "tabs": tabs,
        "here": here,
        "ancestors": visible_ancestors(request.user, place),
        "can": {
            name: scope_of(request.user, permission).covers(place.path)
            for name, permission in (
                ("compute", Permission.FEES_COMPUTE),
                ("check", Permission.FEES_CHECK),
                ("batch", Permission.FEES_BATCH),
                ("rules", Permission.FEES_RULES),
            )
        },
    }


def nothing(request: Request) -> HttpResponse:
    """No place or no election: the first step is elsewhere."""
    return render(request, "workforce/fees/nothing.html")


def page_of(request: Request, rows: QuerySet[Any]) -> Page[Any]:
    """The page of rows the address asks for; the nearest there is."""
    return Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))


def class_names() -> dict[str, str]:
    """What each rate class is called: the roles that are paid under it."""
    return {
        name: str(_(", ")).join(local_name(role) for role in roles)
        for name, roles in rate_classes().items()
    }
