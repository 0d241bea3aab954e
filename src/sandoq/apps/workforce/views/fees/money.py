"""Allocations and rules: what the headquarters enter by order."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.workforce.forms.fees import AllocationForm, RuleForm
from sandoq.apps.workforce.rules.fees.rates import DECREE_1402
from sandoq.apps.workforce.selectors.fees import allocations_seen, rules_issued
from sandoq.apps.workforce.services.fees import allocate, issue_rule
from sandoq.apps.workforce.views.fees.around import (
    around,
    class_names,
    day_in_view,
    nothing,
    page_of,
)
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.FEES_VIEW)
@require_GET
def allocations(request: Request) -> HttpResponseBase:
    """Money by unit: allocated, promised, left; every order."""
    day = day_in_view(request)
    if request.place is None or day is None:
        return nothing(request)
    found = allocations_seen(request.user, day, request.place).prefetch_related("orders")
    if file := request.GET.get("format"):
        header = [_("Unit"), _("Allocated"), _("Promised"), _("Left")]
        rows = (
            [
                *(local_name(one.unit), one.amount_rial, one.committed_rial),
                one.amount_rial - one.committed_rial,
            ]
            for one in found
        )
        return table_response(f"fee-allocations-{day.date}", header, rows, file)
    context = around(request, day, "fees-allocations") | {"page": page_of(request, found)}
    return render(request, "workforce/fees/allocations.html", context)


@requires(Permission.FEES_RULES)
@require_http_methods(["GET", "POST"])
def allocation_add(request: Request) -> HttpResponse:
    """Allocate money to the place in view by an order."""
    day = day_in_view(request)
    if request.place is None or day is None:
        return nothing(request)
    form = AllocationForm(request.POST or None)
    if form.is_valid():
        data = form.cleaned_data
        done = attempted(
            form,
            lambda: allocate(by=request.user, polling_day=day, unit=request.place, **data),
        )
        if done:
            messages.success(request, _("The order is written into the allocation."))
            response = redirect("workforce:fees-allocations")
            response["Location"] += f"?day={day.date}"
            return response
    context = around(request, day, "fees-allocations") | {"form": form}
    return render(request, "workforce/fees/allocation_form.html", context)


@requires(Permission.FEES_VIEW)
@require_GET
def rules(request: Request) -> HttpResponseBase:
    """The rules, the newest first."""
    day = day_in_view(request)
    if request.place is None or day is None:
        return nothing(request)
    context = around(request, day, "fees-rules") | {
        "page": page_of(request, rules_issued()),
        "class_names": class_names(),
    }
    return render(request, "workforce/fees/rules.html", context)


@requires(Permission.FEES_RULES)
@require_http_methods(["GET", "POST"])
def rule_add(request: Request) -> HttpResponse:
    """Put a rule in force; the decree of 1402 is what the form begins with."""
    start = {name: DECREE_1402[name] for name in ("name_fa", "name_en", "max_days")}
    form = RuleForm(request.POST or None, initial=start)
    if form.is_valid():
        cleaned = form.cleaned_data
        texts = {
            name: cleaned[name]
            for name in ("name_fa", "name_en", "since", "legal_reference", "salary_order")
        }
        data = form.figures()
        if attempted(form, lambda: issue_rule(by=request.user, data=data, **texts)):
            messages.success(request, _("The rule is in force. Compute the fees again."))
            return redirect("workforce:fees-rules")
    return render(request, "workforce/fees/rule_form.html", {"form": form})
