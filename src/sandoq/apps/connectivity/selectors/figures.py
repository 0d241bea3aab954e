"""The figures of an area, from kept sums: their cost does not grow with its stations."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum
from django.db.models.functions import Left

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.models import AreaLinks, Operator, PointGrade, PointLinks
from sandoq.apps.connectivity.selectors.scope import below, require_view
from sandoq.apps.connectivity.selectors.settings import operators
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now

_SUMS = tuple(field.name for field in AreaLinks._meta.fields if field.name != "unit")


@dataclass(frozen=True, slots=True)
class LinkFigures:
    """Sums over the live stations of an area.

    Electors count once a station: they are `electors_without_link` if any point of their station
    is without a verified link.
    """

    stations: int = 0
    points: int = 0
    electors: int = 0
    points_without_link: int = 0
    points_without_fallback: int = 0
    stations_without_link: int = 0
    stations_without_fallback: int = 0
    electors_without_link: int = 0
    electors_without_fallback: int = 0


@dataclass(frozen=True, slots=True)
class ChildFigures:
    """A unit just below, or the unit itself where stations belong to it directly."""

    unit: Unit
    figures: LinkFigures


@dataclass(frozen=True, slots=True)
class OperatorFigures:
    """Points of an area by what is known of one operator there."""

    operator: Operator
    verified: int
    failing: int
    unproven: int
    unmeasured: int

    @property
    def not_verified(self) -> int:
        return self.failing + self.unproven + self.unmeasured


def link_figures(user: User, unit: Unit) -> LinkFigures:
    """The figures of an area.

    Raises:
        NotFound: the person may not see the unit's links.
    """
    require_view(user, unit)
    rows = AreaLinks.objects.filter(below("unit__path", unit.path))
    return LinkFigures(**rows.aggregate(**{name: Sum(name, default=0) for name in _SUMS}))


def child_figures(user: User, unit: Unit) -> list[ChildFigures]:
    """The areas just below, most electors without a link first.

    Raises:
        NotFound: the person may not see the unit's links.
    """
    require_view(user, unit)
    rows = (
        AreaLinks.objects.filter(below("unit__path", unit.path))
        .annotate(child=Left("unit__path", len(unit.path) + Unit.steplen))
        .order_by()
        .values("child")
        .annotate(**{f"sum_{name}": Sum(name) for name in _SUMS})
    )
    columns = ("child", *(f"sum_{name}" for name in _SUMS))
    sums = {path: LinkFigures(*values) for path, *values in rows.values_list(*columns)}
    units = Unit.objects.filter(path__in=sums)
    found = [ChildFigures(child, sums[child.path]) for child in units if sums[child.path].stations]
    return sorted(found, key=lambda one: (-one.figures.electors_without_link, one.unit.path))


def figures_as_of() -> datetime:
    """Up to when the kept figures are true: now, unless readings aged since the last look."""
    at = now()
    due = PointLinks.objects.filter(next_change__lt=at).order_by("next_change")
    return due.values_list("next_change", flat=True).first() or at


def operator_figures(user: User, unit: Unit) -> list[OperatorFigures]:
    """Points of an area by operator and grade.

    Raises:
        NotFound: the person may not see the unit's links.
    """
    points = link_figures(user, unit).points
    rows = PointGrade.objects.order_by().values_list("operator_id", "state")
    if unit.depth > 1:
        inside = PointLinks.objects.filter(below("unit_path", unit.path))
        rows = rows.filter(point__in=inside.values("point"))
    counts = {(operator, state): n for operator, state, n in rows.annotate(n=Count("pk"))}
    found = []
    for operator in operators():
        verified, failing, unproven = (
            counts.get((operator.pk, state), 0) for state in ("verified", "failing", "unproven")
        )
        unmeasured = points - verified - failing - unproven
        found.append(OperatorFigures(operator, verified, failing, unproven, unmeasured))
    return found
