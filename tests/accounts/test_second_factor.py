"""National and province posts sign in with a second factor; nobody goes around it."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.accounts.secondfactor import DEMO_SIGN_IN
from sandoq.apps.accounts.selectors import tenures_of
from sandoq.apps.accounts.services import appoint, open_post
from tests.factories import a_country, a_county, a_province, a_user
from tests.sessions import plain_force_login

PASSWORD = "a long enough password"
MINE = "/people/me/"


def code_of(secret: str, at: float | None = None) -> str:
    """What the person's phone shows."""
    return format_hotp_value(hotp_value(secret, int(at or time.time()) // 30))


def signed_in(user: User) -> Client:
    client = Client()
    response = client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    assert response.status_code == 302
    return client


def enrolled(client: Client) -> str:
    """Set up an authenticator app as a person does; the secret it holds."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    secret: str = page.context["form"].secret
    response = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert response.status_code == 302, response.context["form"].errors
    return secret


@pytest.fixture
def head(transactional_db: None) -> User:
    """Commits for real: allauth tells of a new factor only after the commit."""
    return a_user("province-head", a_province())


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.django_db
def test_only_national_and_province_posts_are_asked(role: Role) -> None:
    unit = {"headquarters": a_country, "province-head": a_province, "province-member": a_province}
    user = a_user(role, unit.get(role.value, a_county)())
    client = Client()
    plain_force_login(client, user)

    response = client.get(MINE)

    asked = role.value in unit
    assert response.status_code == (302 if asked else 200)
    if asked:
        assert response.headers["Location"].startswith("/account/2fa/")


def test_without_a_second_factor_the_head_may_only_set_one_up(head: User) -> None:
    client = signed_in(head)

    for path in ("/", MINE, "/people/", "/account/password/change/", "/account/email/"):
        response = client.get(path)
        assert response.status_code == 302, path
        assert response.headers["Location"].startswith("/account/2fa/"), path
    assert client.post("/people/new/", {}).status_code == 302
    assert client.get("/account/2fa/").status_code == 200


def test_setting_one_up_opens_the_door_in_the_same_session(head: User) -> None:
    client = signed_in(head)

    enrolled(client)

    assert client.get(MINE).status_code == 200
    assert AuditEntry.objects.filter(verb="accounts.add-second-factor").count() == 2  # and codes


def test_the_next_sign_in_asks_for_the_code(head: User) -> None:
    secret = enrolled(signed_in(head))
    client = Client()

    response = client.post("/account/login/", {"login": head.username, "password": PASSWORD})
    assert response.headers["Location"].startswith("/account/2fa/authenticate/")
    assert client.get(MINE).headers["Location"].startswith("/account/login/")
    client.post("/account/2fa/authenticate/", {"code": code_of(secret)})

    assert client.get(MINE).status_code == 200


def test_a_code_works_once(head: User) -> None:
    """Who looks over a shoulder has nothing; used codes are kept where all processes see them."""
    secret = enrolled(signed_in(head))
    code = code_of(secret)

    def with_code() -> int:
        client = Client()
        client.post("/account/login/", {"login": head.username, "password": PASSWORD})
        client.post("/account/2fa/authenticate/", {"code": code})
        return client.get(MINE).status_code

    assert with_code() == 200
    assert with_code() == 302


def test_the_secret_is_stored_encrypted(head: User) -> None:
    secret = enrolled(signed_in(head))

    for factor in Authenticator.objects.all():
        assert secret not in str(factor.data)
    codes = Authenticator.objects.get(type="recovery_codes")
    assert codes.wrap().generate_codes()[0] not in str(codes.data)


def test_a_session_from_before_cannot_add_a_factor_of_its_own(head: User) -> None:
    """A stolen session that is older than the owner's factor must prove that very factor."""
    stolen = signed_in(head)
    secret = enrolled(signed_in(head))

    for path in (
        MINE,
        "/account/2fa/",
        "/account/2fa/webauthn/add/",
        "/account/2fa/totp/deactivate/",
    ):
        response = stolen.get(path)
        assert response.status_code == 302, path
        assert "reauthenticate" in response.headers["Location"], path

    stolen.post("/account/2fa/reauthenticate/", {"code": code_of(secret)})
    assert stolen.get(MINE).status_code == 200


def test_removing_the_factor_closes_the_door_again(head: User) -> None:
    client = signed_in(head)
    enrolled(client)
    Authenticator.objects.filter(user=head).delete()

    response = client.get(MINE)

    assert response.headers["Location"].startswith("/account/2fa/")


def test_recovery_codes_alone_are_no_second_factor(head: User) -> None:
    client = signed_in(head)
    enrolled(client)
    Authenticator.objects.filter(user=head, type="totp").delete()

    assert client.get(MINE).status_code == 302


def test_an_appointment_to_a_province_asks_at_once(db: None) -> None:
    """The very next page of a session that was enough a minute ago."""
    headquarters = a_user("headquarters", a_country())
    officer = a_user("county-it", a_county())
    client = signed_in(officer)
    assert client.get(MINE).status_code == 200
    post = open_post(by=headquarters, unit=a_province("گیلان"), role=Role.PROVINCE_HEAD)
    assert officer.person is not None
    appoint(by=headquarters, post=post, person=officer.person, order_number="1")

    assert client.get(MINE).headers["Location"].startswith("/account/2fa/")


def test_a_program_gets_a_refusal_and_htmx_a_way(head: User, rf: Any) -> None:
    client = signed_in(head)

    htmx = client.get(MINE, headers={"HX-Request": "true"})

    assert htmx.status_code == 204
    assert htmx.headers["HX-Redirect"].startswith("/account/2fa/")


@pytest.mark.parametrize(("demo", "status"), [(True, 200), (False, 302)])
@pytest.mark.django_db
def test_the_demos_sign_in_counts_in_the_demo_only(settings: Any, demo: bool, status: int) -> None:
    """Outside the demo a session with the demo's mark, however it came by it, is worth nothing."""
    settings.DEMO = demo
    head = a_user("province-head", a_province())
    client = Client()
    plain_force_login(client, head)
    session = client.session
    session[DEMO_SIGN_IN] = True
    session.save()

    assert client.get(MINE).status_code == status


@pytest.mark.django_db
def test_public_pages_stay_public() -> None:
    head = a_user("province-head", a_province())
    client = Client()
    plain_force_login(client, head)

    assert client.post("/i18n/setlang/", {"language": "en"}).status_code == 302
    assert tenures_of(head).exists()
