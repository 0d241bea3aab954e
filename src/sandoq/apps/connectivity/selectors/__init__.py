"""What is known of links, as far as a person may see it."""

from sandoq.apps.connectivity.selectors.figures import (
    ChildFigures,
    LinkFigures,
    OperatorFigures,
    child_figures,
    figures_as_of,
    link_figures,
    operator_figures,
)
from sandoq.apps.connectivity.selectors.listing import (
    PAGE_SIZE,
    Filters,
    ListedPoint,
    features,
    judged,
    listed,
    point_links,
    with_places,
)
from sandoq.apps.connectivity.selectors.map import (
    MapColumns,
    map_columns,
    point_names,
    point_of_id,
)
from sandoq.apps.connectivity.selectors.points import (
    OperatorAtPoint,
    PointRecord,
    point_of_key,
    point_record,
    reading_of_uuid,
    readings_of,
    survey_points,
)
from sandoq.apps.connectivity.selectors.settings import (
    operator_of_slug,
    operators,
    rule_in_force,
    settings_history,
)
from sandoq.apps.connectivity.selectors.verdicts import PointJudged, judge_points, link_verdicts

__all__ = [
    "PAGE_SIZE",
    "ChildFigures",
    "Filters",
    "LinkFigures",
    "ListedPoint",
    "MapColumns",
    "OperatorAtPoint",
    "OperatorFigures",
    "PointJudged",
    "PointRecord",
    "child_figures",
    "features",
    "figures_as_of",
    "judge_points",
    "judged",
    "link_figures",
    "link_verdicts",
    "listed",
    "map_columns",
    "operator_figures",
    "operator_of_slug",
    "operators",
    "point_links",
    "point_names",
    "point_of_id",
    "point_of_key",
    "point_record",
    "reading_of_uuid",
    "readings_of",
    "rule_in_force",
    "settings_history",
    "survey_points",
    "with_places",
]
