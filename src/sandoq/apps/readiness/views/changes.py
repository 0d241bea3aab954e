"""What changed since a day: the bridge from the figures then to the figures now."""

from datetime import datetime, timedelta
from datetime import time as clock_time

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.readiness.selectors import changes_since
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.common import clock
from sandoq.ui.forms import JalaliDateField
from sandoq.ui.http import Request

_DAYS, _SHOWN = 7, 40


class SinceForm(forms.Form):
    """The day from whose beginning changes are told."""

    since = JalaliDateField(label=_("Since the beginning of"), required=False)


@requires(Permission.READINESS_VIEW)
@require_GET
def show(request: Request) -> HttpResponse:
    """The bridge, and the latest single changes."""
    if request.place is None or request.election is None:
        return render(request, "readiness/nothing.html")
    form = SinceForm(request.GET if "since" in request.GET else None)
    day = form.cleaned_data["since"] if form.is_bound and form.is_valid() else None
    day = day or clock.today(clock.now()) - timedelta(days=_DAYS)
    since = datetime.combine(day, clock_time(), clock.TEHRAN)
    changes = changes_since(request.user, request.election, since, request.place)
    context = {
        "form": form if form.is_bound else SinceForm(initial={"since": day}),
        "changes": changes,
        "latest": changes.stations[:_SHOWN],
        "ancestors": visible_ancestors(request.user, request.place),
    }
    return render(request, "readiness/changes.html", context)
