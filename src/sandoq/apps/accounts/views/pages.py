"""What the pages of this room share: a page of rows, and answers that nobody keeps."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from sandoq.ui.http import Request

_PER_PAGE = 50


def page_of(request: Request, rows: QuerySet[Any]) -> Page[Any]:
    """The page of rows the address asks for; the nearest there is."""
    return Paginator(rows, _PER_PAGE).get_page(request.GET.get("page"))


def render_unkept(
    request: Request, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page with a secret that is shown once: no cache, no history keeps it."""
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
