"""Signing in to the API, and what it says of the person who did."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.security import HttpBearer, SessionAuth

from sandoq.apps.accounts.errors import TooManyRequests
from sandoq.apps.accounts.guard import asks, asks_only_who
from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.accounts.ratelimits import allow
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import audit_entries, may, tenures_of, user_of_token
from sandoq.apps.accounts.services import note_token_use
from sandoq.common.clock import now
from sandoq.ui.api import Asked, Page, answers, page_of
from sandoq.ui.http import Request

REQUESTS_A_MINUTE = 600

router = Router(tags=["people"])


class TokenAuth(HttpBearer):
    """`Authorization: Bearer sandoq_…`: a token of one tenure, with at most its permissions."""

    openapi_name = "token"

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        at = now()
        user = user_of_token(token, at)
        if user is None or user.token is None:
            return None
        _limit(f"token:{user.token.pk}")
        note_token_use(token=user.token, at=at)
        request.user = user
        return user


class PageAuth(SessionAuth):
    """The session of the pages, with their protection against forged requests."""

    openapi_name = "session"

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = super().authenticate(request, key)
        if user is not None:
            _limit(f"user:{user.pk}")
        return user


AUTH = [TokenAuth(), PageAuth()]


def _limit(who: str) -> None:
    if not allow(f"api:{who}", limit=REQUESTS_A_MINUTE, per_seconds=60):
        raise TooManyRequests(REQUESTS_A_MINUTE, 60)


class Office(Schema):
    """A post the person holds now."""

    role: str
    unit: str
    unit_name_fa: str
    unit_name_en: str
    election: str | None
    since: str


class Me(Schema):
    """Who asks, and under which posts."""

    username: str
    name_fa: str
    name_en: str
    permissions: list[str]
    offices: list[Office]


@router.get("/me", response=answers(Me), summary="Who I am and which posts I hold")
@asks_only_who
def me(request: Request) -> dict[str, Any]:
    """The person who asks, with the permissions that the posts, or the token, give."""
    user = request.user
    person = user.person
    return {
        "username": user.username,
        "name_fa": person.name_fa if person else "",
        "name_en": person.name_en if person else "",
        "permissions": [permission.value for permission in Permission if may(user, permission)],
        "offices": [
            {
                "role": tenure.post.role,
                "unit": str(tenure.post.unit.key),
                "unit_name_fa": tenure.post.unit.name_fa,
                "unit_name_en": tenure.post.unit.name_en,
                "election": tenure.post.election.slug if tenure.post.election else None,
                "since": tenure.since.isoformat(),
            }
            for tenure in tenures_of(user)
        ],
    }


class AuditRow(Schema):
    """One act of the audit trail; recompute `hash` to check the chain."""

    seq: int
    at: str
    user: str | None
    verb: str
    target_kind: str
    target_key: str
    unit_path: str
    data: dict[str, Any]
    previous_hash: str
    hash: str


@router.get("/audit", response=answers(Page[AuditRow]), summary="The audit trail")
@asks(Permission.AUDIT_VIEW)
def audit(request: Request, window: Asked) -> dict[str, Any]:
    """The acts of the person's scope, the newest first."""
    return page_of(audit_entries(request.user).select_related("user"), window, _audit_row)


def _audit_row(entry: AuditEntry) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "user": entry.user.username if entry.user else None,
        "verb": entry.verb,
        "target_kind": entry.target_kind,
        "target_key": entry.target_key,
        "unit_path": entry.unit_path,
        "data": entry.data,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }
