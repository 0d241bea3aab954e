"""The jobs' place among Django's applications."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Workers, lost jobs and the timetable."""

    name = "sandoq.project.jobs"
    label = "jobs"
