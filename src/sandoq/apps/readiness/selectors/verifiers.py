"""Whose proofs a person may judge."""

from collections.abc import Set
from datetime import datetime

from django.db.models import Q

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.readiness.models import Evidence, Requirement
from sandoq.apps.readiness.rules.guards import Objection, may_verify


def units_of(user: User, at: datetime) -> frozenset[int]:
    """Keys of every unit the person holds a post at, whatever token is signed in with.

    A second post in another unit, or a token of it, does not make anybody independent.
    """
    held = Tenure.objects.filter(
        Q(until=None) | Q(until__gt=at), person=user.person_id, since__lte=at
    )
    return frozenset(held.values_list("post__unit", flat=True))


def objection_to(evidence: Evidence, user: User, units: Set[int]) -> Objection | None:
    """Why the person may not judge this proof; `units` as from `units_of`."""
    strict = is_strict(evidence.need.requirement)
    for unit in units or {0}:
        if objection := may_verify(
            evidence.author_id, evidence.author_unit_id, user.pk, unit, strict
        ):
            return objection
    return None


def is_strict(requirement: Requirement) -> bool:
    """Whether the verifier must be from another unit than the author."""
    blocking = requirement.criticality == Requirement.Criticality.BLOCKING
    return blocking or requirement.evidence_policy.get("other_unit", True)


def lenient_requirements() -> Q:
    """Requirements whose proofs a colleague of the same unit may judge."""
    return Q(evidence_policy__other_unit=False) & ~Q(criticality=Requirement.Criticality.BLOCKING)
