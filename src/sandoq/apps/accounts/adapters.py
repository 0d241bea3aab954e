"""What django-allauth asks this platform about accounts and second factors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.models.fields import decrypted, encrypted

_YEAR_SECONDS = 31_536_000


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by services and opened by invitation; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Go on in the language of the account."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        speak(response, user)
        return response


class MfaAdapter(DefaultMFAAdapter):
    """Secrets of second factors are stored encrypted, like identifiers."""

    def encrypt(self, text: str) -> str:
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypted(encrypted_text)


def speak(response: HttpResponse, user: User) -> None:
    """Let the following pages speak the account's language."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=_YEAR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
