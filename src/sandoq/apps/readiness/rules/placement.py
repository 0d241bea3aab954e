"""Where a requirement becomes a need: which stations and points, and how many there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sandoq.apps.readiness.errors import RequirementName
from sandoq.apps.readiness.rules.requirements import EvidencePolicy, QuantityFormula, quantity_of


@dataclass(frozen=True, slots=True)
class Rule:
    """One published requirement, read.

    Attributes:
        id: the requirement's key.
        unit_path: path of the unit that issued it; it holds for everything below.
        at_points: asked of every point, else once of the station.
        election: key of the only election it serves, or None for all of the day.
        stages: stages at which it is asked; empty for every stage.
        kinds: kinds of station it is asked of; empty for every kind.
        fallbacks: codes of the requirements accepted instead.
        source: a `sources.Source`: who answers for the need.
        item: the kind of equipment or the role that its room knows by this code.
    """

    id: int
    code: str
    unit_path: str
    at_points: bool
    blocking: bool
    election: int | None
    stages: frozenset[str]
    kinds: frozenset[str]
    quantity: QuantityFormula
    policy: EvidencePolicy
    fallbacks: frozenset[str] = frozenset()
    source: str = "evidence"
    item: str = ""
    name_fa: str = ""
    name_en: str = ""

    @property
    def name(self) -> RequirementName:
        return RequirementName(self.code, self.name_fa, self.name_en)

    def serves(self, election: int) -> bool:
        """Whether it counts for the readiness of an election of its day."""
        return self.election is None or self.election == election


@dataclass(frozen=True, slots=True)
class Site:
    """A station as far as requirements ask.

    Attributes:
        points: keys of its points.
        stages: for each election of the day held here, the stages of its contests.
    """

    id: int
    unit_path: str
    kind: str
    electors: int
    points: tuple[int, ...]
    stages: Mapping[int, frozenset[str]]


class Place(NamedTuple):
    """Where a need stands; `point` is None for a need of the whole station."""

    station: int
    rule: int
    point: int | None


def applies(rule: Rule, site: Site) -> bool:
    """Whether the requirement is asked of the station at all.

    It is if any election it serves is held there at one of its stages: a device that one of two
    simultaneous elections needs is needed.
    """
    if not site.unit_path.startswith(rule.unit_path) or (
        rule.kinds and site.kind not in rule.kinds
    ):
        return False
    return any(
        rule.serves(election) and (not rule.stages or rule.stages & stages)
        for election, stages in site.stages.items()
    )


def needs_at(rules: Iterable[Rule], site: Site) -> Iterator[tuple[Place, int]]:
    """Every need of the station with its quantity, at least 1."""
    for rule in rules:
        if not applies(rule, site):
            continue
        quantity = quantity_of(rule.quantity, site.electors)
        if quantity == 0:
            continue
        for point in site.points if rule.at_points else (None,):
            yield Place(site.id, rule.id, point), quantity
