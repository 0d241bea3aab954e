"""The boards of fees: by unit, by age, by person; and one line's record."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires, signed_in
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.rules.identifiers import masked
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.workforce.forms.fees import CorrectForm, LineFilterForm
from sandoq.apps.workforce.models import FeeLine
from sandoq.apps.workforce.rules.fees.arrears import BUCKETS
from sandoq.apps.workforce.rules.fees.steps import LineState
from sandoq.apps.workforce.selectors.fees import (
    LineFilter,
    Tally,
    arrears_by_unit,
    find_lines,
    line_seen,
    my_fees,
    rule_in_force,
    standing_by_unit,
)
from sandoq.apps.workforce.services.fees import compute_fees, correct_account
from sandoq.apps.workforce.templatetags.fees import bucket_words, held_words
from sandoq.apps.workforce.views.fees.around import (
    around,
    class_names,
    day_in_view,
    nothing,
    page_of,
)
from sandoq.common.clock import now, today
from sandoq.common.errors import NotFound
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name, number


@requires(Permission.FEES_VIEW)
@require_GET
def overview(request: Request) -> HttpResponseBase:
    """The units that vouch for people, and where their money stands."""
    day = day_in_view(request)
    if request.place is None or day is None:
        return nothing(request)
    standings = standing_by_unit(request.user, day, request.place)
    if file := request.GET.get("format"):
        states = [state.value for state in LineState]
        header = [_("Unit"), *(str(label) for _, label in FeeLine.State.choices), _("Total")]
        rows = (
            [local_name(one.unit), *_rials(one.by_state, states), one.total.rial]
            for one in standings
        )
        return table_response(f"fees-{day.date}", header, rows, file)
    whole = _whole([one.by_state for one in standings])
    waiting = Tally(
        sum(tally.lines for state, tally in whole.items() if state != LineState.PAID),
        sum(tally.rial for state, tally in whole.items() if state != LineState.PAID),
    )
    total = sum(tally.rial for tally in whole.values())
    context = around(request, day, "fees") | {
        "standings": standings,
        "total": total,
        "paid": whole.get(LineState.PAID, Tally(0, 0)),
        "waiting": waiting,
        "returned": whole.get(LineState.RETURNED, Tally(0, 0)),
        "rule": rule_in_force(day),
        "at": now(),
    }
    return render(request, "workforce/fees/overview.html", context)


def _rials(by_state: Any, states: list[str]) -> list[int]:
    return [by_state[state].rial if state in by_state else 0 for state in states]


def _whole(parts: list[Any]) -> dict[str, Tally]:
    whole: dict[str, Tally] = {}
    for part in parts:
        for state, tally in part.items():
            sofar = whole.get(state, Tally(0, 0))
            whole[state] = Tally(sofar.lines + tally.lines, sofar.rial + tally.rial)
    return whole


@requires(Permission.FEES_COMPUTE)
@require_POST
def compute(request: Request) -> HttpResponse:
    """Compute the lines of the place from verified attendance."""
    day = day_in_view(request)
    if request.place is None or day is None:
        raise NotFound("election", "")
    done = compute_fees(by=request.user, polling_day=day, unit=request.place)
    told = ngettext(
        "%(n)s fee written anew; %(same)s unchanged.",
        "%(n)s fees written anew; %(same)s unchanged.",
        done.written,
    )
    messages.success(request, told % {"n": number(done.written), "same": number(done.unchanged)})
    for rate_class, days in sorted(done.unrated.items()):
        told = _("The rule names no rate for the class %(name)s: %(days)s days are not paid.")
        name = class_names().get(rate_class, rate_class)
        messages.warning(request, told % {"name": name, "days": number(days)})
    return _back("workforce:fees", day.date)


def _back(name: str, day: object) -> HttpResponse:
    response = redirect(name)
    response["Location"] += f"?day={day}"
    return response


@requires(Permission.FEES_VIEW)
@require_GET
def arrears(request: Request) -> HttpResponseBase:
    """What is owed and not paid, of every polling day, by unit and age."""
    day = day_in_view(request)
    if request.place is None or day is None:
        return nothing(request)
    at = now()
    rows = arrears_by_unit(request.user, request.place, today(at))
    if file := request.GET.get("format"):
        header = [_("Unit"), _("People"), *map(bucket_words, BUCKETS), _("Total")]
        table = (
            [local_name(one.unit), one.total.lines, *(age.rial for age in one.ages), one.total.rial]
            for one in rows
        )
        return table_response("fee-arrears", header, table, file)
    sums = [
        Tally(sum(one.ages[i].lines for one in rows), sum(one.ages[i].rial for one in rows))
        for i in range(len(BUCKETS))
    ]
    context = around(request, day, "fees-arrears") | {
        "arrears": rows,
        "buckets": BUCKETS,
        "sums": sums,
        "total": Tally(sum(one.lines for one in sums), sum(one.rial for one in sums)),
        "oldest": max((one.oldest_days for one in rows), default=0),
        "at": at,
    }
    return render(request, "workforce/fees/arrears.html", context)


@requires(Permission.FEES_VIEW)
@require_GET
def lines(request: Request) -> HttpResponseBase:
    """Everybody with a fee for the polling day; never an identifier."""
    day = day_in_view(request)
    if request.place is None or day is None:
        return nothing(request)
    form = LineFilterForm(request.GET)
    wanted = LineFilter(polling_day=day, unit=request.place, **form.wanted())
    found = find_lines(request.user, wanted)
    if file := request.GET.get("format"):
        header = [
            *(_("Name"), _("Unit"), _("Days claimed"), _("Days paid"), _("Amount, rials")),
            *(_("State"), _("Since"), _("Held"), _("Key")),
        ]
        return table_response(f"fee-lines-{day.date}", header, _line_rows(found), file)
    context = around(request, day, "fees-lines") | {
        "form": form,
        "wanted": wanted,
        "page": page_of(request, found),
    }
    return render(request, "workforce/fees/lines.html", context)


def _line_rows(found: Any) -> Iterator[list[Any]]:
    for line in found.iterator(chunk_size=1000):
        yield [
            *(local_name(line.person), local_name(line.unit)),
            *(line.claimed_days, line.paid_days, line.amount_rial),
            *(line.get_state_display(), line.state_at, held_words(line.held), line.key),
        ]


@requires(Permission.FEES_VIEW)
@require_GET
def line(request: Request, key: UUID) -> HttpResponse:
    """One person's fee: its days, who agreed, its way to the bank, what can be done."""
    found = line_seen(request.user, key)
    return render(request, "workforce/fees/line.html", _line_context(request, found))


def _line_context(request: Request, found: FeeLine) -> dict[str, Any]:
    reach = scope_of(request.user, Permission.FEES_CONFIRM).covers(found.unit.path)
    fixable = found.state == FeeLine.State.RETURNED or bool(found.held)
    own = found.person_id == request.user.person_id
    return {
        "line": found,
        "days": found.days.all(),
        "class_names": class_names(),
        "items": _masked_items(request, found),
        "may_correct": reach and fixable and not own,
        "form": CorrectForm(),
    }


def _masked_items(request: Request, found: FeeLine) -> list[tuple[Any, str, bool]]:
    """Each transfer with its account, masked, and whether the person may open its batch."""
    scope = scope_of(request.user, Permission.FEES_VIEW)
    items = found.items.select_related("batch__unit").order_by("-pk")
    return [(item, masked(item.sheba), scope.covers(item.batch.unit.path)) for item in items]


@requires(Permission.FEES_CONFIRM)
@require_http_methods(["POST"])
def correct(request: Request, key: UUID) -> HttpResponse:
    """Put the account of a returned or held fee right."""
    found = line_seen(request.user, key)
    form = CorrectForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        done = attempted(form, lambda: correct_account(by=request.user, line=found, **data))
        if done:
            messages.success(request, _("Corrected: the fee goes into the next batch."))
            return redirect("workforce:fees-line", found.key)
    context = _line_context(request, found) | {"form": form}
    return render(request, "workforce/fees/line.html", context, status=422)


@signed_in
@require_GET
def mine(request: Request) -> HttpResponse:
    """The person's own fees: what is owed, where it stands, what is needed."""
    rows = list(my_fees(request.user))
    person = request.user.person
    owed = [row for row in rows if row.state != FeeLine.State.PAID]
    context = {
        "lines": rows,
        "owed_rial": sum(row.amount_rial for row in owed),
        "paid_rial": sum(row.amount_rial for row in rows) - sum(row.amount_rial for row in owed),
        "account": masked(person.sheba) if person else "",
        "at": now(),
    }
    return render(request, "workforce/fees/mine.html", context)
