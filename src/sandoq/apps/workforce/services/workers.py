"""Putting people into the pool from which stations are staffed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import Worker, WorkRole
from sandoq.apps.workforce.services.appointing import batches, common_path
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Listing:
    """A person listed at a unit, proposed for a role."""

    person: Person
    unit: Unit
    role: WorkRole | None = None


def list_worker(*, by: User, person: Person, unit: Unit, role: WorkRole | None = None) -> Worker:
    """List a person at a unit as somebody who may be asked to work; a move is a new listing.

    Raises:
        NotAllowed: the unit, or the one where the person is listed now, is out of reach.
    """
    return list_workers(by=by, listings=[Listing(person, unit, role)])[0]


@transaction.atomic
def list_workers(*, by: User, listings: Sequence[Listing]) -> list[Worker]:
    """List all of these people or none, in one act; a second call changes nothing.

    Raises:
        as `list_worker`, for the first that is refused; then nothing is written.
    """
    scope, at = scope_of(by, Permission.WORKERS_IMPORT), now()
    known = {
        worker.person_id: worker
        for batch in batches([one.person.pk for one in listings])
        for worker in Worker.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(person__in=batch)
    }
    found: dict[int, Worker] = {}
    moved: list[Worker] = []
    for one in listings:
        worker = known.get(one.person.pk)
        for unit in (one.unit, worker.unit if worker else None):
            if unit is not None and not scope.covers(unit.path):
                raise NotAllowed(Permission.WORKERS_IMPORT.value, unit.name_fa)
        if worker is None:
            worker = Worker(person=one.person, unit=one.unit, role=one.role, listed_at=at)
        elif (worker.unit_id, worker.role_id) != (one.unit.pk, one.role.pk if one.role else None):
            worker.unit, worker.role = one.unit, one.role
            moved.append(worker)
        found[one.person.pk] = worker
    fresh = [worker for worker in found.values() if worker.pk is None]
    Worker.objects.bulk_create(fresh, batch_size=_BATCH)
    Worker.objects.bulk_update(moved, ["unit", "role"], batch_size=_BATCH)
    if fresh or moved:
        record_action(
            by=by,
            verb="workforce.list-workers",
            target=listings[0].person if len(listings) == 1 else None,
            unit_path=common_path({one.unit.path for one in listings}),
            data={"listed": len(fresh), "moved": len(moved)},
        )
    return [found[one.person.pk] for one in listings]
