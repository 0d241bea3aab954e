"""The demo's door: everybody of the demo by office, signed in with one click, on loopback only.

Installed only where `settings.DEMO` is on; `tests/demo` proves that it is absent elsewhere.
"""

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from sandoq.apps.accounts.guard import public
from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.secondfactor import DEMO_SIGN_IN
from sandoq.demo.cast import cast, person_of


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """List the demo's people by office; a POST signs in as one of them."""
    _refuse_strangers(request)
    target = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = ""
    if request.method == "POST":
        user: User = person_of(request.POST.get("username", ""))
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        request.session[DEMO_SIGN_IN] = True
        return redirect(target or "today")
    return render(request, "demo/sign_in.html", {"offices": cast(), "next": target})


def _refuse_strangers(request: HttpRequest) -> None:
    """Only a demo answers, and only the machine it runs on."""
    if not settings.DEMO or not ip_address(request.META["REMOTE_ADDR"]).is_loopback:
        raise Http404
