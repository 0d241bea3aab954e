"""A scenario's documents as people read them: every code with its name."""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.models.scenarios import unpack
from sandoq.apps.planning.rules.shocks import base_code
from sandoq.ui.templatetags.sandoq import digits, language

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

    def unit_name(self, code: str | None) -> str:
        """A county's name in the page's language; "" for a store of the province itself."""
        row = self.units.get(code or "")
        if row is None:
            return ""
        first, second = row["name"], row.get("name_en", "")
        return str(first or second) if language() == "fa" else str(second or first)

    def item_name(self, code: str) -> str:
        """A kind of equipment in the page's language."""
        row = self.items.get(code, {})
        names = (row.get("name_fa", ""), row.get("name_en", ""))
        first, second = names if language() == "fa" else reversed(names)
        return str(first or second or code)

    def model_name(self, code: str) -> str:
        """A model's name, or its kind's where an item was named."""
        row = self.models.get(code)
        return str(row["name"]) if row else self.item_name(code)

    def store_name(self, code: str) -> str:
        """A store with its county."""
        row = self.stores.get(base_code(code))
        if row is None:
            return code
        unit = self.unit_name(row["unit"])
        return f"{row['name']} · {unit}" if unit else str(row["name"])

    def station_name(self, code: str) -> str:
        """A station with its number and county."""
        row = self.stations.get(code)
        if row is None:
            return code
        number = f"{row['number']} · " if row.get("number") else ""
        return digits(f"{number}{row['name']} · {self.unit_name(row['unit'])}")

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
