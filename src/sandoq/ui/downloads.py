"""Files handed to whoever asks, by pages and by the API alike."""

from typing import Any

from django.http import HttpResponse


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to be saved under its name; browsers do not guess what it is."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def documented(*media_types: str) -> dict[str, Any]:
    """What an API operation that answers with a file adds to its documentation."""
    binary = {"schema": {"type": "string", "format": "binary"}}
    content = {kind: {} if kind == "application/json" else binary for kind in media_types}
    return {"responses": {200: {"description": "The file", "content": content}}}
