"""The request as views see it, after the project's middleware."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class Request(HttpRequest):
    """A request with the place and election in view; for annotations only.

    Attributes:
        user: the account signed in, or an anonymous one.
        place: the `territory.Unit` in view, inside the person's scope; None if there is none.
        election: the `elections.Election` in view; None if there is none.
        htmx: truthy if htmx asks.
    """

    user: Any
    place: Any
    election: Any
    htmx: "HtmxDetails"
