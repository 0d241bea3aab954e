"""Records in the audit trail what django-allauth does without our services.

These are the only signals the platform listens to; allauth has no other way to tell.
"""

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.http import HttpRequest

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.secondfactor import ENROLLED
from sandoq.apps.accounts.services import record_action


def connect() -> None:
    """Listen; called once at start."""
    account_signals.user_logged_in.connect(_signed_in, dispatch_uid="audit sign-in")
    account_signals.password_set.connect(_password_chosen, dispatch_uid="audit set")
    account_signals.password_changed.connect(_password_chosen, dispatch_uid="audit change")
    account_signals.password_reset.connect(_password_chosen, dispatch_uid="audit reset")
    account_signals.email_added.connect(_address_changed, dispatch_uid="audit address added")
    account_signals.email_changed.connect(_address_changed, dispatch_uid="audit address changed")
    account_signals.email_removed.connect(_address_changed, dispatch_uid="audit address removed")
    factor_signals.authenticator_added.connect(_factor_added, dispatch_uid="audit added")
    factor_signals.authenticator_removed.connect(_factor_removed, dispatch_uid="audit removed")
    factor_signals.authenticator_reset.connect(_codes_renewed, dispatch_uid="audit codes")


def _signed_in(user: User, **_: Any) -> None:
    _record(user, "accounts.sign-in", {})


def _password_chosen(user: User, **_: Any) -> None:
    _record(user, "accounts.choose-password", {})


def _address_changed(user: User, **_: Any) -> None:
    _record(user, "accounts.change-email", {})


def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Setting a factor up proves it, so the session need not prove it again."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        request.session[ENROLLED] = authenticator.pk
    _record(user, "accounts.add-second-factor", {"type": authenticator.type})


def _factor_removed(user: User, authenticator: Authenticator, **_: Any) -> None:
    _record(user, "accounts.remove-second-factor", {"type": authenticator.type})


def _codes_renewed(user: User, **_: Any) -> None:
    _record(user, "accounts.renew-recovery-codes", {})


@transaction.atomic
def _record(user: User, verb: str, data: dict[str, str]) -> None:
    home = user.person.home_unit if user.person else None
    record_action(by=user, verb=verb, target=user, unit_path=home.path if home else "", data=data)
