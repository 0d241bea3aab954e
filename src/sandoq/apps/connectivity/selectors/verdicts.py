"""What readings and plans say of points: computed from the rows, for the room itself and for rooms
above. No user is asked: whoever calls has already chosen the points."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sandoq.apps.connectivity.models import Link, Operator, Reading
from sandoq.apps.connectivity.rules.grading import Grade, GradingRule, Sample, grade
from sandoq.apps.connectivity.rules.links import LinkVerdict, PlannedLink, judge
from sandoq.apps.connectivity.rules.operators import OperatorKind
from sandoq.apps.connectivity.selectors.settings import rule_in_force

_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class PointJudged:
    """A point's grades by operator (primary key), and what its links amount to."""

    grades: Mapping[int, Grade]
    verdict: LinkVerdict


def link_verdicts(point_ids: Sequence[int], at: datetime) -> dict[int, LinkVerdict]:
    """Per point: whether primary and fallback are verified, until when, and why not.

    Every point asked for has an answer: where nothing is known, nothing is verified.
    """
    return {point: judged.verdict for point, judged in judge_points(point_ids, at).items()}


def judge_points(
    point_ids: Sequence[int], at: datetime, *, rule: GradingRule | None = None
) -> dict[int, PointJudged]:
    """Grades and verdicts of points at the moment `at`, three queries for each 2,000 points."""
    rule = rule or rule_in_force()
    kinds = {pk: OperatorKind(kind) for pk, kind in Operator.objects.values_list("pk", "kind")}
    found: dict[int, PointJudged] = {}
    for first in range(0, len(point_ids), _BLOCK):
        block = point_ids[first : first + _BLOCK]
        samples, plans = _samples(block), _plans(block)
        for point in block:
            grades = {
                operator: grade(taken, rule, at)
                for operator, taken in samples.get(point, {}).items()
            }
            found[point] = PointJudged(grades, judge(plans.get(point, ()), grades, kinds))
    return found


def _samples(point_ids: Sequence[int]) -> dict[int, dict[int, list[Sample]]]:
    """Standing readings by point and operator."""
    rows = Reading.objects.filter(point__in=point_ids, withdrawn_at=None).order_by()
    found: dict[int, dict[int, list[Sample]]] = defaultdict(lambda: defaultdict(list))
    columns = ("point_id", "operator_id", "taken_at", "attempts", "successes", "rsrp_dbm")
    for point, operator, *values in rows.values_list(*columns):
        found[point][operator].append(Sample(*values))
    return found


def _plans(point_ids: Sequence[int]) -> dict[int, list[PlannedLink]]:
    rows = Link.objects.filter(point__in=point_ids).order_by()
    found: dict[int, list[PlannedLink]] = defaultdict(list)
    columns = ("point_id", "kind", "operator_id", "tower", "backhaul", "feeder")
    for point, *values in rows.values_list(*columns):
        found[point].append(PlannedLink(*values))
    return found
