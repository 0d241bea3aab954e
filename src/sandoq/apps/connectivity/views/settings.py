"""The headquarters' settings: the grading rule and the operators."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.connectivity.forms.settings import GradingRuleForm
from sandoq.apps.connectivity.selectors import operators, rule_in_force, settings_history
from sandoq.apps.connectivity.services import register_known_operators, set_grading_rule
from sandoq.ui.http import Request


@requires(Permission.CONNECTIVITY_SETTINGS)
@require_http_methods(["GET", "POST"])
def show(request: Request) -> HttpResponse:
    """The rule in force, its history, and the operators."""
    form = GradingRuleForm.of(rule_in_force(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempted(form, lambda: set_grading_rule(by=request.user, rule=form.rule()))
        if done is not None:
            messages.success(request, _("The rule is in force; every point was graded by it."))
            return redirect("connectivity:settings")
    context = {"form": form, "history": settings_history(), "operators": operators()}
    return render(request, "connectivity/settings.html", context)


@requires(Permission.CONNECTIVITY_SETTINGS)
@require_POST
def register(request: Request) -> HttpResponse:
    """Register the country's operators that the platform knows by itself."""
    register_known_operators(by=request.user)
    messages.success(request, _("The operators are registered."))
    return redirect("connectivity:operators")
