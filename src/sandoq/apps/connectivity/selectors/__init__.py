"""What is known of links, as far as a person may see it."""

from sandoq.apps.connectivity.selectors.settings import operators, rule_in_force
from sandoq.apps.connectivity.selectors.verdicts import PointJudged, judge_points, link_verdicts

__all__ = [
    "PointJudged",
    "judge_points",
    "link_verdicts",
    "operators",
    "rule_in_force",
]
