"""The door of every view: each address says which permission it asks, or that it is public.

`tests/access` walks every address and fails one without such a mark, so none is forgotten.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may
from sandoq.common.errors import NotAllowed

View = Callable[..., HttpResponseBase]
Operation = Callable[..., Any]

PUBLIC = "public"
SIGNED_IN = "signed-in"


def requires(permission: Permission) -> Callable[[View], View]:
    """Open the view to holders of the permission; where they may use it is the selector's part."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_anonymous:
                return redirect_to_login(request.get_full_path())
            if not may(request.user, permission):
                raise NotAllowed(permission.value, "")
            return view(request, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def signed_in(view: View) -> View:
    """Open the view to everybody who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_anonymous:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.access = SIGNED_IN  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """Open the view to everybody."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def asks(permission: Permission) -> Callable[[Operation], Operation]:
    """The door of an API operation, put below the router's decorator: marks it, and refuses.

    Who asks is known already; where they may use the permission is the selector's part.
    """

    def guard(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_anonymous or not may(request.user, permission):
                raise NotAllowed(permission.value, "")
            return operation(request, *args, **kwargs)

        guarded.access = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def asks_only_who(operation: Operation) -> Operation:
    """Marks an API operation that everybody who is signed in may use."""
    operation.access = SIGNED_IN  # type: ignore[attr-defined]
    return operation
