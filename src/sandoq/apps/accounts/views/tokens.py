"""One's own tokens for programs."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sandoq.apps.accounts.forms import TokenForm, attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import tenures_of, token_of, tokens_of
from sandoq.apps.accounts.services import issue_token, revoke_token
from sandoq.apps.accounts.views.pages import render_unkept
from sandoq.common.clock import now
from sandoq.ui.http import Request


@requires(Permission.TOKEN_EDIT)
@require_http_methods(["GET", "POST"])
def tokens(request: Request) -> HttpResponse:
    """One's tokens, and a new one, whose secret is shown once."""
    form = TokenForm(request.POST or None, tenures=list(tenures_of(request.user)))
    issued = None
    if form.is_valid():
        issued = attempted(form, lambda: issue_token(by=request.user, **form.asked()))
    context = {
        "form": TokenForm(tenures=list(tenures_of(request.user))) if issued else form,
        "issued": issued,
        "tokens": list(tokens_of(request.user)),
        "now": now(),
    }
    if issued:
        return render_unkept(request, "accounts/tokens.html", context)
    return render(request, "accounts/tokens.html", context)


@requires(Permission.TOKEN_EDIT)
@require_POST
def revoke(request: Request, token: int) -> HttpResponse:
    """Withdraw a token at once."""
    revoke_token(by=request.user, token=token_of(request.user, token))
    messages.success(request, _("The token is revoked; programs that use it are refused."))
    return redirect("accounts:tokens")
