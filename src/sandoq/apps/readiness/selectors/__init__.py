"""What people see of readiness: only what lies in their scope."""

from sandoq.apps.readiness.selectors.board import (
    PAGE_SIZE,
    SORTS,
    Board,
    BoardRow,
    Filters,
    GapAt,
    board,
    export_rows,
)
from sandoq.apps.readiness.selectors.changes import Changes, changes_since
from sandoq.apps.readiness.selectors.command import report_for_command
from sandoq.apps.readiness.selectors.figures import (
    AreaSummary,
    ChildArea,
    GapCount,
    area_summary,
    child_areas,
    requirement_names,
)
from sandoq.apps.readiness.selectors.queue import (
    evidence_of_key,
    same_photo,
    waiting_for_me,
    waiting_item,
)
from sandoq.apps.readiness.selectors.requirements import (
    Publication,
    may_edit,
    publication_of,
    requirement_sets,
    requirements_of,
    set_of_id,
)
from sandoq.apps.readiness.selectors.why import NeedView, Why, needs_to_record, station_of_key, why

__all__ = [
    "PAGE_SIZE",
    "SORTS",
    "AreaSummary",
    "Board",
    "BoardRow",
    "Changes",
    "ChildArea",
    "Filters",
    "GapAt",
    "GapCount",
    "NeedView",
    "Publication",
    "Why",
    "area_summary",
    "board",
    "changes_since",
    "child_areas",
    "evidence_of_key",
    "export_rows",
    "may_edit",
    "needs_to_record",
    "publication_of",
    "report_for_command",
    "requirement_names",
    "requirement_sets",
    "requirements_of",
    "same_photo",
    "set_of_id",
    "station_of_key",
    "waiting_for_me",
    "waiting_item",
    "why",
]
