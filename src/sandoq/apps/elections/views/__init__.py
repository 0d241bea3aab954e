"""Pages of elections: list, record, contest, constituency, calendar, stages, and their forms."""

from sandoq.apps.elections.views.calendar import (
    calendar_file,
    calendar_new,
    calendar_remove,
)
from sandoq.apps.elections.views.constituencies import (
    constituency,
    constituency_edit,
    constituency_new,
)
from sandoq.apps.elections.views.contests import contest, contest_edit, contest_new
from sandoq.apps.elections.views.elections import (
    election,
    election_edit,
    election_list,
    election_new,
    nist_file,
    run_off_new,
)
from sandoq.apps.elections.views.stages import stage_assign, stage_list

__all__ = [
    "calendar_file",
    "calendar_new",
    "calendar_remove",
    "constituency",
    "constituency_edit",
    "constituency_new",
    "contest",
    "contest_edit",
    "contest_new",
    "election",
    "election_edit",
    "election_list",
    "election_new",
    "nist_file",
    "run_off_new",
    "stage_assign",
    "stage_list",
]
