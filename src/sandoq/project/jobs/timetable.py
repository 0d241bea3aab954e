"""What is done again and again, by whichever supervisor comes first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from sandoq.project.jobs.models import Slot
from sandoq.project.jobs.tasks import run_command

HOUR = 3600
DAY = 24 * HOUR
TEHRAN_EVENING = 17 * HOUR
"""20:30 in Tehran, in seconds after midnight UTC."""


@dataclass(frozen=True, slots=True)
class Line:
    """A management command, how often in seconds, and how long after a multiple of that."""

    command: str
    every: int
    after: int = 0
    options: tuple[str, ...] = ()

    def number(self, at: datetime) -> int:
        """Which turn it is; grows by one every `every` seconds."""
        return int(at.timestamp() - self.after) // self.every


TIMETABLE = (
    Line("refresh_readiness", every=HOUR, after=300),
    Line("refresh_connectivity", every=HOUR, after=600),
    Line("refresh_obstacles", every=HOUR, after=900),
    Line("publish_reports", every=DAY, after=TEHRAN_EVENING),
    Line("prune_db_task_results", every=DAY, after=HOUR, options=("--verbosity=0",)),
)


def enqueue_due(*, at: datetime, timetable: Sequence[Line] = TIMETABLE) -> list[str]:
    """Enqueue each line whose present turn nobody has enqueued; the commands, in order.

    A line seen for the first time waits for its next turn: a new installation does not begin with
    everything at once. Missed turns are not made up for, each command does what is due.
    """
    return [line.command for line in timetable if _enqueue(line, at)]


def _enqueue(line: Line, at: datetime) -> bool:
    turns = Slot.objects.filter(line=line.command)
    number = line.number(at)
    if turns.filter(number__gte=number).exists():
        return False
    is_new = not turns.exists()
    try:
        with transaction.atomic():
            Slot.objects.create(line=line.command, number=number, enqueued_at=at)
            turns.filter(number__lt=number).delete()
            if not is_new:
                run_command.enqueue(line.command, list(line.options))
    except IntegrityError:  # another supervisor was quicker
        return False
    return not is_new
