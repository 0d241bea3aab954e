"""Rules, allocations, and what stands where: sums in rials."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet, Sum

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.models import FeeAllocation, FeeLine, FeeRule, WorkRole
from sandoq.apps.workforce.rules.fees.rates import rule_on
from sandoq.apps.workforce.rules.fees.steps import COMMITTED, LineState
from sandoq.apps.workforce.selectors.fees.lines import LineFilter, Tally, find_lines


@dataclass(frozen=True, slots=True)
class Standing:
    """How the fees of one unit stand.

    Attributes:
        by_state: tally by line state; states without lines are absent.
        allocation: the unit's own allocation, if it has one.
    """

    unit: Unit
    by_state: Mapping[str, Tally]
    allocation: FeeAllocation | None = None
    total: Tally = field(init=False)
    paid: Tally = field(init=False)
    committed_rial: int = field(init=False)

    def __post_init__(self) -> None:
        tallies = self.by_state.values()
        whole = Tally(sum(one.lines for one in tallies), sum(one.rial for one in tallies))
        committed = sum(self.by_state[s].rial for s in COMMITTED if s in self.by_state)
        object.__setattr__(self, "total", whole)
        object.__setattr__(self, "paid", self.by_state.get(LineState.PAID, Tally(0, 0)))
        object.__setattr__(self, "committed_rial", committed)

    @property
    def unpaid_rial(self) -> int:
        return self.total.rial - self.paid.rial


def rate_classes() -> dict[str, tuple[WorkRole, ...]]:
    """The roles paid under each rate class, in their order."""
    found: dict[str, tuple[WorkRole, ...]] = {}
    for role in WorkRole.objects.all():
        found[role.rate_class] = (*found.get(role.rate_class, ()), role)
    return found


def rules_issued() -> QuerySet[FeeRule]:
    """Every rule, the newest first; what is paid by which rule is no secret."""
    return FeeRule.objects.select_related("issued_by__person")


def rule_in_force(day: PollingDay) -> FeeRule | None:
    """The rule by which the fees of a polling day are computed."""
    return rule_on(((rule.since, rule.pk, rule) for rule in FeeRule.objects.all()), day.date)


def totals_by_state(user: User, day: PollingDay, unit: Unit) -> dict[str, Tally]:
    """Lines and rials by state of the place and all below it."""
    rows = find_lines(user, LineFilter(polling_day=day, unit=unit)).order_by().values("state")
    told = rows.annotate(n=Count("pk"), rial=Sum("amount_rial"))
    return {row["state"]: Tally(row["n"], row["rial"] or 0) for row in told}


def standing_by_unit(user: User, day: PollingDay, unit: Unit) -> list[Standing]:
    """The place's units that vouch for lines, by path, each with its states and allocation."""
    rows = (
        find_lines(user, LineFilter(polling_day=day, unit=unit))
        .order_by()
        .values("unit", "state")
        .annotate(n=Count("pk"), rial=Sum("amount_rial"))
    )
    by_unit: dict[int, dict[str, Tally]] = {}
    for row in rows:
        by_unit.setdefault(row["unit"], {})[row["state"]] = Tally(row["n"], row["rial"] or 0)
    allocated = {one.unit_id: one for one in allocations_seen(user, day, unit)}
    units = Unit.objects.filter(pk__in={*by_unit, *allocated}).order_by("path")
    return [Standing(one, by_unit.get(one.pk, {}), allocated.get(one.pk)) for one in units]


def allocations_seen(user: User, day: PollingDay, unit: Unit) -> QuerySet[FeeAllocation]:
    """Allocations of the place and below that the person may see."""
    scope = scope_of(user, Permission.FEES_VIEW)
    found = FeeAllocation.objects.filter(scope.q("unit__path"), polling_day=day)
    return found.filter(unit__path__startswith=unit.path).select_related("unit")


def covering(allocations: Iterable[FeeAllocation], path: str) -> list[FeeAllocation]:
    """Those whose unit holds the path: each of them bounds it."""
    return [one for one in allocations if path.startswith(one.unit.path)]


def payer_of(day: PollingDay, unit: Unit) -> FeeAllocation | None:
    """The nearest allocation at the unit or above it: from its account the unit's fees are paid."""
    found = FeeAllocation.objects.filter(polling_day=day).select_related("unit")
    return max(covering(found, unit.path), key=lambda one: len(one.unit.path), default=None)


def all_units_of(lines: QuerySet[FeeLine]) -> dict[int, int]:
    """Rials by the unit that vouches."""
    rows = lines.order_by().values("unit").annotate(rial=Sum("amount_rial"))
    return {row["unit"]: row["rial"] or 0 for row in rows}
