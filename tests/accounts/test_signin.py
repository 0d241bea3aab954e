"""Signing in: nobody learns which accounts exist, and nobody guesses for long."""

import re
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client

from sandoq.apps.accounts.models import AuditEntry, User
from tests.factories import a_county, a_user

PASSWORD = "a long enough password"  # what the factory sets
LOGIN = "/account/login/"


@pytest.fixture
def officer(db: None) -> User:
    user = a_user("operator", a_county(), username="zahra")
    user.email = "zahra@example.org"
    user.save()
    return user


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password hash that is computed while a test runs."""
    computed: list[str] = []

    class Counting(hashers.MD5PasswordHasher):
        def encode(self, password: str, salt: str) -> Any:
            computed.append(password)
            return super().encode(password, salt)

    monkeypatch.setattr(hashers, "get_hashers", lambda: [Counting()])
    monkeypatch.setattr(hashers, "get_hasher", lambda _="default": Counting())
    monkeypatch.setattr(hashers, "identify_hasher", lambda _: Counting())
    return computed


def text_of(response: Any, typed: str) -> str:
    """The page without what differs on every page: tokens, nonces, and what was typed."""
    text: str = response.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value=|nonce=|X-CSRFToken"?:)"?[^">]+"?', "", text)
    text = re.sub(r"[A-Za-z0-9]{64}", "", text)
    return text.replace(typed, "…")


@pytest.mark.parametrize("login", ["zahra", "ZAHRA", "zahra@example.org", " Zahra@Example.org "])
def test_one_signs_in_by_username_or_address(client: Client, officer: User, login: str) -> None:
    response = client.post(LOGIN, {"login": login, "password": PASSWORD})

    assert response.status_code == 302
    assert client.get("/people/me/").status_code == 200
    assert AuditEntry.objects.get(verb="accounts.sign-in").user == officer


def test_the_pages_then_speak_the_accounts_language(client: Client, officer: User) -> None:
    User.objects.update(language="en")

    response = client.post(LOGIN, {"login": "zahra", "password": PASSWORD}, follow=True)

    assert response.wsgi_request.LANGUAGE_CODE == "en"
    assert 'lang="en"' in response.content.decode()


@pytest.mark.parametrize("other", ["nobody", "nobody@example.org"])
def test_a_known_and_an_unknown_name_get_the_same_answer(officer: User, other: str) -> None:
    """Status, page and headers are the same, word for word."""
    known = "zahra@example.org" if "@" in other else "zahra"
    wrong = "not the right password"

    one = Client().post(LOGIN, {"login": known, "password": wrong})
    two = Client().post(LOGIN, {"login": other, "password": wrong})

    assert one.status_code == two.status_code == 200
    assert text_of(one, known) == text_of(two, other)
    assert set(one.headers) == set(two.headers)


@pytest.mark.parametrize(
    "login", ["zahra", "zahra@example.org", "nobody", "nobody@example.org", "invited", "suspended"]
)
def test_every_sign_in_costs_exactly_one_hash(
    client: Client, officer: User, hashes: list[str], login: str
) -> None:
    """The hash is nearly all of the time an answer takes; allauth alone computes two for a known
    address and one for an unknown one. Accounts without password and suspended ones cost the same.
    """
    invited = a_user("operator", a_county("آمل"), username="invited")
    invited.set_unusable_password()
    invited.save()
    a_user("operator", a_county("نکا"), username="suspended")
    User.objects.filter(username="suspended").update(is_active=False)
    hashes.clear()

    client.post(LOGIN, {"login": login, "password": "not the right password"})

    assert len(hashes) == 1


def test_a_suspended_account_is_told_only_to_who_knows_its_password(
    client: Client, officer: User
) -> None:
    User.objects.update(is_active=False)

    wrong = client.post(LOGIN, {"login": "zahra", "password": "not the right password"})
    right = client.post(LOGIN, {"login": "zahra", "password": PASSWORD})

    assert wrong.status_code == 200
    assert right.status_code == 302
    assert client.get("/people/me/").status_code == 302


def test_a_reset_answers_the_same_and_sends_one_mail_in_any_case(officer: User) -> None:
    """A mail goes to unknown addresses too: who measures the mail server's time learns nothing."""
    answers = {}
    for address in ("zahra@example.org", "nobody@example.org"):
        mail.outbox.clear()
        response = Client().post("/account/password/reset/", {"email": address})
        answers[address] = (response.status_code, response.headers["Location"])
        assert [message.to for message in mail.outbox] == [[address]]

    assert len(set(answers.values())) == 1


def test_after_five_wrong_guesses_even_the_right_password_waits(
    client: Client, officer: User
) -> None:
    for number in range(5):
        client.post(LOGIN, {"login": "zahra", "password": f"guess number {number}"})

    response = client.post(LOGIN, {"login": "zahra", "password": PASSWORD})

    assert response.status_code == 200
    errors = response.context["form"].non_field_errors().as_data()
    assert [error.code for error in errors] == ["too_many_login_attempts"]


def test_an_unknown_name_is_limited_like_a_known_one(client: Client, officer: User) -> None:
    """A limit only on accounts that exist would tell which do."""
    codes = []
    for number in range(6):
        response = client.post(LOGIN, {"login": "nobody", "password": f"guess number {number}"})
        codes += [e.code for e in response.context["form"].non_field_errors().as_data()]

    assert codes == ["username_password_mismatch"] * 5 + ["too_many_login_attempts"]


def test_one_address_guesses_ten_times_a_minute_over_all_names(
    client: Client, officer: User
) -> None:
    codes = []
    for number in range(12):
        response = client.post(LOGIN, {"login": f"name-{number}", "password": "some long guess"})
        codes += [e.code for e in response.context["form"].non_field_errors().as_data()]

    assert codes.count("username_password_mismatch") == 10


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client: Client, db: None, method: str) -> None:
    response = getattr(client, method)(
        "/account/signup/",
        {
            "username": "intruder",
            "email": "i@example.org",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    assert not User.objects.exists()
    assert (
        "csrfmiddlewaretoken"
        not in response.content.decode().split("<main")[-1].split("door-foot")[0]
    )


def test_a_changed_password_ends_other_sessions(officer: User) -> None:
    here, there = Client(), Client()
    for client in (here, there):
        client.post(LOGIN, {"login": "zahra", "password": PASSWORD})

    here.post(
        "/account/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "entirely other words now",
            "password2": "entirely other words now",
        },
    )

    assert there.get("/people/me/").status_code == 302
    assert here.get("/people/me/").status_code == 200
    assert AuditEntry.objects.filter(verb="accounts.choose-password").exists()
