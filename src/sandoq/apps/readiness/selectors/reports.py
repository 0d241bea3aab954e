"""Status reports that a person may see, and what they say."""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import ACCESS, Permission, Reach, Role
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import StatusReport
from sandoq.apps.readiness.rules.reports import may_sign
from sandoq.apps.readiness.selectors.paths import below
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.common.errors import NotFound

_RELATED = (
    *("election__polling_day", "unit", "previous", "frozen_by__person", "signature__signing_key"),
    *("signature__signed_by__person", "signature__tenure__post__unit"),
)


def reports_of(user: User, election: Election, unit: Unit) -> QuerySet[StatusReport]:
    """Reports on the unit and those below it that the person may see, the latest first."""
    seen = scope_of(user, Permission.READINESS_VIEW).q("unit_path", "election")
    rows = StatusReport.objects.filter(seen, below("unit_path", unit.path), election=election)
    return rows.select_related(*_RELATED).defer("packed")


def report_of_key(user: User, key: UUID | str) -> StatusReport:
    """A report that the person may see.

    Raises:
        NotFound: there is none with this key, or not for this person.
    """
    seen = scope_of(user, Permission.READINESS_VIEW).q("unit_path", "election")
    try:
        report = StatusReport.objects.filter(seen, key=key).select_related(*_RELATED).first()
    except (ValidationError, ValueError):
        report = None
    if report is None:
        raise NotFound("report", str(key))
    return report


def body_of(report: StatusReport) -> dict[str, Any]:
    """What the report says, as it was frozen."""
    body: dict[str, Any] = json.loads(report.canonical)
    return body


def may_sign_report(user: User, report: StatusReport) -> bool:
    """Whether this person is a head who may sign it now: it is unsigned, and not theirs alone."""
    if hasattr(report, "signature"):
        return False
    if not scope_of(user, Permission.REPORT_SIGN).covers(report.unit_path, report.election_id):
        return False
    return may_sign(report.frozen_by_id, user.pk, signers_of(report))


def may_freeze(user: User, election: Election, unit: Unit) -> bool:
    """Whether the person may freeze a report on the unit."""
    return scope_of(user, Permission.REPORT_FREEZE).covers(unit.path, election.pk)


def signers_of(report: StatusReport) -> list[int]:
    """Keys of all accounts whose post may sign the report now."""
    at = now()
    found = []
    roles = ACCESS[Permission.REPORT_SIGN]
    held = Tenure.objects.filter(
        post__role__in=list(roles), post__closed_at=None, until=None, since__lte=at
    ).filter(person__user__is_active=True)
    for role, path, election, user in held.values_list(
        "post__role", "post__unit__path", "post__election", "person__user"
    ):
        reaches = roles[Role(role)] is Reach.NATION or report.unit_path.startswith(path)
        if reaches and election in {None, report.election_id}:
            found.append(user)
    return found
