"""One way for every form page: read, ask one service, go on; or show what was refused and why."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render

from sandoq.common.errors import DomainError, NotAllowed, NotFound
from sandoq.ui.http import Request
from sandoq.ui.problems import sentence

UNPROCESSABLE = 422


def act(
    request: Request,
    template: str,
    context: dict[str, Any],
    *,
    valid: Callable[[], bool],
    do: Callable[[], str],
) -> HttpResponse:
    """Show the form; on POST do it and go to the address that `do` returns.

    A refusal keeps what was typed and stands above the form as its sentence; what the person may
    not do or see goes the way of every page.
    """
    refusal, status = "", 200
    if request.method == "POST":
        if valid():
            try:
                return redirect(do())
            except (NotAllowed, NotFound):
                raise
            except DomainError as error:
                refusal, status = sentence(error, request), error.status
        else:
            status = UNPROCESSABLE
    return render(request, template, {**context, "refusal": refusal}, status=status)


def act_with_form(
    request: Request,
    template: str,
    context: dict[str, Any],
    *,
    form: BaseForm,
    do: Callable[[dict[str, Any]], str],
) -> HttpResponse:
    """`act` for one form; `do` is given its cleaned values."""
    return act(
        request,
        template,
        {**context, "form": form},
        valid=form.is_valid,
        do=lambda: do(form.cleaned_data),
    )
