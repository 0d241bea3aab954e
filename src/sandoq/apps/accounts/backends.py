"""Who signs in with a password: exactly one password hash is computed for whoever asks.

django-allauth's own backend tries a name as e-mail address, as username and as e-mail address
again: a known e-mail address costs two hashes, an unknown one costs one, and the time tells which.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest


class PasswordBackend(AuthenticationBackend):
    """Finds the one account of a username or e-mail address, then checks its password once.

    Without an account, or with an account that has no password, a hash is computed all the same.
    """

    def _authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002
        **credentials: Any,
    ) -> AbstractBaseUser | None:
        login = str(credentials.get("email") or credentials.get("username") or "")
        return self._check_password(_account(login), credentials["password"])


def _account(login: str) -> AbstractBaseUser | None:
    """Usernames hold no '@', so a login is one or the other."""
    if "@" not in login:
        return get_user_by_username(login)
    users = filter_users_by_email(login, prefer_verified=True, for_login=True)
    return users[0] if len(users) == 1 else None
