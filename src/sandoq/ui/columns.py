"""Columns of a map's points as an answer: gzipped once, sent only if they changed."""

from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers


class Columns(Protocol):
    """What a room's map selector returns: gzipped JSON, and a tag that changes with it."""

    @property
    def tag(self) -> str: ...

    @property
    def body(self) -> bytes: ...


def columns_response(request: HttpRequest, columns: Columns) -> HttpResponse:
    """The columns; 304 without a body for a browser that has these already."""
    tag = f'"{columns.tag}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(columns.body, content_type="application/json")
        response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response
