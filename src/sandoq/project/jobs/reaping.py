"""Jobs whose worker is gone are given to another; after three workers they are called failed."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from sandoq.project.jobs.models import Worker

SILENCE = timedelta(seconds=60)
"""A worker nobody has seen alive for so long is lost. Supervisors look every five seconds."""

MOST_WORKERS = 3


class WorkerLost(Exception):
    """The process that ran this job ended without a word, each time it was tried."""


@transaction.atomic
def reap(*, at: datetime, lost: Collection[str] = ()) -> tuple[int, int]:
    """Give back what lost workers had begun.

    Args:
        at: the present moment.
        lost: workers known to have ended, whatever their last sign of life.

    Returns:
        How many jobs wait again, and how many are called failed.
    """
    Worker.objects.filter(name__in=lost).delete()
    Worker.objects.filter(seen_at__lt=at - SILENCE).delete()
    alive = set(Worker.objects.values_list("name", flat=True))
    again = failed = 0
    for job in DBTaskResult.objects.running().select_for_update():
        if job.worker_ids and job.worker_ids[-1] in alive:
            continue
        if not job.worker_ids and job.started_at and job.started_at > at - SILENCE:
            continue
        if len(job.worker_ids) >= MOST_WORKERS:
            job.set_failed(WorkerLost(f"{len(job.worker_ids)} workers were lost"))
            failed += 1
        else:
            job.status = TaskResultStatus.READY
            job.started_at = None
            job.save(update_fields=["status", "started_at"])
            again += 1
    return again, failed
