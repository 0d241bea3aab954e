"""API tokens: whose they are, and who stands behind a secret."""

from datetime import datetime

from django.db.models import QuerySet

from sandoq.apps.accounts.models import ApiToken, Tenure, User
from sandoq.apps.accounts.rules.access import ACCESS, Permission, Role
from sandoq.apps.accounts.rules.tenures import Term, is_holding
from sandoq.apps.accounts.selectors.access import scope_of
from sandoq.common.errors import NotFound
from sandoq.common.hashing import sha256_hex

NEVER_IN_A_TOKEN = frozenset({Permission.TOKEN_EDIT})
"""A token makes no tokens."""

_LONGEST_SECRET = 128


def grantable(tenure: Tenure) -> list[Permission]:
    """What a token of this tenure may be given, in the order of the access table."""
    role = Role(tenure.post.role)
    return [p for p, roles in ACCESS.items() if role in roles and p not in NEVER_IN_A_TOKEN]


def user_of_token(secret: str, at: datetime) -> User | None:
    """The account behind a secret, with `token` set; None for anything that gives no rights now.

    No rights: unknown, expired or revoked secret, ended tenure, closed post, suspended account.
    The secret is looked up by its SHA-256, so timing tells nothing about its characters.
    """
    if len(secret) > _LONGEST_SECRET:
        return None
    found = ApiToken.objects.filter(secret_hash=sha256_hex(secret), revoked_at=None)
    token = found.select_related("user__person", "tenure__post").first()
    if token is None or not _is_live(token, at):
        return None
    user = token.user
    user.token = token
    return user


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """The person's own tokens, newest first."""
    return (
        ApiToken.objects.filter(user=user)
        .select_related("tenure__post__unit", "user")
        .order_by("-created_at", "-pk")
    )


def token_of(user: User, pk: int) -> ApiToken:
    """A token the person may revoke: an own one, or one of a post the person may fill.

    Raises:
        NotFound: there is none.
    """
    found = ApiToken.objects.filter(pk=pk).select_related("tenure__post__unit", "user")
    scope = scope_of(user, Permission.POST_EDIT)
    token = (found.filter(user=user) | found.filter(scope.q("tenure__post__unit__path"))).first()
    if token is None:
        raise NotFound("token", str(pk))
    return token


def _is_live(token: ApiToken, at: datetime) -> bool:
    tenure = token.tenure
    return (
        token.created_at <= at < token.expires_at
        and is_holding(Term(tenure.since, tenure.until), at)
        and tenure.post.closed_at is None
        and token.user.is_active
        and token.user.person_id == tenure.person_id
    )
