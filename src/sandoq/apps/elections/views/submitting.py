"""One way for every form of this room: check, save by the service, go on; refusals stay on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import Promise

from sandoq.common.errors import DomainError, NotAllowed, NotFound
from sandoq.ui.http import Request
from sandoq.ui.problems import sentence

_REFUSED = 422


def submit(
    request: Request,
    form: Form,
    save: Callable[[], Any],
    *,
    to: Callable[[Any], str] | str,
    said: Promise | str,
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """The page with the form; once it is saved, the page `to` with the message `said`.

    What was typed is kept when a service refuses, with the refusal above the form.
    """
    shown: dict[str, Any] = {**context, "form": form}
    status = 200
    if request.method == "POST":
        status = _REFUSED
        if form.is_valid():
            try:
                saved = save()
            except (NotAllowed, NotFound):
                raise
            except DomainError as refusal:
                status = refusal.status
                shown |= {"code": refusal.code, "sentence": sentence(refusal, request)}
            else:
                messages.success(request, str(said))
                return HttpResponseRedirect(to if isinstance(to, str) else to(saved))
    return render(request, template, shown, status=status)
