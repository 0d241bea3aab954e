"""Accounts: nobody but their owner ever knows a password."""

from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.test import Client

from sandoq.apps.accounts.errors import (
    AccountExists,
    AccountInUse,
    PersonOutOfReach,
    ReasonUnfit,
    SignInNameTaken,
)
from sandoq.apps.accounts.models import AuditEntry, Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.rules.passwords import COMMON, SHORTEST, password_problems
from sandoq.apps.accounts.rules.usernames import username_problem
from sandoq.apps.accounts.selectors import may
from sandoq.apps.accounts.services import (
    choose_language,
    create_account,
    forget_second_factor,
    invite,
    register_person,
    reset_password,
    set_account_active,
)
from sandoq.common.errors import BadInput, NotAllowed
from tests.factories import a_country, a_county, a_province, a_user

GOOD = "four words nobody says aloud"


@pytest.fixture
def officer(db: None) -> User:
    return a_user("county-it", a_county())


@pytest.fixture
def person(officer: User) -> Person:
    assert officer.person is not None
    return register_person(by=officer, home_unit=officer.person.home_unit, name_fa="زهرا نوری")


def choose_password(client: Client, path: str, password: str) -> int:
    """Follow an invitation as its owner does; the status of the last page."""
    form = client.get(path, follow=True)
    assert form.status_code == 200
    address = form.redirect_chain[-1][0] if form.redirect_chain else path
    return client.post(address, {"password1": password, "password2": password}).status_code


def test_an_account_begins_without_a_password_and_opens_by_invitation(
    officer: User, person: Person, client: Client
) -> None:
    invitation = create_account(by=officer, person=person, username="Z.Nouri")

    assert invitation.user.username == "z.nouri"
    assert not invitation.user.has_usable_password()
    assert choose_password(client, invitation.path, GOOD) == 302
    assert User.objects.get(username="z.nouri").check_password(GOOD)


def test_an_invitation_works_once(officer: User, person: Person, client: Client) -> None:
    invitation = create_account(by=officer, person=person, username="z.nouri")
    choose_password(client, invitation.path, GOOD)

    response = Client().get(invitation.path, follow=True)

    assert response.context["token_fail"] is True
    assert User.objects.get(username="z.nouri").check_password(GOOD)


def test_a_later_invitation_makes_earlier_ones_worthless(
    officer: User, person: Person, client: Client
) -> None:
    """Whoever intercepted the first link, or made it, cannot use it any more."""
    first = create_account(by=officer, person=person, username="z.nouri")
    second = create_account(by=officer, person=person, username="z.nouri")

    assert client.get(first.path, follow=True).context["token_fail"] is True
    assert choose_password(Client(), second.path, GOOD) == 302


def test_nobody_invites_into_an_account_that_is_in_use(
    officer: User, person: Person, client: Client
) -> None:
    """Otherwise an administrator could act in another's name."""
    invitation = create_account(by=officer, person=person, username="z.nouri")
    choose_password(client, invitation.path, GOOD)

    with pytest.raises(AccountInUse):
        invite(by=officer, user=invitation.user)

    assert User.objects.get(username="z.nouri").check_password(GOOD)


def test_weak_passwords_are_refused_at_the_invitation(
    officer: User, person: Person, client: Client
) -> None:
    invitation = create_account(by=officer, person=person, username="z.nouri")

    assert choose_password(client, invitation.path, "short") == 200

    assert not User.objects.get(username="z.nouri").has_usable_password()


def test_names_to_sign_in_with_are_taken_once_in_any_case(officer: User, person: Person) -> None:
    create_account(by=officer, person=person, username="z.nouri", email="Z@example.org")
    assert officer.person is not None
    other = register_person(by=officer, home_unit=officer.person.home_unit, name_fa="علی")

    with pytest.raises(SignInNameTaken) as name:
        create_account(by=officer, person=other, username="Z.NOURI")
    with pytest.raises(SignInNameTaken) as address:
        create_account(by=officer, person=other, username="ali", email="z@EXAMPLE.org")

    assert (name.value.field, address.value.field) == ("username", "email")
    assert User.objects.filter(person=other).count() == 0


def test_a_person_has_one_account(officer: User, person: Person) -> None:
    create_account(by=officer, person=person, username="z.nouri")

    with pytest.raises(AccountExists):
        create_account(by=officer, person=person, username="zahra")


@pytest.mark.parametrize("username", ["ab", "z@nouri", "زهرا", "-zahra", "z nouri", "z" * 65])
def test_what_could_be_mistaken_is_no_username(
    officer: User, person: Person, username: str
) -> None:
    with pytest.raises(BadInput):
        create_account(by=officer, person=person, username=username)

    assert username_problem(username.lower()) is not None


def test_a_county_makes_no_account_for_its_superior(officer: User) -> None:
    head = a_user("province-head", a_province("قم"))
    assert head.person is not None
    assert officer.person is not None
    Person.objects.filter(pk=head.person.pk).update(home_unit=officer.person.home_unit)
    User.objects.filter(pk=head.pk).update(person=None)

    with pytest.raises(PersonOutOfReach):
        create_account(by=officer, person=head.person, username="his-account")


def test_a_suspended_account_may_do_nothing_and_opens_again(
    officer: User, person: Person, client: Client
) -> None:
    assert officer.person is not None
    helper = a_user("expert", officer.person.home_unit)
    client.force_login(helper)
    assert client.get("/people/me/").status_code == 200

    with pytest.raises(BadInput):
        set_account_active(by=officer, user=helper, is_active=False)
    set_account_active(by=officer, user=helper, is_active=False, reason="left the service")

    assert client.get("/people/me/").status_code == 302
    assert not may(User.objects.get(pk=helper.pk), Permission.TERRITORY_VIEW)
    set_account_active(by=officer, user=helper, is_active=True)
    assert may(User.objects.get(pk=helper.pk), Permission.TERRITORY_VIEW)
    verbs = AuditEntry.objects.filter(target_key=str(helper.pk)).values_list("verb", flat=True)
    assert set(verbs) == {"accounts.suspend-account", "accounts.restore-account"}


def test_a_language_is_one_the_platform_speaks(officer: User) -> None:
    assert choose_language(by=officer, language="en").language == "en"
    with pytest.raises(BadInput):
        choose_language(by=officer, language="de")


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("fourteen chars", "too-short"),
        ("x" * 1025, "too-long"),
        ("ababababababababab", "too-plain"),
        ("123456789012345", "too-plain"),
        ("Password-Password", "too-common"),
        ("Qwerty Uiop 1234567890", "too-common"),
        ("zahra-nouri-1403", "own-name"),
        ("sandoq sandoq sandoq 1", "own-name"),
    ],
)
def test_passwords_everybody_tries_are_refused(password: str, problem: str) -> None:
    assert problem in password_problems(password, ["zahra.nouri", "sandoq"])


@pytest.mark.parametrize(
    "password",
    [GOOD, "چهار واژه بی‌ربط کنار هم", "k7#pQ!zr2Lw9@xvB", "zahra keeps 12 grey herons at home"],
)
def test_long_passwords_of_ones_own_are_accepted(password: str) -> None:
    """No rules of composition: length is what counts."""
    assert password_problems(password, ["zahra.nouri", "sandoq"]) == ()


def test_the_list_of_common_passwords_holds_only_long_ones() -> None:
    """Shorter entries would never be asked: length refuses them first."""
    assert all(len(word) >= SHORTEST - 2 for word in COMMON)


REASON = "lost the phone, seen in person"


def test_a_lost_password_is_taken_away_and_invited_anew(officer: User, client: Client) -> None:
    """Somebody without an address cannot reset it alone; the act is visible and tells the owner."""
    assert officer.person is not None
    helper = a_user("expert", officer.person.home_unit)
    client.force_login(helper)

    invitation = reset_password(by=officer, user=helper, reason=REASON)

    assert client.get("/people/me/").status_code == 302  # the old sessions are over
    assert choose_password(Client(), invitation.path, GOOD) == 302
    entry = AuditEntry.objects.get(verb="accounts.reset-password")
    assert (entry.user, entry.data["reason"]) == (officer, REASON)


def test_the_owner_is_told_of_a_recovery(
    officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    assert officer.person is not None
    helper = a_user("expert", officer.person.home_unit)
    User.objects.filter(pk=helper.pk).update(email="helper@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        reset_password(by=officer, user=helper, reason=REASON)

    assert [message.to for message in mail.outbox] == [["helper@example.org"]]


def test_a_lost_second_factor_is_taken_off_by_who_fills_the_post(db: None) -> None:
    headquarters = a_user("headquarters", a_country())
    head = a_user("province-head", a_province())
    for type_ in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=head, type=type_, data={"secret": "x"})
    officer = a_user("county-it", a_county())

    with pytest.raises(NotAllowed):
        forget_second_factor(by=officer, user=head, reason=REASON)
    with pytest.raises(ReasonUnfit):
        forget_second_factor(by=headquarters, user=head, reason="")
    assert Authenticator.objects.filter(user=head).count() == 2

    assert forget_second_factor(by=headquarters, user=head, reason=REASON) == 2
    assert forget_second_factor(by=headquarters, user=head, reason=REASON) == 0
    assert AuditEntry.objects.filter(verb="accounts.forget-second-factor").count() == 1


def test_nobody_recovers_their_own_account(db: None) -> None:
    """A stolen session must not shed the second factor."""
    headquarters = a_user("headquarters", a_country())

    for act in (reset_password, forget_second_factor):
        with pytest.raises(PersonOutOfReach):
            act(by=headquarters, user=headquarters, reason=REASON)


def test_who_runs_the_server_has_a_last_way_back(db: None) -> None:
    user = a_user("headquarters", a_country(), username="setad")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    out = StringIO()

    call_command(
        "recover_account",
        username="SETAD",
        reason=REASON,
        second_factor=True,
        password=True,
        stdout=out,
    )

    assert "/account/password/reset/key/" in out.getvalue()
    assert not Authenticator.objects.exists()
    assert set(AuditEntry.objects.values_list("verb", "user")) == {
        ("accounts.reset-password", None),
        ("accounts.forget-second-factor", None),
    }
    with pytest.raises(SystemExit):
        call_command("recover_account", username="nobody", reason=REASON, stderr=StringIO())
