"""Registers and corrects thousands of people at once: the lists of workers that counties keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from sandoq.apps.accounts.errors import PersonKnown, PersonOutOfReach
from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.rules.identifiers import FIELDS
from sandoq.apps.accounts.rules.posts import may_manage
from sandoq.apps.accounts.selectors import offices_of, scope_of, seats_of
from sandoq.apps.accounts.selectors.units import name_of
from sandoq.apps.accounts.services.audit import record_action
from sandoq.apps.accounts.services.people import set_identifiers, set_names
from sandoq.apps.accounts.services.provisioning_rows import common_path
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed

_BATCH = 500


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a list says; with `person` a correction of what is registered.

    An empty identifier stays as it is; a unit of None too.
    """

    name_fa: str
    name_en: str = ""
    national_id: str = ""
    mobile: str = ""
    sheba: str = ""
    home_unit: Any = None
    person: Person | None = None


@transaction.atomic
def write_people(*, by: User, rows: Sequence[PersonRow]) -> list[Person]:
    """Register and correct all of these people or none; the people in the order of the rows.

    One entry of the audit trail stands for the call and holds counts, never values.

    Raises:
        NotAllowed: a home unit is out of the actor's reach.
        PersonOutOfReach: somebody to be corrected holds a post that the actor could not fill.
        BadInput: a name or identifier cannot be read.
        PersonKnown: a national ID is registered already, or stands in two rows.
    """
    if not rows:
        return []
    scope = scope_of(by, Permission.PEOPLE_EDIT)
    for row in rows:
        for unit in (row.home_unit, row.person.home_unit if row.person else None):
            if unit is not None and not scope.covers(unit.path):
                raise NotAllowed(Permission.PEOPLE_EDIT.value, name_of(unit))
    _require_management(by, [row.person for row in rows if row.person])
    at = now()
    people = [_filled(row, row.person or Person(created_at=at)) for row in rows]
    new = [person for person in people if person.pk is None]
    try:
        with transaction.atomic():
            Person.objects.bulk_create(new, batch_size=_BATCH)
            Person.objects.bulk_update(
                [row.person for row in rows if row.person], _COLUMNS, batch_size=_BATCH
            )
    except IntegrityError:
        raise PersonKnown("national_id") from None
    record_action(
        by=by,
        verb="accounts.write-people",
        unit_path=common_path([person.home_unit.path for person in people if person.home_unit]),
        data={"registered": len(new), "corrected": len(people) - len(new)},
    )
    return people


_COLUMNS = [
    *("name_fa", "name_en", "search_name", "home_unit"),
    *(column for field in FIELDS for column in (field, f"{field}_index")),
]


def _filled(row: PersonRow, person: Person) -> Person:
    set_names(person, row.name_fa, row.name_en or person.name_en)
    set_identifiers(person, {field: getattr(row, field) for field in FIELDS if getattr(row, field)})
    if row.home_unit is not None:
        person.home_unit = row.home_unit
    return person


def _require_management(by: User, people: Sequence[Person]) -> None:
    """Only people in offices need a closer look, and few workers hold one."""
    offices = offices_of(by)
    pks = [person.pk for person in people]
    for start in range(0, len(pks), _BATCH):
        holders = Person.objects.filter(pk__in=pks[start : start + _BATCH], tenures__isnull=False)
        for holder in holders.distinct():
            if not may_manage(offices, seats_of(holder)):
                raise PersonOutOfReach
