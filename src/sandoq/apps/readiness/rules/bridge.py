"""The change bridge: how a figure got from then to now, with nothing left unexplained."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sandoq.apps.readiness.rules.status import SEVERITY, Readiness, Tally


class Step(StrEnum):
    """Why a station's part of the figures changed."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    ENTERED = "entered"  # opened, restored, or moved here
    LEFT = "left"  # retired, or moved away
    ELECTORS = "electors"


@dataclass(frozen=True, slots=True)
class Change:
    """A change; a state is "" where the station was not, or is no longer.

    Changes of several stations between the same two states may be one, with their electors summed.
    """

    before: str
    after: str
    electors_before: int
    electors_after: int
    stations: int = 1

    @property
    def step(self) -> Step:
        if not self.before:
            return Step.ENTERED
        if not self.after:
            return Step.LEFT
        if self.before == self.after:
            return Step.ELECTORS
        better = SEVERITY[Readiness(self.after)] > SEVERITY[Readiness(self.before)]
        return Step.IMPROVED if better else Step.WORSENED

    @property
    def effect(self) -> Tally:
        """What the change adds to the area's figures."""
        added = Tally.of(self.after, self.electors_after, self.stations) if self.after else Tally()
        taken = (
            Tally.of(self.before, self.electors_before, self.stations) if self.before else Tally()
        )
        return added - taken


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bridge: how many changes of a kind, and what they did to the figures."""

    step: Step
    changes: int
    effect: Tally


@dataclass(frozen=True, slots=True)
class Bridge:
    """`before` and the effects of all `lines` sum to `after`, exactly."""

    before: Tally
    lines: tuple[Line, ...]
    after: Tally


def bridge(changes: Iterable[Change], now: Tally) -> Bridge:
    """Explain how the figures came to be `now`; lines without a change are left out."""
    counts = dict.fromkeys(Step, 0)
    effects = dict.fromkeys(Step, Tally())
    for change in changes:
        counts[change.step] += change.stations
        effects[change.step] += change.effect
    lines = tuple(Line(step, counts[step], effects[step]) for step in Step if counts[step])
    return Bridge(now - sum(effects.values(), Tally()), lines, now)
