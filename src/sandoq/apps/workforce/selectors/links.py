"""The links and cards that people carry: a key and its signature, nothing stored."""

from uuid import UUID

from django.core import signing

from sandoq.apps.workforce.models import Enrolment, Invitation
from sandoq.common.errors import NotFound

_INVITATION = signing.Signer(salt="sandoq.workforce.invitation")
_CARD = signing.Signer(salt="sandoq.workforce.card")


def token_of(invitation: Invitation) -> str:
    """The end of the invitation's link: 32 hexadecimal digits and their signature."""
    return _INVITATION.sign(invitation.key.hex)


def invitation_of_token(token: str) -> Invitation:
    """The invitation a link belongs to, with its appointment, person and place.

    Raises:
        NotFound: the signature does not fit, whatever the key.
    """
    key = _key(_INVITATION, token, "invitation")
    found = (
        Invitation.objects.select_related(
            "appointment__person",
            "appointment__role",
            "appointment__shift",
            "appointment__polling_day",
            "appointment__station__county",
            "appointment__unit",
            "appointment__election",
        )
        .filter(key=key)
        .first()
    )
    if found is None:
        raise NotFound("invitation", "")
    return found


def card_of(enrolment: Enrolment) -> str:
    """What the QR on a trainee's card says."""
    return _CARD.sign(enrolment.key.hex)


def enrolment_of_card(card: str) -> Enrolment:
    """The enrolment a card belongs to.

    Raises:
        NotFound: the signature does not fit, whatever the key.
    """
    key = _key(_CARD, card, "card")
    found = (
        Enrolment.objects.select_related("session__course", "session__unit", "person")
        .filter(key=key)
        .first()
    )
    if found is None:
        raise NotFound("card", "")
    return found


def _key(signer: signing.Signer, token: str, kind: str) -> UUID:
    try:
        return UUID(hex=signer.unsign(token.strip()))
    except (signing.BadSignature, ValueError):
        raise NotFound(kind, "") from None
