"""Who works, and what of the timetable has been done."""

from django.db import models


class Worker(models.Model):
    """A process that takes jobs, as its supervisor last saw it alive."""

    name = models.CharField(max_length=64, unique=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)


class Slot(models.Model):
    """One turn of a line of the timetable; the database allows each only once."""

    line = models.CharField(max_length=60)
    number = models.PositiveBigIntegerField()
    enqueued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "number"], name="slot_once_per_line"),
        ]
