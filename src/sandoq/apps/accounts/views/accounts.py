"""What is done with a person's account: made, invited, suspended, recovered."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sandoq.apps.accounts.forms import AccountForm, RecoverForm, SuspendForm, attempted
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import person_seen_by
from sandoq.apps.accounts.services import (
    Invitation,
    create_account,
    forget_second_factor,
    invite,
    reset_password,
    set_account_active,
)
from sandoq.apps.accounts.views.pages import render_unkept
from sandoq.apps.accounts.views.people import person_context
from sandoq.common.errors import NotFound
from sandoq.ui.http import Request


@requires(Permission.PEOPLE_EDIT)
@require_POST
def make_account(request: Request, person: UUID) -> HttpResponse:
    """Make an account and show its invitation, once."""
    found = person_seen_by(request.user, person, Permission.PEOPLE_EDIT)
    form = AccountForm(request.POST)
    invitation = None
    if form.is_valid():
        invitation = attempted(
            form, lambda: create_account(by=request.user, person=found, **form.cleaned_data)
        )
    return _invited(request, found, invitation, {"account_form": form})


@requires(Permission.PEOPLE_EDIT)
@require_POST
def invite_again(request: Request, person: UUID) -> HttpResponse:
    """A new invitation for an account that was never opened."""
    found = person_seen_by(request.user, person, Permission.PEOPLE_EDIT)
    return _invited(request, found, invite(by=request.user, user=_account_of(found)), {})


@requires(Permission.PEOPLE_EDIT)
@require_POST
def suspend(request: Request, person: UUID) -> HttpResponse:
    """Suspend the person's account, for a reason; without one, open it again."""
    found = person_seen_by(request.user, person, Permission.PEOPLE_EDIT)
    opens = request.POST.get("act") == "restore"
    form = SuspendForm(request.POST)
    if opens or form.is_valid():
        reason = "" if opens else form.cleaned_data["reason"]
        set_account_active(by=request.user, user=_account_of(found), is_active=opens, reason=reason)
        told = _("The account is open again.") if opens else _("The account is suspended.")
        messages.success(request, told)
        return redirect("accounts:person", person=found.key)
    context = person_context(request, found) | {"suspend_form": form}
    return render(request, "accounts/person.html", context, status=422)


@requires(Permission.PEOPLE_EDIT)
@require_POST
def recover(request: Request, person: UUID) -> HttpResponse:
    """Help an owner who lost the password or the second factor, for a reason."""
    found = person_seen_by(request.user, person, Permission.PEOPLE_EDIT)
    form = RecoverForm(request.POST)
    if not form.is_valid():
        return _invited(request, found, None, {"recover_form": form})
    user, reason = _account_of(found), form.cleaned_data["why"]
    if form.cleaned_data["act"] == "password":
        invitation = attempted(
            form, lambda: reset_password(by=request.user, user=user, reason=reason)
        )
        return _invited(request, found, invitation, {"recover_form": form})
    attempted(form, lambda: forget_second_factor(by=request.user, user=user, reason=reason))
    if form.errors:
        return _invited(request, found, None, {"recover_form": form})
    messages.success(request, _("The second factor is taken off; a new one can be set up."))
    return redirect("accounts:person", person=found.key)


def _invited(
    request: Request, person: Person, invitation: Invitation | None, extra: dict[str, Any]
) -> HttpResponse:
    if invitation is None:
        context = person_context(request, person) | extra
        return render(request, "accounts/person.html", context, status=422)
    fresh = person_seen_by(request.user, person.key)
    context = person_context(request, fresh) | {
        "invitation": request.build_absolute_uri(invitation.path),
    }
    return render_unkept(request, "accounts/person.html", context)


def _account_of(person: Person) -> User:
    """The person's account.

    Raises:
        NotFound: the person has none.
    """
    user = User.objects.filter(person=person).first()
    if user is None:
        raise NotFound("account", str(person.key))
    return user
