"""Batches and the bank: sealing, the record with its hash, export, withdrawal, the answers."""

from tempfile import TemporaryFile
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.rules.identifiers import masked
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.workforce.forms.fees import BankFileForm, chosen_keys
from sandoq.apps.workforce.models import FeeBatch, FeeExport
from sandoq.apps.workforce.rules.fees.steps import Step
from sandoq.apps.workforce.selectors.fees import (
    LineFilter,
    answer_seen,
    answers_seen,
    batch_seen,
    batches_seen,
    payer_of,
    sealed_now,
    sums_by_unit,
    tally_of,
    waiting_for,
)
from sandoq.apps.workforce.services.fees import (
    export_batch,
    make_batch,
    read_bank_answer,
    void_batch,
)
from sandoq.apps.workforce.views.fees.around import around, day_in_view, nothing, page_of
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import digits, local_name, number

_ENDINGS = {FeeExport.Format.CSV: "csv", FeeExport.Format.PAIN001: "xml"}


@requires(Permission.FEES_VIEW)
@require_GET
def batches(request: Request) -> HttpResponseBase:
    """The batches of the place, and what waits for the next."""
    day = day_in_view(request)
    if request.place is None or day is None:
        return nothing(request)
    found = batches_seen(request.user, day, request.place)
    if file := request.GET.get("format"):
        header = [
            *(_("Number"), _("Unit"), _("Made"), _("Fees"), _("Amount, rials"), _("State")),
            "SHA-256",
        ]
        rows = (
            [
                *(one.number, local_name(one.unit), one.made_at, one.lines, one.amount_rial),
                *(one.get_state_display(), one.sha256),
            ]
            for one in found.iterator()
        )
        return table_response(f"fee-batches-{day.date}", header, rows, file)
    wanted = LineFilter(polling_day=day, unit=request.place)
    context = around(request, day, "fees-batches")
    context |= {
        "page": page_of(request, found),
        "ready": tally_of(waiting_for(request.user, Step.BATCH, wanted)),
        "payer": payer_of(day, request.place),
        "key": uuid4(),
    }
    return render(request, "workforce/fees/batches.html", context)


@requires(Permission.FEES_BATCH)
@require_POST
def make(request: Request) -> HttpResponse:
    """Seal what is approved; the key makes a repeated click harmless."""
    day = day_in_view(request)
    if request.place is None or day is None:
        raise NotFound("election", "")
    key = next(iter(chosen_keys([request.POST.get("key", "")])), None)
    made = make_batch(by=request.user, polling_day=day, unit=request.place, key=key)
    if made.held:
        told = ngettext(
            "%(n)s fee is held by itself: its account is not right.",
            "%(n)s fees are held by themselves: their accounts are not right.",
            made.held,
        )
        messages.warning(request, told % {"n": number(made.held)})
    if made.batch is None:
        response = redirect("workforce:fees-lines")
        response["Location"] += f"?day={day.date}&state=held"
        return response
    messages.success(request, _("Sealed as %(number)s.") % {"number": digits(made.batch.number)})
    return redirect("workforce:fees-batch", made.batch.key)


@requires(Permission.FEES_VIEW)
@require_GET
def batch(request: Request, key: UUID) -> HttpResponse:
    """What the batch is, its hash computed again, and what can be done with it."""
    found = batch_seen(request.user, key)
    mine = scope_of(request.user, Permission.FEES_BATCH).covers(found.unit.path)
    context = _told(found) | {
        "may_export": mine and found.state != FeeBatch.State.VOID,
        "may_void": mine and found.state == FeeBatch.State.SEALED,
        "exports": found.exports.select_related("by__person"),
        "answered": {
            outcome: found.items.filter(outcome=outcome).count() for outcome in ("paid", "returned")
        },
    }
    return render(request, "workforce/fees/batch.html", context)


@requires(Permission.FEES_VIEW)
@require_GET
def sheet(request: Request, key: UUID) -> HttpResponse:
    """The batch on paper, to be signed: the sum, the hash, the units."""
    found = batch_seen(request.user, key)
    context = _told(found) | {
        "issuer": found.payer_name,
        "issued_at": found.made_at,
        "number": found.number,
    }
    return render(request, "workforce/fees/sheet.html", context)


def _told(found: FeeBatch) -> dict[str, object]:
    return {
        "batch": found,
        "holds": sealed_now(found).hash() == found.sha256,
        "payer_account": masked(found.payer_sheba),
        "units": sums_by_unit(found),
        "at": now(),
    }


@requires(Permission.FEES_BATCH)
@require_POST
def export(request: Request, key: UUID) -> HttpResponseBase:
    """The file for the bank: whole accounts, so for the hands that send it only."""
    found = batch_seen(request.user, key)
    kind = request.POST.get("format", "")
    file = TemporaryFile()  # noqa: SIM115 - the response closes it after sending
    try:
        export_batch(by=request.user, batch=found, format=kind, to=file)
    except Exception:
        file.close()
        raise
    file.seek(0)
    name = f"fees-{found.number}.{_ENDINGS[FeeExport.Format(kind)]}"
    response = FileResponse(file, as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@requires(Permission.FEES_BATCH)
@require_POST
def void(request: Request, key: UUID) -> HttpResponse:
    """Withdraw a batch the bank has not been told of."""
    found = batch_seen(request.user, key)
    void_batch(by=request.user, batch=found, reason=request.POST.get("reason", ""))
    messages.success(request, _("Withdrawn: its fees wait for the next batch."))
    return redirect("workforce:fees-batch", found.key)


@requires(Permission.FEES_VIEW)
@require_http_methods(["GET", "POST"])
def answers(request: Request) -> HttpResponse:
    """The bank's files, and the upload of the next."""
    day = day_in_view(request)
    if request.place is None or day is None:
        return nothing(request)
    form = BankFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        read = attempted(
            form,
            lambda: read_bank_answer(
                by=request.user, polling_day=day, unit=request.place, name=file.name, data=file
            ),
        )
        if read:
            return redirect("workforce:fees-answer", read.key)
    context = around(request, day, "fees-answers") | {
        "form": form,
        "page": page_of(request, answers_seen(request.user, day, request.place)),
    }
    status = 422 if form.errors else 200
    return render(request, "workforce/fees/answers.html", context, status=status)


@requires(Permission.FEES_VIEW)
@require_GET
def answer(request: Request, key: UUID) -> HttpResponse:
    """What one file of the bank changed, and the rows that did not fit."""
    read = answer_seen(request.user, key)
    return render(request, "workforce/fees/answer.html", {"read": read})
