"""Proofs that wait for a second pair of eyes, and whose eyes may be those."""

import uuid

from django.db.models import Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import Evidence, Requirement
from sandoq.apps.readiness.selectors.verifiers import lenient_requirements, units_of
from sandoq.common.clock import now
from sandoq.common.errors import NotFound


def waiting_for_me(user: User) -> QuerySet[Evidence]:
    """Pending proofs that this person may judge, the longest waiting first.

    Not their own, not of needs that have ended, and of their own unit only where the requirement
    allows it.
    """
    found = Evidence.objects.filter(
        _in_scope(user), state=Evidence.State.PENDING, need__ended_at=None
    ).exclude(author=user)
    lenient = Requirement.objects.filter(lenient_requirements()).values_list("pk", flat=True)
    own = Q(author_unit__in=units_of(user, now())) & ~Q(need__requirement__in=list(lenient))
    return found.exclude(own).order_by("recorded_at", "pk")


def waiting_item(user: User, after: Evidence | None = None) -> Evidence | None:
    """The first proof that waits, or the first after another; None if there is no more."""
    waiting = with_context(waiting_for_me(user))
    if after is not None:
        later = Q(recorded_at__gt=after.recorded_at) | Q(
            recorded_at=after.recorded_at, pk__gt=after.pk
        )
        waiting = waiting.filter(later)
    return waiting.first()


def with_context(evidence: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """With what a judge looks at: the need, its place, the author."""
    return evidence.select_related(
        "need__requirement",
        "need__point",
        "need__station__unit",
        "need__station__county",
        "author__person",
        "author_unit",
        "verification__verifier__person",
    )


def evidence_of_key(user: User, key: uuid.UUID | str) -> Evidence:
    """A proof that the person may look at: to judge it, or because they see the station.

    Raises:
        NotFound: there is none with this key, or not for this person.
    """
    seen = scope_of(user, Permission.READINESS_VIEW).q("need__station__unit__path")
    found = Evidence.objects.filter(seen | _in_scope(user), key=key)
    evidence = with_context(found).first()
    if evidence is None:
        raise NotFound("evidence", str(key))
    return evidence


def same_photo(evidence: Evidence) -> QuerySet[Evidence]:
    """Other proofs with the same attached file."""
    if not evidence.file:
        return Evidence.objects.none()
    same = Evidence.objects.filter(sha256=evidence.sha256).exclude(file="").exclude(pk=evidence.pk)
    return same.select_related("need__station__county", "need__requirement").order_by("recorded_at")


def _in_scope(user: User) -> Q:
    """Proofs at places where the person judges, for the elections of their posts."""
    found = Q(pk__in=[])
    for grant in scope_of(user, Permission.EVIDENCE_VERIFY).grants:
        inside = Q(need__station__unit__path__startswith=grant.path) if grant.path else ~found
        if grant.election_id is not None:
            days = Election.objects.filter(pk=grant.election_id).values("polling_day")
            inside &= Q(need__requirement__set__polling_day__in=days)
        found |= inside
    return found
