"""A scenario's documents as people read them: every code with its name."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.models.scenarios import unpack
from sandoq.apps.planning.rules.shocks import base_code

_KEPT = 6


@dataclass
class Told:
    """The question and the plan of a scenario, with names.

    `plan` is empty while there is none. Rows are the documents' own and must not be changed.
    """

    question: dict[str, Any]
    plan: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def stations(self) -> dict[str, dict[str, Any]]:
        return {row["code"]: row for row in self.question["stations"]}

    @cached_property
    def units(self) -> dict[str, dict[str, Any]]:
        return {row["code"]: row for row in self.question["units"]}

    @cached_property
    def stores(self) -> dict[str, dict[str, Any]]:
        """By the store's own code, whatever regions its devices are locked to."""
        return {base_code(row["code"]): row for row in self.question["stores"]}

    @cached_property
    def items(self) -> dict[str, dict[str, Any]]:
        return {row["code"]: row for row in self.question["items"]}

    @cached_property
    def models(self) -> dict[str, dict[str, Any]]:
        return {row["code"]: row for row in self.question["models"]}

    @cached_property
    def short(self) -> dict[str, dict[str, Any]]:
        """Stations that stay short, by code."""
        return {row["station"]: row for row in self.plan.get("short", ())}

    @cached_property
    def ready(self) -> frozenset[str]:
        return frozenset(self.plan.get("ready", ()))


def told_of(scenario: Scenario) -> Told:
    """The documents of a scenario; kept for the last few, since they never change."""
    if not scenario.question_sha256:
        return Told({})
    return _told(scenario.pk, scenario.question_sha256, scenario.plan_sha256)


@lru_cache(maxsize=_KEPT)
def _told(pk: int, question_sha256: str, plan_sha256: str) -> Told:
    """By their hashes, so that a scenario solved again is read again."""
    del question_sha256, plan_sha256
    row = Scenario.objects.only("question_packed", "plan_packed").get(pk=pk)
    return Told(unpack(row.question_packed), unpack(row.plan_packed))
