"""What is guessed of points nobody measured, as far as a person may see it.

An estimate shows only where its operator has no reading at all; the moment one is recorded, the
estimate is gone from every list.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.models import (
    CoverageEstimate,
    EstimateRun,
    PointGrade,
    PointLinks,
    Reading,
    SurveyTarget,
)
from sandoq.apps.connectivity.rules.estimating import (
    LIKELY_FROM,
    UNLIKELY_TO,
    Likelihood,
    likelihood_of,
)
from sandoq.apps.connectivity.selectors.listing import Filters, point_links, with_places
from sandoq.apps.connectivity.selectors.map import MapColumns, packed
from sandoq.apps.connectivity.selectors.scope import below, require_view
from sandoq.apps.connectivity.selectors.settings import operators
from sandoq.apps.territory.models import Point, Unit

LIKELIHOODS = tuple(one.value for one in Likelihood)
_BLOCK = 1_000
_CHANCES: Mapping[str, Q] = {
    Likelihood.LIKELY: Q(probability__gte=LIKELY_FROM),
    Likelihood.UNLIKELY: Q(probability__lte=UNLIKELY_TO),
    Likelihood.UNCLEAR: Q(probability__gt=UNLIKELY_TO, probability__lt=LIKELY_FROM),
}


@dataclass(frozen=True, slots=True)
class EstimateFilters:
    """What a list of estimates is narrowed to; every field is "" for all.

    Attributes:
        operator: its code.
        likelihood: one of `LIKELIHOODS`, of the chosen operator or of any.
        area: of the station.
        text: part of a name of station or point, or the station's number.
    """

    operator: str = ""
    likelihood: str = ""
    area: str = ""
    text: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> "EstimateFilters":
        """From an address's query; unknown values are ignored."""
        common = Filters.read(query)
        chosen = str(query.get("likelihood", ""))
        return cls(
            operator=common.operator,
            likelihood=chosen if chosen in LIKELIHOODS else "",
            area=common.area,
            text=common.text,
        )

    @property
    def are_set(self) -> bool:
        """Whether anything is left out."""
        return self != EstimateFilters()


@dataclass(frozen=True, slots=True)
class EstimatedPoint:
    """A point and the estimates of the operators that nobody measured there."""

    row: PointLinks
    estimates: Sequence[CoverageEstimate]

    def of(self, slug: str) -> CoverageEstimate | None:
        """The estimate of one operator."""
        return next((one for one in self.estimates if one.operator.slug == slug), None)


@dataclass(frozen=True, slots=True)
class EstimateFigures:
    """Points of which no operator was measured, by the best of their estimates.

    `at` is None without a run.
    """

    at: datetime | None
    points: int = 0
    electors: int = 0
    unlikely: int = 0
    unclear: int = 0
    electors_unlikely: int = 0
    electors_unclear: int = 0


def current_estimates() -> QuerySet[CoverageEstimate]:
    """Estimates of operators of which nothing was measured at the point since either."""
    measured = PointGrade.objects.filter(point=OuterRef("point"), operator=OuterRef("operator"))
    return CoverageEstimate.objects.filter(~Exists(measured))


def latest_run(unit: Unit) -> EstimateRun | None:
    """The newest estimate of a unit, of one above or of one below it."""
    path = unit.path
    above = [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]
    wanted = Q(unit__path__in=above) | Q(unit__path__startswith=path)
    return EstimateRun.objects.filter(wanted).select_related("unit").first()


def estimate_figures(user: User, unit: Unit) -> EstimateFigures:
    """Sums over the points at and below a unit that have nothing but estimates.

    Raises:
        NotFound: the person may not see the unit's links.
    """
    require_view(user, unit)
    run = latest_run(unit)
    if run is None:
        return EstimateFigures(None)
    best = (
        PointLinks.objects.filter(below("unit_path", unit.path))
        .filter(Exists(current_estimates().filter(point=OuterRef("pk"))))
        .filter(~Exists(PointGrade.objects.filter(point=OuterRef("pk"))))
        .annotate(best=_best())
    )
    unlikely, unclear = Q(best__lte=UNLIKELY_TO), Q(best__gt=UNLIKELY_TO, best__lt=LIKELY_FROM)
    sums = best.aggregate(
        points_=Count("pk"),
        electors_=Sum("electors", default=0),
        unlikely_=Count("pk", filter=unlikely),
        unclear_=Count("pk", filter=unclear),
        electors_unlikely_=Sum("electors", filter=unlikely, default=0),
        electors_unclear_=Sum("electors", filter=unclear, default=0),
    )
    return EstimateFigures(run.made_at, **{name[:-1]: value for name, value in sums.items()})


def estimated_points(
    user: User, unit: Unit, filters: EstimateFilters = EstimateFilters()
) -> QuerySet[PointLinks]:
    """The points with an estimate at and below a unit, most electors first.

    Raises:
        NotFound: the person may not see the unit's links.
    """
    found = point_links(user, unit, Filters(area=filters.area, text=filters.text))
    wanted = current_estimates().filter(point=OuterRef("pk"))
    if filters.operator:
        wanted = wanted.filter(operator__slug=filters.operator)
    if filters.likelihood:
        wanted = wanted.filter(_CHANCES[filters.likelihood])
    return found.filter(Exists(wanted))


def with_estimates(rows: Sequence[PointLinks]) -> list[EstimatedPoint]:
    """The rows with their estimates, in their order."""
    found = estimates_at([row.pk for row in rows])
    return [EstimatedPoint(row, found.get(row.pk, [])) for row in rows]


def listed_estimates(found: QuerySet[PointLinks]) -> Iterator[EstimatedPoint]:
    """All points of a query in its order, read in blocks, for files."""
    rows = with_places(found).iterator(chunk_size=_BLOCK)
    while block := list(islice(rows, _BLOCK)):
        yield from with_estimates(block)


def estimates_at(points: Sequence[int]) -> dict[int, list[CoverageEstimate]]:
    """Current estimates by point, in the order of the operators."""
    found: dict[int, list[CoverageEstimate]] = defaultdict(list)
    rows = current_estimates().filter(point__in=points).select_related("operator", "run")
    for row in rows.order_by("operator__order", "operator_id"):
        found[row.point_id].append(row)
    return dict(found)


def point_estimates(point: Point) -> list[CoverageEstimate]:
    """The estimates at a point the caller was given."""
    return estimates_at([point.pk]).get(point.pk, [])


def survey_targets(
    user: User, unit: Unit, filters: EstimateFilters = EstimateFilters()
) -> QuerySet[SurveyTarget]:
    """Points to measure next at and below a unit, the most useful first.

    Left out are points at which anybody recorded a reading since.

    Raises:
        NotFound: the person may not see the unit's links.
    """
    points = point_links(user, unit, Filters(area=filters.area, text=filters.text))
    since = Reading.objects.filter(
        point=OuterRef("point"), recorded_at__gt=OuterRef("run__made_at"), withdrawn_at=None
    )
    found = SurveyTarget.objects.filter(~Exists(since), point__in=points.order_by().values("pk"))
    return found.order_by("-electors_at_risk", "point")


def survey_next(user: User, unit: Unit, n: int) -> list[SurveyTarget]:
    """The first `n` of `survey_targets`, with their points and stations."""
    found = survey_targets(user, unit).select_related("point__station__county", "run")
    return list(found[: max(n, 0)])


def estimate_map_columns(user: User, unit: Unit, filters: EstimateFilters) -> MapColumns:
    """The estimated points of an area; a letter of `states` is a position in `LIKELIHOODS`.

    Without an operator the best of them counts.

    Raises:
        NotFound: the person may not see the unit's links.
    """
    found = estimated_points(user, unit, filters).filter(point__lon__isnull=False)
    rows = list(
        found.annotate(best=_best(filters.operator))
        .order_by("pk")
        .values_list("pk", "point__lon", "point__lat", "best")
    )
    letters = [str(LIKELIHOODS.index(likelihood_of(row[3]).value)) for row in rows]
    return packed([row[:3] for row in rows], letters)


def _best(slug: str = "") -> Any:
    """The greatest probability among a point's current estimates, as a subquery."""
    rows = current_estimates().filter(point=OuterRef("pk"))
    if slug:
        rows = rows.filter(operator__slug=slug)
    return rows.order_by().values("point").annotate(top=Max("probability")).values("top")


def estimated_operators() -> list[Any]:
    """The operators that may have an estimate: those with towers."""
    return [one for one in operators() if one.kind == "mobile"]
