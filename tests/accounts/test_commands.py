"""The commands of this room: the first minute of an installation, and new keys."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from sandoq.apps.accounts.models import AuditEntry, Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of, tenures_of
from sandoq.apps.accounts.services import check_chain
from sandoq.apps.territory.models import Unit
from tests.accounts.people import a_national_id
from tests.factories import a_country

GOOD = "four words nobody says aloud"


def found(username: str, *more: str) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("create_headquarters", "--username", username, *more, stdout=out, stderr=err)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue().strip(), err.getvalue()
    return 0, out.getvalue().strip(), err.getvalue()


@pytest.mark.django_db
def test_an_empty_installation_gets_its_country_headquarters_and_first_account() -> None:
    status, link, _ = found("setad", "--name", "زهرا نوری", "--origin", "https://vote.example")

    assert status == 0
    assert Unit.objects.get().level == "country"
    user = User.objects.get(username="setad")
    assert tenures_of(user).get().post.role == "headquarters"
    assert scope_of(user, Permission.POST_EDIT).is_national
    assert link.startswith("https://vote.example/account/password/reset/key/")
    assert not user.has_usable_password()
    assert AuditEntry.objects.get().verb == "accounts.found-headquarters"
    assert check_chain().broken is None


@pytest.mark.django_db
def test_the_printed_invitation_opens_the_account(client: Client) -> None:
    link = found("setad")[1].removeprefix("http://127.0.0.1:8000")

    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": GOOD, "password2": GOOD})

    assert User.objects.get().check_password(GOOD)


@pytest.mark.django_db
def test_a_second_run_invites_again_until_the_account_is_open() -> None:
    first, second = found("setad")[1], found("SETAD")[1]
    assert first != second
    assert Client().get(first, follow=True).context["token_fail"] is True

    user = User.objects.get()
    user.set_password(GOOD)
    user.save()

    status, out, err = found("setad")
    assert (status, out) == (1, "")
    assert "account-in-use" in err


@pytest.mark.django_db
def test_nobody_founds_a_second_headquarters_past_the_first() -> None:
    """Whoever can run commands is powerful anyway, but not by accident."""
    found("setad")

    status, _, err = found("other")

    assert status == 1
    assert "sign-in-name-taken" in err
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_country_that_exists_is_used() -> None:
    country = a_country("ایران")

    found("setad")

    assert Unit.objects.get() == country


@pytest.mark.django_db
def test_a_name_nobody_could_sign_in_with_is_refused() -> None:
    status, _, err = found("a@b")

    assert status == 1
    assert "bad-input" in err
    assert not User.objects.exists()
    assert not Unit.objects.exists()


@pytest.mark.django_db
def test_new_keys_are_applied_by_a_command(settings: object) -> None:
    person = Person.objects.create(
        name_fa="زهرا", national_id=a_national_id(1), created_at="2023-01-01T00:00Z"
    )
    settings.FIELD_KEYS = ["new", *settings.FIELD_KEYS]  # type: ignore[attr-defined]

    call_command("reencrypt", stdout=StringIO(), stderr=StringIO())

    settings.FIELD_KEYS = ["new"]  # type: ignore[attr-defined]
    assert Person.objects.get(pk=person.pk).national_id == a_national_id(1)


@pytest.mark.django_db
def test_a_missing_key_changes_nothing(settings: object) -> None:
    Person.objects.create(
        name_fa="زهرا", national_id=a_national_id(1), created_at="2023-01-01T00:00Z"
    )
    settings.FIELD_KEYS = ["only the new one"]  # type: ignore[attr-defined]
    err = StringIO()

    with pytest.raises(SystemExit) as end:
        call_command("reencrypt", stdout=StringIO(), stderr=err)

    assert end.value.code == 1
    assert "unknown-key" in err.getvalue()
    assert not AuditEntry.objects.exists()
