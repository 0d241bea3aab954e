"""The API's document as a page: every operation, what it takes and what it answers."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sandoq.apps.accounts.guard import public
from sandoq.project.api import api


@public
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The same document as `openapi.json`, for reading; it needs no script and no other server."""
    schema = api.get_openapi_schema()
    operations = [
        _operation(address, method, operation)
        for address, operations in schema["paths"].items()
        for method, operation in operations.items()
    ]
    return render(request, "project/api.html", {"info": schema["info"], "operations": operations})


def _operation(address: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "address": address,
        "method": method.upper(),
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "room": operation["tags"][0],
        "parameters": [
            {
                "name": parameter["name"],
                "place": parameter["in"],
                "is_required": parameter.get("required", False),
            }
            for parameter in operation.get("parameters", [])
        ],
        "has_body": "requestBody" in operation,
    }
