"""Filters in the address, and pages of rows."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from sandoq.common.text import to_ascii_digits

PAGE_SIZE = 50


def asked(request: HttpRequest, name: str, longest: int = 80) -> str:
    """A filter's value from the address, '' without one."""
    return request.GET.get(name, "").strip()[:longest]


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    """The page of rows the address asks for; the last one beyond the end."""
    return Paginator(rows, PAGE_SIZE).get_page(to_ascii_digits(request.GET.get("page", "1")))
