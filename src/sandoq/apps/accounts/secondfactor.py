"""Whether a session was opened with a second factor, and where it goes until it was."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import needs_second_factor
from sandoq.apps.accounts.selectors import offices_of

DEMO_SIGN_IN = "sandoq_demo_sign_in"
"""The session key that the demo's one-click sign-in sets; worthless unless `settings.DEMO`."""

ENROLLED = "sandoq_second_factor_enrolled"
"""The session key that holds the second factor which was set up in this very session."""

_REAL_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)

_SET_UP = frozenset(
    {
        "mfa_index",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "account_reauthenticate",
        "account_logout",
    }
)
_PROVE = frozenset(
    {
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_logout",
    }
)


def factors_of(user: User) -> dict[int, str]:
    """The account's second factors by key, recovery codes included while there is another."""
    held = dict(Authenticator.objects.filter(user_id=user.pk).values_list("pk", "type"))
    return held if set(held.values()) & set(_REAL_FACTORS) else {}


def is_proved(request: HttpRequest, user: User, factors: dict[int, str]) -> bool:
    """Whether one of these factors opened this session, or was set up in it."""
    records = get_authentication_records(request, user)
    used = {record.get("id") for record in records if record.get("method") == "mfa"}
    used.add(request.session.get(ENROLLED))
    return bool(used & factors.keys())


def is_demo_session(request: HttpRequest) -> bool:
    """Whether the demo's sign-in opened this session; never outside the demo."""
    return bool(settings.DEMO and request.session.get(DEMO_SIGN_IN))


def missing_factor(request: HttpRequest, user: User, url_name: str) -> str | None:
    """Where a person whose post demands a second factor must go first; None to go on.

    An account without a factor may only set one up. An account that has one may only prove it: a
    session from before cannot add a factor of its own.
    """
    if not needs_second_factor(offices_of(user)) or is_demo_session(request):
        return None
    factors = factors_of(user)
    if not factors:
        return None if url_name in _SET_UP else reverse("mfa_index")
    if url_name in _PROVE or is_proved(request, user, factors):
        return None
    return _prove_at(user)


def _prove_at(user: User) -> str:
    methods: list[dict[str, Any]] = get_adapter().get_reauthentication_methods(user)
    return next(str(m["url"]) for m in methods if str(m["id"]).startswith("mfa"))


def with_return(url: str, request: HttpRequest) -> str:
    """The address, with the way back to the page asked for, if it was only read."""
    if request.method != "GET":
        return url
    return f"{url}?{urlencode({'next': request.get_full_path()})}"
