"""Pages that belong to no single app: the switches, and the day read back."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as django_set_language

from sandoq.apps.accounts.guard import public
from sandoq.project.context import THEME_COOKIE, known_theme
from sandoq.ui.forms import read_day
from sandoq.ui.templatetags.sandoq import jalali, weekday

_YEAR_SECONDS = 31_536_000

set_language = public(require_POST(django_set_language))


@public
@require_GET
def read_date(request: HttpRequest) -> HttpResponse:
    """The day a typed text means, in words; empty while it means none."""
    day = read_day(request.GET.get("text", "")[:80])
    text = f"{weekday(day)} {jalali(day)}" if day else ""
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@public
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the colours somebody chose; 'auto' follows the device."""
    response = HttpResponseRedirect(_back(request))
    response.set_cookie(
        THEME_COOKIE,
        known_theme(request.POST.get("theme", "")),
        max_age=_YEAR_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that is a page of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and ours else "/"
