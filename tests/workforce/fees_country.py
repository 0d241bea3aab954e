"""Many people at work, written in bulk: the scenario of the issue at any size.

Of every hundred people, ten hold a second appointment on polling day in the neighbouring county,
twenty claim four days; some accounts are bad.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import islice

from sandoq.apps.accounts.models import Person
from sandoq.apps.workforce.models import Appointment, Attendance, Shift, WorkRole
from tests.factories import LONG_AGO
from tests.workforce.fees_scene import DAY, FeeScene, a_sheba

_BLOCK = 2000
DOUBLED = 10
FOUR_DAYS = 5
"""Every tenth person is doubled, every fifth claims four days; the others one day or two."""


def days_of(number: int) -> int:
    """Days a person claims in the first appointment."""
    return 4 if number % FOUR_DAYS == 0 else 1 + number % 2


def due_rial(people: int) -> int:
    """What all of them together are owed: the cap and the doubles are seen to."""
    return sum(min(3, days_of(number)) * DAY for number in range(people))


def populate(scene: FeeScene, people: int, *, bad_accounts: int) -> None:
    """People, appointments and verified attendance; the first `bad_accounts` cannot be paid."""
    role = WorkRole.objects.create(
        code="operator", name_fa="کاربر", name_en="Operator", rate_class="operator"
    )
    begins = datetime.combine(scene.day.date, time(4), UTC)
    hours = {"starts_at": begins, "ends_at": begins + timedelta(hours=12)}
    shifts = [
        Shift.objects.create(polling_day=scene.day, code=code, name_fa=code, name_en=code, **hours)
        for code in ("first", "second")
    ]
    numbers = iter(range(people))
    while block := list(islice(numbers, _BLOCK)):
        persons = Person.objects.bulk_create(
            Person(
                name_fa=f"کارمند {number}",
                search_name=f"کارمند {number}",
                home_unit=scene.babol,
                sheba=f"IR{'0' * 24}" if number < bad_accounts else a_sheba(number),
                created_at=LONG_AGO,
            )
            for number in block
        )
        held = list(_appointments(scene, role, shifts, list(zip(block, persons, strict=True))))
        made = Appointment.objects.bulk_create(one for one, _ in held)
        Attendance.objects.bulk_create(
            Attendance(
                appointment=one,
                date=scene.day.date + timedelta(days=offset),
                arrived_at=begins,
                state="verified",
                claimed_by=scene.babol_it,
                claimed_at=LONG_AGO,
                judged_by=scene.head,
                judged_at=LONG_AGO,
            )
            for one, (_, days) in zip(made, held, strict=True)
            for offset in range(days)
        )


def _appointments(
    scene: FeeScene, role: WorkRole, shifts: list[Shift], people: list[tuple[int, Person]]
) -> Iterator[tuple[Appointment, int]]:
    """Appointments with the days present."""
    for number, person in people:
        here = scene.babol if number % 2 else scene.amol
        other = scene.amol if number % 2 else scene.babol
        places = [(here, shifts[0], days_of(number))]
        if number % DOUBLED == 0:
            places.append((other, shifts[1], 1))
        for unit, shift, days in places:
            appointment = Appointment(
                person=person,
                role=role,
                unit=unit,
                polling_day=scene.day,
                shift=shift,
                rate_class="operator",
                state="accepted",
                state_at=LONG_AGO,
                appointed_at=LONG_AGO,
                appointed_by=scene.headquarters,
            )
            yield appointment, days
