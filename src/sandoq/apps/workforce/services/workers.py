"""Putting people into the pool from which stations are staffed."""

from django.db import transaction

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import Worker, WorkRole
from sandoq.common.clock import now


@transaction.atomic
def list_worker(*, by: User, person: Person, unit: Unit, role: WorkRole | None = None) -> Worker:
    """List a person at a unit as somebody who may be asked to work; a move is a new listing.

    Raises:
        NotAllowed: the unit, or the one where the person is listed now, is out of reach.
    """
    require(by, Permission.WORKERS_IMPORT, unit_path=unit.path)
    worker = (
        Worker.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(person=person)
        .first()
    )
    if worker is None:
        worker = Worker(person=person, listed_at=now())
    else:
        require(by, Permission.WORKERS_IMPORT, unit_path=worker.unit.path)
        if (worker.unit_id, worker.role_id) == (unit.pk, role.pk if role else None):
            return worker
    worker.unit, worker.role = unit, role
    worker.save()
    record_action(
        by=by,
        verb="workforce.list-worker",
        target=person,
        unit_path=unit.path,
        data={"role": role.code if role else ""},
    )
    return worker
