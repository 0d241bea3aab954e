"""Imports of stations a person may see: batches, their rows, and what waits to be decided."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.territory.models import ImportBatch, ImportRow, Unit
from sandoq.apps.territory.rules.importing.problems import (
    BLOCKING,
    DUPLICATES,
    IGNORED,
    MERGED,
    NOTICES,
)
from sandoq.common.errors import NotFound


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many rows of one outcome have one reason."""

    outcome: str
    reason: str
    rows: int


def batches(user: User) -> QuerySet[ImportBatch]:
    """Imports into units where the person may import, the newest first."""
    mine = ImportBatch.objects.filter(scope_of(user, Permission.STATION_IMPORT).q("unit__path"))
    return mine.select_related("unit", "previewed_by", "applied_by", "undone_by")


def batches_waiting(user: User) -> QuerySet[ImportBatch]:
    """Previews this person may apply and nobody has yet, the oldest first."""
    waiting = batches(user).filter(state=ImportBatch.State.PREVIEWED)
    return waiting.order_by("previewed_at", "pk")


def batch_of_key(user: User, key: UUID | str) -> ImportBatch:
    """The import with this key.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    batch = batches(user).filter(key=key).first()
    if batch is None:
        raise NotFound("import", str(key))
    return batch


def units_to_import_into(user: User) -> QuerySet[Unit]:
    """The units into which the person may import stations, from the top of the tree down."""
    scope = scope_of(user, Permission.STATION_IMPORT)
    return Unit.objects.filter(scope.q("path"), closed_on=None)


def default_unit(user: User, place: Unit | None) -> Unit | None:
    """The unit to offer first: the place in view if it is allowed, else the widest allowed."""
    allowed = units_to_import_into(user)
    if place is not None and (found := allowed.filter(pk=place.pk).first()):
        return found
    return allowed.order_by("depth", "path").first()


def rows(
    user: User, batch: ImportBatch, *, outcome: str = "", reason: str = ""
) -> QuerySet[ImportRow]:
    """The rows of an import in the order of the files, of one outcome or with one reason."""
    found = ImportRow.objects.filter(batch=batch_of_key(user, batch.key))
    if outcome:
        found = found.filter(outcome=outcome)
    if reason:
        found = found.filter(reasons__contains=f" {reason} ")
    return found.select_related("duplicate_of", "station__unit", "station__county")


def row_of(user: User, batch: ImportBatch, position: int) -> ImportRow:
    """One row of an import by its place in the files, from 0.

    Raises:
        NotFound: there is none.
    """
    row = rows(user, batch).filter(position=position).first()
    if row is None:
        raise NotFound("import row", str(position))
    return row


def undecided(user: User, batch: ImportBatch) -> QuerySet[ImportRow]:
    """Proposed pairs that nobody has decided yet, in the order of the files."""
    pairs = Q()
    for reason in sorted(DUPLICATES):
        pairs |= Q(reasons__contains=f" {reason} ")
    return rows(user, batch, outcome=ImportRow.Outcome.QUARANTINED).filter(pairs, decision="")


def decided(user: User, batch: ImportBatch) -> QuerySet[ImportRow]:
    """Pairs that were decided, the last of the files first."""
    return rows(user, batch).exclude(decision="").order_by("-position")


def reason_groups(batch: ImportBatch) -> dict[str, list[ReasonCount]]:
    """Reasons with their numbers of rows, the most frequent first: by outcome the reasons that
    explain it, and under "warnings" those that only accompany an import."""
    explaining = {"quarantined": BLOCKING, "merged": MERGED, "ignored": IGNORED}
    found: dict[str, list[ReasonCount]] = defaultdict(list)
    for name, number in batch.reasons.items():
        outcome, reason = name.split("/", 1)
        if reason in explaining.get(outcome, ()):
            found[outcome].append(ReasonCount(outcome, reason, number))
        elif outcome in {"created", "updated"} and reason in NOTICES:
            found["warnings"].append(ReasonCount(outcome, reason, number))
    for groups in found.values():
        groups.sort(key=lambda group: (-group.rows, group.reason))
    return dict(found)
