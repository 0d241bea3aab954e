"""What holds for every request: language, place and election in view, refusals, htmx manners."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import render, resolve_url
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from sandoq.apps.elections.models import Election
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import DomainError
from sandoq.project.places import election_in_view, place_in_view
from sandoq.ui.problems import problem_response, sentence

GetResponse = Callable[[HttpRequest], HttpResponse]
API = "/api/"


class LanguageMiddleware(LocaleMiddleware):
    """Persian first: the language chosen here, else the account's, else Persian.

    A browser's own language does not decide, for most in Iran are set to English; programs at the
    API may ask for one.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(API):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen is None and settings.SESSION_COOKIE_NAME in request.COOKIES:
            chosen = getattr(request.user, "language", None)
        known = dict(settings.LANGUAGES)
        translation.activate(chosen if chosen in known else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()


def refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    """A page that tells the refusal; a fragment for htmx; a problem detail at the API."""
    if request.path_info.startswith(API):
        return problem_response(error, request)
    context = {"code": error.code, "sentence": sentence(error, request)}
    if not getattr(request, "htmx", False):
        return render(request, "page/error.html", context, status=error.status)
    response = render(request, "ui/refusal.html", context, status=error.status)
    response["HX-Retarget"] = "#problem"
    response["HX-Reswap"] = "innerHTML show:#problem:top"
    response["HX-Reselect"] = "unset"
    response["HX-Push-Url"] = "false"
    return response


class DomainErrorMiddleware:
    """Tells an expected refusal of a view; bugs crash loudly."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal(request, error) if isinstance(error, DomainError) else None


class SwapMiddleware:
    """Keeps a fragment from being taken for the page, and sends an ended session to the door."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request"])
        if not request.htmx:  # type: ignore[attr-defined]
            return response
        door = resolve_url(settings.LOGIN_URL)
        if isinstance(response, HttpResponseRedirect) and response.url.split("?")[0] == door:
            here = request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
            answer = HttpResponse(status=204)
            answer.headers["HX-Redirect"] = f"{door}?{urlencode({'next': here})}"
            return answer
        return response


class _Placed:
    """The place and the election in view, looked up when first asked for; None stays None."""

    @cached_property
    def place(self: Any) -> Unit | None:
        return place_in_view(self)

    @cached_property
    def election(self: Any) -> Election | None:
        return election_in_view(self)


@cache
def _placed(kind: Any) -> Any:
    return type(f"Placed{kind.__name__}", (_Placed, kind), {})


class PlaceMiddleware:
    """Gives every request `place` and `election`; a page that asks for neither pays nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind: Any = type(request)
        request.__class__ = _placed(kind)
        return self.get_response(request)

    def process_view(self, request: Any, *_: object) -> HttpResponse | None:
        """Refuse an address that names a place or election the person may not see."""
        if request.path_info.startswith(API) or not {"unit", "election"} & request.GET.keys():
            return None
        try:
            _ = request.place, request.election
        except DomainError as error:
            return refusal(request, error)
        return None
