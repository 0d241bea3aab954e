"""What is shown when something failed that is no refusal of ours: unknown addresses, crashes."""

from html import unescape

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import gettext

from sandoq.ui.problems import plain_problem


def _failure(request: HttpRequest, code: str, status: int) -> HttpResponse:
    sentence = render_to_string(f"errors/{code}.html", {"path": request.path})
    if request.path_info.startswith("/api/"):
        detail = " ".join(unescape(strip_tags(sentence)).split())
        title = gettext("Not possible")
        return plain_problem(request, status=status, code=code, title=title, detail=detail)
    return render(request, "page/error.html", {"code": code, "sentence": sentence}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """400: the request could not be read."""
    return _failure(request, "bad-request", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """403."""
    return _failure(request, "not-allowed", 403)


def unknown(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """404: no page has this address."""
    return _failure(request, "no-page", 404)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """403: a form came without the mark that this site made it, or with an old one."""
    return _failure(request, "old-form", 403)


def too_fast(request: HttpRequest) -> HttpResponse:
    """429: django-allauth counts attempts to sign in and asks for this page."""
    return _failure(request, "too-fast", 429)


def crashed(request: HttpRequest) -> HttpResponse:
    """500: plain, for whatever made the page may be what is broken."""
    if request.path_info.startswith("/api/"):
        return plain_problem(request, status=500, code="crashed", title="Internal error")
    return HttpResponse(render_to_string("page/crashed.html"), status=500)
