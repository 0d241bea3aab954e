"""For an owner who cannot sign in any more: a new invitation, a second factor taken off.

Either is a way into somebody's account, so it needs a reason, stands in the audit trail, ends the
owner's sessions and is told to the owner's address.
"""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from sandoq.apps.accounts.errors import PersonOutOfReach, ReasonUnfit
from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.identifiers import reason_problem
from sandoq.apps.accounts.services.accounts import Invitation, invitation_path
from sandoq.apps.accounts.services.audit import record_action
from sandoq.apps.accounts.services.people import require_management


@transaction.atomic
def reset_password(*, by: User | None, user: User, reason: str) -> Invitation:
    """Take the password away and invite anew; the second factor stays and is still asked for.

    Args:
        by: who does it; None for whoever runs the server.
        reason: at least ten characters, without long numbers.

    Raises:
        NotAllowed, PersonOutOfReach: the account is not the actor's to manage, or is the actor's.
        ReasonUnfit: the reason is too short or holds a number.
    """
    user, under = _recovering(by, user, reason)
    user.password = make_password(None)  # ends every session and every earlier invitation
    user.save(update_fields=["password"])
    _record(by, user, under, "accounts.reset-password", reason)
    return Invitation(user, invitation_path(user))


@transaction.atomic
def forget_second_factor(*, by: User | None, user: User, reason: str) -> int:
    """Take every second factor and recovery code off; the password stays and is still asked for.

    A post that needs a second factor leads its holder to set up a new one at the next page.
    Returns how many were taken off.

    Raises:
        NotAllowed, PersonOutOfReach, ReasonUnfit: as in `reset_password`.
    """
    user, under = _recovering(by, user, reason)
    count, _ = Authenticator.objects.filter(user=user).delete()
    if count:
        _record(by, user, under, "accounts.forget-second-factor", reason)
    return count


def _recovering(by: User | None, user: User, reason: str) -> tuple[User, Tenure | None]:
    user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    under = None
    if by is not None:
        if by.pk == user.pk or user.person is None:
            raise PersonOutOfReach
        under = require_management(by, user.person)
    if problem := reason_problem(reason):
        raise ReasonUnfit(problem)
    return user, under


def _record(by: User | None, user: User, under: Tenure | None, verb: str, reason: str) -> None:
    home = user.person.home_unit if user.person else None
    record_action(
        by=by,
        verb=verb,
        target=user,
        unit_path=home.path if home else "",
        under=under,
        data={"username": user.username, "reason": " ".join(reason.split())},
    )
    address = EmailAddress.objects.get_primary_email(user) or user.email
    if address:
        transaction.on_commit(lambda: _tell(user, address, verb))


def _tell(user: User, address: str, verb: str) -> None:
    with translation.override(user.language):
        context = {"user": user, "verb": verb}
        text = render_to_string("accounts/email/recovered.txt", context)
    subject, _, body = text.strip().partition("\n")
    send_mail(subject, body.strip(), None, [address], fail_silently=True)
