"""Makes the estimate of a unit's points anew from what is known now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Count, Q
from numpy.typing import NDArray

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.connectivity.errors import NothingToEstimate, TooManyToEstimate
from sandoq.apps.connectivity.models import (
    CoverageEstimate,
    EstimateRun,
    Operator,
    PointGrade,
    SurveyTarget,
)
from sandoq.apps.connectivity.rules.grading import WEAK_DBM
from sandoq.apps.connectivity.services.estimating.inputs import Inputs, inputs_of
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.services.fast_rows import insert_rows
from sandoq.common.clock import now
from sandoq.engines.coverage.estimate import METHOD, Estimate, estimate
from sandoq.engines.coverage.survey import survey_next

MOST_POINTS = 10_000
"""A page waits for so many; more are estimated by the command."""

_READINGS_OF = timedelta(days=365)
_LISTED = 2_000
_ESTIMATE_COLUMNS = (
    *("run_id", "point_id", "operator_id", "mean_dbm", "deviation_db", "probability"),
    *("tower_km", "beyond"),
)


@dataclass(frozen=True, slots=True)
class _Made:
    """An operator's estimate; measured are also points of which only transactions are known."""

    operator: Operator
    found: Estimate


@transaction.atomic
def refresh_estimates(
    *, by: User | None, unit: Unit, most_points: int | None = MOST_POINTS
) -> EstimateRun:
    """Estimate every mobile operator at the points at and below a unit where it is unmeasured.

    Inputs are the towers around, terrain, and 4G and 5G readings of a year, those of neighbours
    too. Made again from the same inputs it leaves the rows as they are. Points with two verified
    operators are not proposed for the survey.

    Args:
        by: None for the job.
        most_points: refuse more; None for no limit.

    Raises:
        NotAllowed: no post of the person imports readings there.
        NothingToEstimate: no point has coordinates, or nobody knows a tower or a level around.
        TooManyToEstimate: the unit has more points.
    """
    if by is not None:
        require(by, Permission.READING_IMPORT, unit_path=unit.path)
    at = now()
    inputs = _usable_inputs(unit, at, most_points)
    last = EstimateRun.objects.filter(unit=unit).first()
    if last is not None and last.inputs_sha256 == inputs.sha256 and _stands(last):
        return last
    made = _estimates(inputs)
    run = EstimateRun.objects.create(
        unit=unit,
        made_at=at,
        by=by,
        method=METHOD,
        threshold_dbm=WEAK_DBM,
        inputs_sha256=inputs.sha256,
        operators={one.operator.slug: _told(inputs, one) for one in made},
        points=len(inputs.points),
    )
    _write(run, inputs, made)
    record_action(
        by=by,
        verb="connectivity.refresh-estimates",
        target=run,
        unit_path=unit.path,
        data={"points": run.points, "operators": run.operators, "inputs": run.inputs_sha256},
    )
    return run


def _usable_inputs(unit: Unit, at: datetime, most_points: int | None) -> Inputs:
    inputs = inputs_of(unit, since=at - _READINGS_OF)
    own = int(inputs.is_own.sum())
    if not own:
        raise NothingToEstimate(unit.name_fa, "points")
    if most_points is not None and own > most_points:
        raise TooManyToEstimate(own, most_points)
    if not any(len(inputs.towers_of(one)) or inputs.measured(one) for one in inputs.operators):
        raise NothingToEstimate(unit.name_fa, "grounds")
    return inputs


def _stands(run: EstimateRun) -> bool:
    """Whether no later run took over some of its rows."""
    path = run.unit.path
    above = [path[:end] for end in range(Unit.steplen, len(path), Unit.steplen)]
    overlapping = Q(unit__path__startswith=path) | Q(unit__path__in=above)
    return not EstimateRun.objects.filter(overlapping, pk__gt=run.pk).exists()


def _estimates(inputs: Inputs) -> list[_Made]:
    """For each operator of which a tower or a level is known around."""
    found = []
    for operator in inputs.operators:
        towers, readings = inputs.towers_of(operator), inputs.readings_of(operator)
        if len(towers) or len(readings.point):
            guessed = estimate(inputs.places, readings, towers, inputs.terrain)
            graded = PointGrade.objects.filter(operator=operator, point__in=inputs.point_query)
            known = np.isin(inputs.points, list(graded.values_list("point_id", flat=True)))
            guessed = replace(guessed, is_measured=guessed.is_measured | known)
            found.append(_Made(operator, guessed))
    return found


def _told(inputs: Inputs, made: _Made) -> dict[str, object]:
    return {
        "towers": len(inputs.towers_of(made.operator)),
        "measured": inputs.measured(made.operator),
        "is_calibrated": made.found.is_calibrated,
    }


def _write(run: EstimateRun, inputs: Inputs, made: Sequence[_Made]) -> None:
    CoverageEstimate.objects.filter(point__in=inputs.point_query).delete()
    SurveyTarget.objects.filter(point__in=inputs.point_query).delete()
    for one in made:
        insert_rows(CoverageEstimate, _ESTIMATE_COLUMNS, list(_rows(run, inputs, one)))
    listed = survey_next(
        inputs.places,
        inputs.electors * (inputs.is_own & ~_settled(inputs)),
        [one.found for one in made],
        run.threshold_dbm,
        _LISTED,
    )
    targets = [
        SurveyTarget(run=run, point_id=inputs.points[place], electors_at_risk=round(gain, 2))
        for place, gain in zip(listed.place.tolist(), listed.electors_at_risk.tolist(), strict=True)
    ]
    SurveyTarget.objects.bulk_create(targets, batch_size=1_000)


def _settled(inputs: Inputs) -> NDArray[np.bool_]:
    """Points with two verified mobile operators, a link and its fallback: no visit is owed."""
    verified = PointGrade.objects.filter(
        state=PointGrade.State.VERIFIED,
        operator__kind=Operator.Kind.MOBILE,
        point__in=inputs.point_query,
    )
    twice = verified.values("point").annotate(number=Count("operator")).filter(number__gte=2)
    return np.isin(inputs.points, list(twice.values_list("point", flat=True)))


def _rows(run: EstimateRun, inputs: Inputs, made: _Made) -> list[tuple[object, ...]]:
    found, served = made.found, made.found.served
    chance = found.probability(run.threshold_dbm)
    return [
        (
            run.pk,
            inputs.points[i],
            made.operator.pk,
            round(float(found.mean_dbm[i]), 1),
            round(float(found.deviation_db[i]), 1),
            round(float(chance[i]), 4),
            round(float(served.distance_km[i]), 2) if served else None,
            int(served.beyond[i]) if served else 0,
        )
        for i in np.flatnonzero(inputs.is_own & ~found.is_measured).tolist()
    ]
