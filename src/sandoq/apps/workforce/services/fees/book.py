"""Puts the writers of a polling day's fees in line."""

from django.db import connection

from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import FeeBook
from sandoq.apps.workforce.rules.fees.refusals import Named


def lock_book(day: PollingDay) -> FeeBook:
    """The accounts of the day, locked until the transaction ends.

    Raises:
        RuntimeError: called outside a transaction, where the lock would hold nothing.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("lock_book must run inside the transaction it protects")
    FeeBook.objects.get_or_create(polling_day=day)
    return FeeBook.objects.select_for_update().get(polling_day=day)


def named(unit: Unit) -> Named:
    """The unit's names, as refusals carry them."""
    return Named(unit.name_fa, unit.name_en)
