"""One way for every button: do it, say so, go back; or show the refusal as a page."""

from collections.abc import Callable
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from sandoq.ui.http import Request


def done(request: Request, do: Callable[[], object], *, told: str, to: str) -> HttpResponse:
    """Do it and go to `to`; a refusal goes the way of every page."""
    do()
    messages.success(request, told)
    return redirect(to)


def new_key() -> str:
    """A key for a form, so that sending it twice does nothing twice."""
    return str(uuid4())
