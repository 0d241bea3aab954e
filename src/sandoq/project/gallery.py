"""The gallery: every component and every kind of page, in all states, with sample data."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import public
from sandoq.common.errors import NotFound
from sandoq.ui.forms import JalaliDateField

KINDS = ("board", "record", "queue", "wizard", "live", "paper")
AT = datetime(2024, 2, 28, 6, 40, tzinfo=UTC)
_ROWS_PER_PAGE = 6


@dataclass(frozen=True, slots=True)
class SampleUnit:
    key: str
    name_fa: str
    name_en: str
    stations: int
    electors: int
    not_ready: int
    on_fallback: int

    @property
    def ready(self) -> int:
        return self.stations - self.not_ready - self.on_fallback

    @property
    def state(self) -> str:
        if self.not_ready:
            return "not-ready"
        return "ready-on-fallback" if self.on_fallback else "ready"


UNITS = tuple(
    SampleUnit(str(number), *row)
    for number, row in enumerate(
        (
            ("ساری", "Sari", 421, 61_240, 57, 96),
            ("بابل", "Babol", 468, 48_905, 44, 103),
            ("آمل", "Amol", 376, 31_118, 29, 71),
            ("قائم‌شهر", "Qaem Shahr", 262, 22_470, 21, 40),
            ("نوشهر", "Nowshahr", 131, 9_806, 11, 27),
            ("سوادکوه شمالی", "Northern Savadkuh", 44, 1_950, 3, 12),
            ("رامسر", "Ramsar", 78, 0, 0, 9),
            ("سیمرغ", "Simorgh", 63, 0, 0, 0),
        )
    )
)


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name of the station"), max_length=80)
    opens_on = JalaliDateField(
        label=_("Polling day"), help_text=_("In either calendar, as you would write it.")
    )
    code = forms.CharField(
        label=_("Code"),
        required=False,
        help_text=_("Eight digits, as on the ministry's list."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("fixed", _("Fixed")), ("mobile", _("Mobile"))]
    )
    area = forms.ChoiceField(
        label=_("Area"),
        choices=[("urban", _("Urban")), ("rural", _("Rural"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea)
    sure = forms.BooleanField(label=_("I have seen the place myself."))


@public
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """All components on one page."""
    typed = {"r-opens_on": "۱۱/۱۲/۰۲", "r-code": "12345678"}
    refused = SampleForm(typed, prefix="r")
    context = _sample(request) | {"form": SampleForm(), "refused": refused, "kinds": _kinds()}
    return render(request, "gallery/components.html", context)


@public
@require_GET
def gallery_page(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind of page."""
    if kind not in KINDS:
        raise NotFound("gallery", kind)
    return render(request, f"gallery/{kind}.html", _sample(request))


def _sample(request: HttpRequest) -> dict[str, Any]:
    pages = Paginator(UNITS, _ROWS_PER_PAGE)
    return {
        "at": AT,
        "page": pages.get_page(request.GET.get("page")),
        "units": UNITS,
        "ancestors": [SampleUnit("m", "مازندران", "Mazandaran", 0, 0, 0, 0), UNITS[0]],
        "as_of": AT,
        "stale": "stale" in request.GET,
    }


def _kinds() -> list[tuple[str, Promise]]:
    return [
        ("board", _("Board")),
        ("record", _("Record")),
        ("queue", _("Queue")),
        ("wizard", _("Wizard")),
        ("live", _("Live")),
        ("paper", _("Paper")),
    ]
