"""Keeps national and province posts out until their session has a second factor."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _

from sandoq.apps.accounts.errors import SecondFactorRequired
from sandoq.apps.accounts.guard import PUBLIC
from sandoq.apps.accounts.secondfactor import missing_factor, with_return
from sandoq.ui.problems import problem_response

_API = "/api/"


class SecondFactorMiddleware(MiddlewareMixin):
    """Sends a session without second factor to where one is set up or proved.

    API tokens are not asked: they are signed in later, by the API, and never by a session.
    """

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _args: Any,
        _kwargs: Any,
    ) -> HttpResponseBase | None:
        user = request.user
        if user.is_anonymous or getattr(view, "access", None) == PUBLIC:
            return None
        match = request.resolver_match
        url = missing_factor(request, user, (match.url_name or "") if match else "")
        if url is None:
            return None
        if request.path_info.startswith(_API):
            return problem_response(SecondFactorRequired(), request)
        messages.warning(request, _("Your post asks for a second factor before you go on."))
        if getattr(request, "htmx", False):
            return HttpResponse(status=204, headers={"HX-Redirect": url})
        return HttpResponseRedirect(with_return(url, request))
