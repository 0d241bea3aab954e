"""Fees that were earned and not paid, by unit and age; and a person's own fees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, QuerySet, Sum

from sandoq.apps.accounts.models import User
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import FeeDay, FeeItem, FeeLine
from sandoq.apps.workforce.rules.fees.arrears import BUCKETS, age_days, bucket_of
from sandoq.apps.workforce.rules.fees.steps import IN_ARREARS
from sandoq.apps.workforce.selectors.fees.lines import LineFilter, Tally, find_lines


@dataclass(frozen=True, slots=True)
class Arrears:
    """What a unit's people are still owed.

    Attributes:
        by_age: tally by bucket of `BUCKETS`, every bucket present.
        oldest_days: age of the oldest unpaid fee.
    """

    unit: Unit
    by_age: Mapping[str, Tally]
    oldest_days: int

    @property
    def total(self) -> Tally:
        tallies = self.by_age.values()
        return Tally(sum(one.lines for one in tallies), sum(one.rial for one in tallies))

    @property
    def ages(self) -> list[Tally]:
        """In the order of `BUCKETS`."""
        return [self.by_age[name] for name in BUCKETS]


def arrears_by_unit(user: User, unit: Unit, today: date) -> list[Arrears]:
    """Units of the place with unpaid fees of any polling day, the most rials first."""
    rows = (
        find_lines(user, LineFilter(unit=unit))
        .filter(state__in=[state.value for state in IN_ARREARS])
        .order_by()
        .values("unit", "polling_day__date")
        .annotate(n=Count("pk"), rial=Sum("amount_rial"))
    )
    found: dict[int, dict[str, Tally]] = {}
    oldest: dict[int, int] = {}
    for row in rows:
        days = age_days(row["polling_day__date"], today)
        ages = found.setdefault(row["unit"], dict.fromkeys(BUCKETS, Tally(0, 0)))
        sofar = ages[bucket_of(days)]
        ages[bucket_of(days)] = Tally(sofar.lines + row["n"], sofar.rial + (row["rial"] or 0))
        oldest[row["unit"]] = max(days, oldest.get(row["unit"], 0))
    units = Unit.objects.in_bulk(found)
    arrears = [Arrears(units[pk], ages, oldest[pk]) for pk, ages in found.items()]
    return sorted(arrears, key=lambda one: (-one.total.rial, one.unit.path))


def my_fees(user: User) -> QuerySet[FeeLine]:
    """The person's own fees, the newest polling day first, with days and transfers."""
    if user.is_anonymous or user.person_id is None:
        return FeeLine.objects.none()
    return (
        FeeLine.objects.filter(person=user.person_id)
        .select_related("unit", "polling_day", "rule")
        .prefetch_related(
            Prefetch("days", FeeDay.objects.order_by("date")),
            Prefetch("items", FeeItem.objects.select_related("batch").order_by("-pk")),
        )
        .order_by("-polling_day__date", "pk")
    )
