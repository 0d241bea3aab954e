"""What a polling day asks of its staff, read once for many stations."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from sandoq.apps.elections.models import PollingDay
from sandoq.apps.workforce.models import (
    ReleasedBuild,
    RoleTraining,
    StaffingRule,
    Substitution,
    WorkRole,
)
from sandoq.apps.workforce.rules.staffing import Quantity
from sandoq.common import clock


@dataclass(frozen=True, slots=True)
class WorkDay:
    """Roles, quantities, substitution, training and builds of one polling day.

    `substitutes` and `models` are by role code; `builds` by device model.
    """

    polling_day: PollingDay
    roles: dict[str, WorkRole]
    quantities: tuple[Quantity, ...]
    substitutes: dict[str, list[str]]
    models: dict[str, list[str]]
    builds: dict[str, str]

    @property
    def station_quantities(self) -> tuple[Quantity, ...]:
        """The rules of roles that work at stations."""
        return self._of(WorkRole.Place.STATION)

    @property
    def unit_quantities(self) -> tuple[Quantity, ...]:
        """The rules of roles that work in units."""
        return self._of(WorkRole.Place.UNIT)

    def _of(self, place: str) -> tuple[Quantity, ...]:
        return tuple(rule for rule in self.quantities if self.roles[rule.role].place == place)


def work_day(polling_day: PollingDay) -> WorkDay:
    """What the polling day asks, in five queries."""
    substitutes: dict[str, list[str]] = {}
    for role, other in Substitution.objects.order_by("role", "rank", "pk").values_list(
        "role__code", "substitute__code"
    ):
        substitutes.setdefault(role, []).append(other)
    models: dict[str, list[str]] = {}
    for role, model in RoleTraining.objects.values_list("role__code", "device_model"):
        models.setdefault(role, []).append(model)
    rules = StaffingRule.objects.filter(polling_day=polling_day).select_related("role", "unit")
    return WorkDay(
        polling_day,
        {role.code: role for role in WorkRole.objects.all()},
        tuple(
            Quantity(
                path=rule.unit.path,
                role=rule.role.code,
                station_kind=rule.station_kind,
                area=rule.area,
                minimum=rule.minimum,
                electors_per_person=rule.electors_per_person,
                stations_per_person=rule.stations_per_person,
            )
            for rule in rules
        ),
        substitutes,
        models,
        dict(
            ReleasedBuild.objects.filter(polling_day=polling_day).values_list(
                "device_model", "build"
            )
        ),
    )


def station_roles() -> QuerySet[WorkRole]:
    """Roles of those who work at stations; the same for everybody."""
    return WorkRole.objects.filter(place=WorkRole.Place.STATION)


def day_at(at: datetime) -> PollingDay | None:
    """The next polling day from this moment on, else the last one."""
    today = clock.today(at)
    coming = PollingDay.objects.filter(date__gte=today).order_by("date").first()
    return coming or PollingDay.objects.order_by("-date").first()
