"""`sandoq manage refresh_connectivity`: the job that lets readings grow old; run it every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from sandoq.apps.connectivity.services import age_links, begin_following


class Command(BaseCommand):
    """Grades again what age may have changed, and stations this room has not seen yet."""

    help = "Grade again the points whose readings have grown old, and stations not followed yet."

    def handle(self, *_: Any, **__: Any) -> None:
        followed = begin_following()
        changed = age_links()
        self.stdout.write(f"stations followed {followed}; points changed {changed}")
