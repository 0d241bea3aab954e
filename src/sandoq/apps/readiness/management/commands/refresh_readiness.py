"""`sandoq manage refresh_readiness`: the job that lets evidence grow old; run it every hour."""

from typing import Any

from django.core.management.base import BaseCommand

from sandoq.apps.readiness.services import expire_evidence


class Command(BaseCommand):
    """Marks what is too old and ended waivers, and brings the figures up to date."""

    help = "Mark evidence that has become too old, end waivers, and recompute what they touch."

    def handle(self, *_: Any, **__: Any) -> None:
        for aged in expire_evidence():
            self.stdout.write(
                f"verifications {aged.verifications}, pending proofs {aged.proofs},"
                f" waivers {aged.waivers}; statuses changed {aged.statuses}"
            )
