"""API tokens: bound to one tenure, shown once, kept only as a hash."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from sandoq.apps.accounts.errors import TokenNameTaken, TokenTooBroad, TokenTooLong
from sandoq.apps.accounts.models import ApiToken, Tenure, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import grantable, require, tenures_of
from sandoq.apps.accounts.services.audit import record_action
from sandoq.common.clock import now, today
from sandoq.common.errors import BadInput, NotAllowed
from sandoq.common.hashing import sha256_hex
from sandoq.common.text import normalise

PREFIX = "sandoq_"
"""By this, scanners of source code and logs recognise a leaked token."""

LONGEST_DAYS = 366
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token and its secret, which is not kept and cannot be shown again."""

    token: ApiToken
    secret: str


@transaction.atomic
def issue_token(
    *,
    by: User,
    tenure: Tenure,
    name: str,
    permissions: Collection[Permission],
    expires_at: datetime,
) -> IssuedToken:
    """Make a token for one of the actor's own tenures.

    Args:
        name: what it is for; one live token of the tenure bears it, so sending a form twice makes
            one token.
        permissions: what it may do; what the tenure loses, the token loses.
        expires_at: at most a year from now.

    Raises:
        NotAllowed: the tenure is not the actor's, or the actor acts by a token.
        TokenTooBroad: the tenure does not give a permission, or no token may have it.
        TokenTooLong: it would live for more than a year, or not at all.
        TokenNameTaken: a live token of the tenure has this name.
        BadInput: the name or the list of permissions is empty.
    """
    at = now()
    if by.token is not None or not tenures_of(by, at=at).filter(pk=tenure.pk).exists():
        raise NotAllowed(Permission.TOKEN_EDIT.value, "")
    tenure = (
        Tenure.objects.select_for_update(of=("self",))
        .select_related("post__unit")
        .get(pk=tenure.pk)
    )
    name = normalise(name)
    if not name or not permissions:
        raise BadInput("permissions" if name else "name", "", "empty")
    wanted = {Permission(permission) for permission in permissions}
    if excess := wanted - set(grantable(tenure)):
        raise TokenTooBroad(frozenset(permission.value for permission in excess))
    if not at < expires_at <= at + timedelta(days=LONGEST_DAYS):
        raise TokenTooLong(LONGEST_DAYS)
    live = ApiToken.objects.filter(tenure=tenure, revoked_at=None, expires_at__gt=at)
    if live.filter(name=name).exists():
        raise TokenNameTaken(name)
    secret = PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
    token = ApiToken.objects.create(
        user=by,
        tenure=tenure,
        name=name,
        secret_hash=sha256_hex(secret),
        permissions=sorted(permission.value for permission in wanted),
        created_at=at,
        expires_at=expires_at,
    )
    record_action(
        by=by,
        verb="accounts.issue-token",
        target=token,
        unit_path=tenure.post.unit.path,
        under=tenure,
        data={"name": name, "permissions": token.permissions, "expires_at": expires_at},
    )
    return IssuedToken(token, secret)


@transaction.atomic
def revoke_token(*, by: User, token: ApiToken) -> ApiToken:
    """Withdraw a token at once; a second call changes nothing.

    Raises:
        NotAllowed: it is neither the actor's own nor of a post within the actor's reach.
    """
    token = (
        ApiToken.objects.select_for_update(of=("self",))
        .select_related("tenure__post__unit")
        .get(pk=token.pk)
    )
    path = token.tenure.post.unit.path
    if token.user_id != by.pk:
        require(
            by,
            Permission.POST_EDIT,
            unit_path=path,
            election_id=token.tenure.post.election_id,
        )
    if token.revoked_at is None:
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
        record_action(
            by=by,
            verb="accounts.revoke-token",
            target=token,
            unit_path=path,
            data={"name": token.name},
        )
    return token


def note_token_use(*, token: ApiToken, at: datetime) -> None:
    """Keep the day a token was last used, one write a day; no act, so not in the audit trail."""
    day = today(at)
    unknown = Q(last_used_on=None) | Q(last_used_on__lt=day)
    ApiToken.objects.filter(unknown, pk=token.pk).update(last_used_on=day)
