"""`sandoq manage refresh_obstacles`: opens, reopens and escalates what is due; every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from sandoq.apps.obstacles.services import (
    escalate_due,
    escalate_duties,
    report_unmet,
    settle_aged,
)


class Command(BaseCommand):
    """Does what is due by now; repeating it changes nothing."""

    help = "Open obstacles for unmet needs, reopen what lost its evidence, escalate what is late."

    def handle(self, *_: Any, **__: Any) -> None:
        opened, reopened = report_unmet(), settle_aged()
        told = escalate_due() + escalate_duties()
        self.stdout.write(f"opened {opened}, reopened {reopened}, levels told {told}")
