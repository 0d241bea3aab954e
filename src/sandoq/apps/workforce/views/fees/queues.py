"""The queues of agreement: the county confirms, finance checks, the province approves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.workforce.forms.fees import LineFilterForm, chosen_keys
from sandoq.apps.workforce.rules.fees.steps import Step
from sandoq.apps.workforce.selectors.fees import (
    LineFilter,
    Tally,
    allocations_seen,
    takeable,
    tally_of,
    waiting_for,
)
from sandoq.apps.workforce.services.fees import (
    Taken,
    approve_fees,
    check_fees,
    confirm_fees,
    send_back_fees,
)
from sandoq.apps.workforce.views.fees.around import around, day_in_view, nothing, page_of
from sandoq.common.errors import BadInput, NotFound
from sandoq.common.quantities import parse_integer
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import number


@dataclass(frozen=True, slots=True)
class Queue:
    """One step's page: its address, words and service."""

    step: Step
    name: str
    title: Promise
    act: Promise
    lead: Promise
    take: Callable[..., Taken]


CONFIRM = Queue(
    Step.CONFIRM,
    "fees-confirm",
    _("Fees to confirm"),
    _("Confirm"),
    _("You vouch that these people of your unit worked these days. Nobody confirms their own fee."),
    confirm_fees,
)
CHECK = Queue(
    Step.CHECK,
    "fees-check",
    _("Fees to check"),
    _("Check"),
    _("You check what the counties confirmed. Whoever confirmed a fee cannot check it."),
    check_fees,
)
APPROVE = Queue(
    Step.APPROVE,
    "fees-approve",
    _("Fees to approve"),
    _("Approve"),
    _("Approving promises the money from the allocation. It is done by a third person."),
    approve_fees,
)


@requires(Permission.FEES_CONFIRM)
@require_http_methods(["GET", "POST"])
def confirm(request: Request) -> HttpResponseBase:
    """What the county has to confirm."""
    return _queue(request, CONFIRM)


@requires(Permission.FEES_CHECK)
@require_http_methods(["GET", "POST"])
def check(request: Request) -> HttpResponseBase:
    """What finance has to check."""
    return _queue(request, CHECK)


@requires(Permission.FEES_APPROVE)
@require_http_methods(["GET", "POST"])
def approve(request: Request) -> HttpResponseBase:
    """What the head of the province has to approve."""
    return _queue(request, APPROVE)


def _queue(request: Request, queue: Queue) -> HttpResponse:
    day = day_in_view(request)
    if request.place is None or day is None:
        if request.method == "POST":
            raise NotFound("election", "")
        return nothing(request)
    if request.method == "POST":
        _act(request, queue, day)
        response = redirect(f"workforce:{queue.name}")
        response["Location"] += f"?day={day.date}"
        return response
    return _show(request, queue, day)


def _show(request: Request, queue: Queue, day: PollingDay) -> HttpResponse:
    form = LineFilterForm(request.GET)
    search = form.wanted().get("search", "")
    wanted = LineFilter(polling_day=day, unit=request.place, search=search)
    free = takeable(request.user, queue.step, wanted)
    rows = free.select_related("person", "unit").defer(
        "person__national_id", "person__mobile", "person__sheba"
    )
    everything = LineFilter(polling_day=day, unit=request.place)
    all_free = tally_of(takeable(request.user, queue.step, everything))
    others = waiting_for(request.user, queue.step, everything).count() - all_free.lines
    context = around(request, day, queue.name) | {
        "queue": queue,
        "form": form,
        "wanted": wanted,
        "page": page_of(request, rows.order_by("unit__path", "person__name_fa", "pk")),
        "tally": all_free,
        "others": others,
        "may_send_back": queue.step is not Step.CONFIRM,
        "allocations": allocations_seen(request.user, day, request.place)
        if queue.step is Step.APPROVE
        else (),
    }
    return render(request, "workforce/fees/queue.html", context)


def _act(request: Request, queue: Queue, day: PollingDay) -> None:
    place: dict[str, Any] = {"by": request.user, "polling_day": day, "unit": request.place}
    keys = chosen_keys(request.POST.getlist("line"))
    match request.POST.get("act"):
        case "all":
            taken = queue.take(**place, seen=_seen(request))
        case "chosen":
            taken = queue.take(**place, lines=keys)
        case "send-back":
            reason = request.POST.get("reason", "")
            taken = send_back_fees(**place, lines=keys, reason=reason)
        case act:
            raise NotFound("act", str(act)[:20])
    if not taken.lines:
        messages.info(request, _("Nothing was chosen: tick the people first."))
        return
    told = ngettext(
        "%(n)s fee, %(rial)s rials: done.", "%(n)s fees, %(rial)s rials: done.", taken.lines
    )
    messages.success(request, told % {"n": number(taken.lines), "rial": number(taken.rial)})


def _seen(request: Request) -> Tally:
    try:
        lines = parse_integer(request.POST.get("lines", ""))
        return Tally(lines, parse_integer(request.POST.get("rial", "")))
    except BadInput:
        return Tally(0, 0)
