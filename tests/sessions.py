"""Signing in, and the locked audit trail, as tests need them; `conftest` switches both on."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management.commands import flush
from django.db import connection
from django.test import Client

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import needs_second_factor
from sandoq.apps.accounts.selectors import offices_of

TRAIL = "accounts_auditentry"

plain_force_login = Client.force_login
"""Django's own: a session that proved nothing but who it is."""


@pytest.fixture(scope="session", autouse=True)
def force_login_signs_in_completely() -> Iterator[None]:
    """`client.force_login` brings the second factor that a national or province post needs, so
    that tests of other rooms need not know of it; tests/accounts signs in the real way."""

    def force_login(client: Client, user: User, backend: str | None = None) -> None:
        plain_force_login(client, user, backend)
        if needs_second_factor(offices_of(user)):
            prove_second_factor(client, user)
        user.known_offices = None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", force_login)
        yield


def prove_second_factor(client: Client, user: User) -> None:
    """Give the account a second factor and the client's session its use, as allauth records it."""
    factor, _ = Authenticator.objects.get_or_create(
        user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}}
    )
    session = client.session
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time(), "id": factor.pk, "type": "totp"}
    ]
    session.save()


@contextmanager
def an_unlocked_audit_trail() -> Iterator[None]:
    """Take the triggers off the audit trail for a while: what an attacker with the database does.

    The product has no such way. SQLite keeps each trigger's own text, PostgreSQL can switch
    triggers off.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no check may be pending
            cursor.execute(f"ALTER TABLE {TRAIL} DISABLE TRIGGER USER")
            try:
                yield
            finally:
                cursor.execute(f"ALTER TABLE {TRAIL} ENABLE TRIGGER USER")
            return
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TRAIL]
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        try:
            yield
        finally:
            for _, text in triggers:
                cursor.execute(text)


@contextmanager
def unlocked_fee_batches() -> Iterator[None]:
    """Take SQLite's triggers off fees and obstacles while Django's `flush` empties tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            " AND (tbl_name IN ('workforce_feebatch', 'workforce_feeitem')"
            " OR tbl_name LIKE 'obstacles_%')"
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        try:
            yield
        finally:
            for _, text in triggers:
                cursor.execute(text)


@pytest.fixture(scope="session", autouse=True)
def flush_may_empty_the_audit_trail() -> Iterator[None]:
    """Tests that commit are cleaned up by Django's `flush`: on SQLite it deletes row by row, which
    the trail's triggers refuse. PostgreSQL truncates, which row triggers do not see."""
    with pytest.MonkeyPatch.context() as patch:
        plain = flush.Command.handle

        def handle(command: Any, **options: Any) -> None:
            if connection.vendor == "postgresql":
                plain(command, **options)
                return
            with an_unlocked_audit_trail(), unlocked_fee_batches():
                plain(command, **options)

        patch.setattr(flush.Command, "handle", handle)
        yield
