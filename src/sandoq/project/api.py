"""The API under `/api/`: every room's router, one way to sign in, one shape of refusal."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from sandoq import __version__
from sandoq.apps.accounts.api import AUTH
from sandoq.apps.accounts.api import router as people
from sandoq.apps.connectivity.api import router as connectivity
from sandoq.apps.elections.api import router as elections
from sandoq.apps.inventory.api import router as inventory
from sandoq.apps.obstacles.api import router as obstacles
from sandoq.apps.planning.api import router as planning
from sandoq.apps.readiness.api import router as readiness
from sandoq.apps.territory.api import router as territory
from sandoq.apps.workforce.api import router as workforce
from sandoq.common.errors import DomainError
from sandoq.ui.problems import CONTENT_TYPE, plain_problem, problem_response

_CODES = {400: "bad-request", 401: "not-signed-in", 403: "forbidden", 404: "not-found"}
_TITLES = {
    400: "The request cannot be read.",
    401: "Nobody is signed in: send a token of yours, or sign in to the pages.",
    403: "The request is forbidden.",
    404: "There is nothing at this address.",
}


class SandoqApi(NinjaAPI):
    """Ninja, with refusals documented under the media type they are sent with."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._documents: dict[str, Any] = {}

    def get_openapi_schema(self, **options: Any) -> Any:
        """The OpenAPI document, made once; every response from 400 on is a problem detail."""
        asked = repr(sorted(options.items()))
        if asked not in self._documents:
            self._documents[asked] = self._document(**options)
        return self._documents[asked]

    def _document(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    if int(status) >= HTTPStatus.BAD_REQUEST:
                        content = response.get("content", {})
                        response["content"] = {CONTENT_TYPE: content["application/json"]}
        return schema


api = SandoqApi(
    title="Sandoq",
    version=__version__,
    description=(
        "What the pages show and do, for programs: the same selectors and services, the same "
        "rights. A token belongs to one tenure and does at most what that post may do; make one "
        "on the page of your tokens. Lists are paged by `limit` and `offset`; every refusal is a "
        "problem detail (RFC 9457) with a stable `code`."
    ),
    auth=AUTH,
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", people)
api.add_router("", territory)
api.add_router("", elections)
api.add_router("", connectivity)
api.add_router("", readiness)
api.add_router("", obstacles)
api.add_router("", inventory)
api.add_router("", workforce)
api.add_router("", planning)


@api.exception_handler(DomainError)
def refuse(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """An expected refusal, with its own fields."""
    return problem_response(refusal, request)


@api.exception_handler(ValidationError)
def refuse_input(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    """Input that does not have the documented form; `errors` says where."""
    errors = [{"where": _where(error["loc"]), "what": error["msg"]} for error in invalid.errors]
    return plain_problem(
        request,
        status=422,
        code="bad-input",
        title="The request does not have the documented form.",
        errors=errors,
    )


@api.exception_handler(AuthenticationError)
def refuse_stranger(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Nobody is signed in."""
    response = plain_problem(request, status=401, code=_CODES[401], title=_TITLES[401])
    response.headers["WWW-Authenticate"] = 'Bearer realm="sandoq"'
    return response


@api.exception_handler(HttpError)
def refuse_request(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework itself refuses: an unreadable body, a forged form."""
    status = error.status_code
    code, title = _CODES.get(status, "refused"), _TITLES.get(status, str(error))
    return plain_problem(request, status=status, code=code, title=title)


@api.exception_handler(Http404)
def refuse_unknown(request: HttpRequest, _error: Http404) -> HttpResponse:
    """Nothing is there."""
    return plain_problem(request, status=404, code=_CODES[404], title=_TITLES[404])


def _where(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location)
