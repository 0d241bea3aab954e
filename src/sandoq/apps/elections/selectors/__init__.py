"""Elections, where they are held, and how electronic they are there."""

from sandoq.apps.elections.selectors.elections import (
    calendar_of,
    constituencies_of,
    constituency_of_key,
    contest_of_slug,
    election_of_slug,
    elections,
    next_election,
    same_day,
    seat_rules,
)
from sandoq.apps.elections.selectors.previous import PreviousStages, previous_contest
from sandoq.apps.elections.selectors.stages import (
    StageCount,
    StageLadder,
    assignments_of,
    counts_at,
    stage_counts,
)
from sandoq.apps.elections.selectors.stations import (
    electoral_sums,
    stations_of,
    stations_of_constituency,
    stations_under,
)

__all__ = [
    "PreviousStages",
    "StageCount",
    "StageLadder",
    "assignments_of",
    "calendar_of",
    "constituencies_of",
    "constituency_of_key",
    "contest_of_slug",
    "counts_at",
    "election_of_slug",
    "elections",
    "electoral_sums",
    "next_election",
    "previous_contest",
    "same_day",
    "seat_rules",
    "stage_counts",
    "stations_of",
    "stations_of_constituency",
    "stations_under",
]
