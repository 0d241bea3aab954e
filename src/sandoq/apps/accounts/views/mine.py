"""One's own page: posts, second factor, tokens, language."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sandoq.apps.accounts.adapters import speak
from sandoq.apps.accounts.forms import LanguageForm
from sandoq.apps.accounts.guard import signed_in
from sandoq.apps.accounts.rules.access import Permission, needs_second_factor
from sandoq.apps.accounts.secondfactor import factors_of, is_demo_session
from sandoq.apps.accounts.selectors import may, offices_of, tenures_of, tokens_of
from sandoq.apps.accounts.services import choose_language
from sandoq.ui.http import Request


@signed_in
@require_http_methods(["GET", "POST"])
def me(request: Request) -> HttpResponse:
    """What this person is here, and how they sign in."""
    user = request.user
    form = LanguageForm(request.POST or None, initial={"language": user.language})
    if form.is_valid():
        choose_language(by=user, language=form.cleaned_data["language"])
        with translation.override(user.language):
            messages.success(request, _("The pages speak your language from now on."))
        response = redirect("accounts:me")
        speak(response, user)
        return response
    context = {
        "form": form,
        "tenures": list(tenures_of(user)),
        "factors": sorted(set(factors_of(user).values())),
        "needs_factor": needs_second_factor(offices_of(user)),
        "is_demo": is_demo_session(request),
        "may_token": may(user, Permission.TOKEN_EDIT),
        "token_count": tokens_of(user).filter(revoked_at=None).count(),
    }
    return render(request, "accounts/me.html", context)
