"""Accounts: made without a password, opened by an invitation that works once."""

from dataclasses import dataclass

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse

from sandoq.apps.accounts.errors import AccountExists, AccountInUse, SignInNameTaken
from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.usernames import LANGUAGES, username_problem
from sandoq.apps.accounts.services.audit import record_action
from sandoq.apps.accounts.services.people import require_management
from sandoq.common.clock import now
from sandoq.common.errors import BadInput


@dataclass(frozen=True, slots=True)
class Invitation:
    """An account and the address, on this server, where its owner chooses a password, once.

    The address is a secret until it is used; it is shown once and never stored.
    """

    user: User
    path: str


@transaction.atomic
def create_account(
    *, by: User, person: Person, username: str, email: str = "", language: str = "fa"
) -> Invitation:
    """Make an account without a password; a second call with the same name invites again.

    Raises:
        NotAllowed, PersonOutOfReach: the person is not the actor's to manage.
        AccountExists: the person has an account of another name.
        AccountInUse: the person has this account and a password already.
        SignInNameTaken: the username or the e-mail address belongs to another account.
        BadInput: the username, address or language is no such thing.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    under = require_management(by, person)
    username = username.strip().lower()
    if user := User.objects.filter(person=person).first():
        if user.username != username:
            raise AccountExists(user.username)
        return invite(by=by, user=user)
    user = new_user(person, username, email, language)
    _insert(user)
    record_action(
        by=by,
        verb="accounts.create-account",
        target=user,
        unit_path=person.home_unit.path if person.home_unit else "",
        under=under,
        data={"username": username, "person": person.key},
    )
    return Invitation(user, invitation_path(user))


@transaction.atomic
def invite(*, by: User, user: User) -> Invitation:
    """A new invitation for an account that was never opened; earlier ones stop working.

    Raises:
        NotAllowed, PersonOutOfReach: the person is not the actor's to manage.
        AccountInUse: the account has a password; its owner alone changes it.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    person = user.person
    if person is None or user.has_usable_password():
        raise AccountInUse(user.username)
    under = require_management(by, person)
    user.password = make_password(None)  # random, so that earlier links no longer fit
    user.save(update_fields=["password"])
    record_action(
        by=by,
        verb="accounts.invite",
        target=user,
        unit_path=person.home_unit.path if person.home_unit else "",
        under=under,
        data={"username": user.username},
    )
    return Invitation(user, invitation_path(user))


@transaction.atomic
def set_account_active(*, by: User, user: User, is_active: bool, reason: str = "") -> User:
    """Suspend an account, or open it again; all its sessions and tokens obey at once.

    Raises:
        NotAllowed, PersonOutOfReach: the person is not the actor's to manage.
        BadInput: an account is suspended without a reason.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    under = require_management(by, user.person) if user.person else None
    if user.is_active == is_active:
        return user
    if not is_active and not reason.strip():
        raise BadInput("reason", "", "empty")
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    record_action(
        by=by,
        verb="accounts.restore-account" if is_active else "accounts.suspend-account",
        target=user,
        unit_path=user.person.home_unit.path if user.person and user.person.home_unit else "",
        under=under,
        data={"username": user.username, "reason": reason.strip()},
    )
    return user


@transaction.atomic
def choose_language(*, by: User, language: str) -> User:
    """Keep the language in which the person wants to be met at sign-in.

    Raises:
        BadInput: the platform does not speak it.
    """
    if language not in LANGUAGES:
        raise BadInput("language", language, "unknown")
    if by.language != language:
        by.language = language
        by.save(update_fields=["language"])
        record_action(
            by=by, verb="accounts.choose-language", target=by, data={"language": language}
        )
    return by


def invitation_path(user: User) -> str:
    """The one-time address where a password is chosen.

    It dies when the password changes, by a later invitation, or after
    `settings.PASSWORD_RESET_TIMEOUT`.
    """
    token = default_token_generator.make_token(user)
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": token},
    )


def new_user(person: Person, username: str, email: str, language: str) -> User:
    """An account without a usable password, not saved yet.

    Raises:
        BadInput: the username, address or language is no such thing.
    """
    if problem := username_problem(username):
        raise BadInput("username", username, problem)
    if language not in LANGUAGES:
        raise BadInput("language", language, "unknown")
    email = email.strip().lower()
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise BadInput("email", email, "unreadable") from None
    return User(
        username=username,
        email=email,
        person=person,
        language=language,
        password=make_password(None),
        date_joined=now(),
    )


def _insert(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        if User.objects.filter(username__iexact=user.username).exists():
            raise SignInNameTaken("username", user.username) from None
        if user.email and User.objects.filter(email__iexact=user.email).exists():
            raise SignInNameTaken("email", user.email) from None
        raise
