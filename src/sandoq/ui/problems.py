"""How a refusal is told: to a person as a sentence, to a program as a problem detail.

Source: RFC 9457, *Problem Details for HTTP APIs*.
"""

import html
import re
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.template import TemplateDoesNotExist
from django.template.loader import select_template
from django.utils.safestring import SafeString, mark_safe

from sandoq.common.errors import DomainError

TYPE_PREFIX = "urn:sandoq:refusal:"
CONTENT_TYPE = "application/problem+json"

_TAG = re.compile(r"<[^>]+>")


def sentence(error: DomainError, request: HttpRequest | None = None) -> SafeString:
    """The refusal in the page's language, from `errors/<code>.html`.

    A subclass without a template of its own speaks by its parent's.
    """
    codes = [kind.code for kind in type(error).__mro__ if issubclass(kind, DomainError)]
    try:
        template = select_template([f"errors/{code}.html" for code in dict.fromkeys(codes)])
    except TemplateDoesNotExist:
        return mark_safe("")
    context: dict[str, Any] = dict(vars(error))
    told: str = template.render({"error": error, **context}, request)
    return mark_safe(told.strip())  # noqa: S308


def problem_details(error: DomainError, *, instance: str = "") -> dict[str, Any]:
    """The refusal as RFC 9457 members; the error's own fields follow under their names."""
    shown = [html.unescape(line) for line in _lines(sentence(error))]
    return {
        **error.fields(),
        "type": TYPE_PREFIX + error.code,
        "title": shown[0] if shown else error.code,
        "status": error.status,
        "detail": " ".join(shown[1:]),
        "instance": instance,
        "code": error.code,
    }


def plain_problem(
    request: HttpRequest, *, status: int, code: str, title: str, detail: str = "", **more: Any
) -> JsonResponse:
    """A problem that is no refusal of ours: an unreadable request, an unknown address."""
    body = {
        **more,
        "type": TYPE_PREFIX + code,
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
    }
    return JsonResponse(
        body,
        status=status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def problem_response(error: DomainError, request: HttpRequest) -> JsonResponse:
    """The refusal for a program."""
    details = problem_details(error, instance=request.path)
    return JsonResponse(
        details,
        status=error.status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )


def _lines(markup: str) -> list[str]:
    """The text of each paragraph or heading, without its marks."""
    parts = re.split(r"</(?:h\d|p|li)>", markup)
    plain = (" ".join(_TAG.sub("", part).split()) for part in parts)
    return [line for line in plain if line]
