"""Puts the writers of a polling day in line."""

from datetime import datetime

from django.db import connection

from sandoq.apps.accounts.models import AuditHead
from sandoq.apps.readiness.models import DayRevision
from sandoq.common.clock import now


def lock_day(day_id: int) -> DayRevision:
    """Wait for other writers of the day, until the end of the transaction.

    Taken before needs are read, so that a status is never computed from needs that another
    transaction is changing. The head of the audit trail is locked first: every act locks it in the
    end, and rooms below may hold it already when they tell of a station. So there is one order.

    Raises:
        RuntimeError: called outside a transaction, where the lock would hold nothing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("lock_day must run inside the transaction it protects")
    AuditHead.objects.get_or_create(pk=1)
    AuditHead.objects.select_for_update().get(pk=1)
    DayRevision.objects.get_or_create(polling_day_id=day_id, defaults={"changed_at": now()})
    return DayRevision.objects.select_for_update().get(polling_day=day_id)


def mark_changed(revision: DayRevision, at: datetime) -> None:
    """Count a change, so that whatever was cached of the day is made anew."""
    revision.number += 1
    revision.changed_at = at
    revision.save(update_fields=["number", "changed_at"])
