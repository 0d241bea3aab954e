"""Whether a point, a station, an area is ready: from needs to the figures of a board.

Unknown is not ready, a waiver never counts as ready, and there is no percentage: an area has counts
of stations and of the electors who vote there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sandoq.apps.readiness.rules.needs import NeedState

NO_REQUIREMENT = "no-requirement"
"""Gap of a place to which no blocking requirement applies: nothing is known of it."""

NO_POINT = "no-point"
"""Gap of a station that stands nowhere."""


class Readiness(StrEnum):
    """Readiness of a point or station, best first."""

    READY = "ready"
    ON_FALLBACK = "ready-on-fallback"
    NOT_READY = "not-ready"


SEVERITY = {Readiness.NOT_READY: 0, Readiness.ON_FALLBACK: 1, Readiness.READY: 2}
"""Sorts the worst first."""


@dataclass(frozen=True, slots=True)
class NeedFacts:
    """What decides about one need.

    Attributes:
        code: the requirement's code.
        blocking: whether the place is not ready without it.
        verified_until: when the verification ends; None unless the state is verified.
        fallbacks: codes of requirements whose verified need at the same place covers a gap.
    """

    code: str
    blocking: bool
    state: NeedState
    verified_until: datetime | None = None
    fallbacks: frozenset[str] = frozenset()

    def is_verified(self, at: datetime) -> bool:
        """Whether it counts at this moment, whatever a job has written since."""
        until = self.verified_until
        return self.state == NeedState.VERIFIED and until is not None and at < until


@dataclass(frozen=True, slots=True)
class PointVerdict:
    """Readiness of one point.

    Attributes:
        gaps: codes of uncovered blocking needs, in the needs' order; never empty if not ready.
        covered: (code, fallback's code) of gaps that a verified fallback covers.
    """

    state: Readiness
    gaps: tuple[str, ...] = ()
    covered: tuple[tuple[str, str], ...] = ()


Gap = tuple[str, int | None]
"""A requirement's code and the number of the point, None where the whole station lacks it."""


@dataclass(frozen=True, slots=True)
class StationVerdict:
    """Readiness of a station: that of its worst point. `points` is by the points' numbers."""

    state: Readiness
    gaps: tuple[Gap, ...]
    points: Mapping[int, PointVerdict]


def point_state(needs: Iterable[NeedFacts], at: datetime) -> PointVerdict:
    """Judge one point from its own needs and its station's.

    Ready if every blocking need is verified; ready on fallback if each gap is covered by a
    verified accepted fallback; else not ready, naming the exact needs. A fallback's code counts
    as verified only if every need of that code at the place is.
    """
    needs = list(needs)
    unverified = {need.code for need in needs if not need.is_verified(at)}
    verified = {need.code for need in needs} - unverified
    if not any(need.blocking for need in needs):
        return PointVerdict(Readiness.NOT_READY, (NO_REQUIREMENT,))
    gaps: dict[str, None] = {}
    covered: dict[str, str] = {}
    for need in needs:
        if not need.blocking or need.is_verified(at):
            continue
        if fallback := min(need.fallbacks & verified, default=None):
            covered[need.code] = fallback
        else:
            gaps[need.code] = None
    left = tuple(pair for pair in covered.items() if pair[0] not in gaps)
    if gaps:
        return PointVerdict(Readiness.NOT_READY, tuple(gaps), left)
    return PointVerdict(Readiness.ON_FALLBACK if covered else Readiness.READY, (), left)


def station_state(
    own: Sequence[NeedFacts], by_point: Mapping[int, Sequence[NeedFacts]], at: datetime
) -> StationVerdict:
    """Judge a station from its own needs and those of each of its points.

    A gap that every point has in the station's own needs is named once, without a point.
    """
    if not by_point:
        gaps = point_state(own, at).gaps
        return StationVerdict(
            Readiness.NOT_READY, ((NO_POINT, None), *((g, None) for g in gaps)), {}
        )
    points = {seq: point_state([*own, *needs], at) for seq, needs in sorted(by_point.items())}
    own_codes = {need.code for need in own} - {n.code for needs in by_point.values() for n in needs}
    worst = min((verdict.state for verdict in points.values()), key=SEVERITY.__getitem__)
    return StationVerdict(worst, _gaps_of(points, own_codes | {NO_REQUIREMENT}), points)


def _gaps_of(points: Mapping[int, PointVerdict], own_codes: set[str]) -> tuple[Gap, ...]:
    shared = {
        code for code in own_codes if all(code in verdict.gaps for verdict in points.values())
    }
    gaps: dict[Gap, None] = {}
    for seq, verdict in points.items():
        for code in verdict.gaps:
            gaps[code, None if code in shared else seq] = None
    return tuple(sorted(gaps, key=lambda gap: (gap[1] is not None, gap[1] or 0)))


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of an area: stations, and electors at those stations, by readiness.

    Tallies add and subtract, so that a large area is the sum of its parts and a change is a
    difference.
    """

    stations_ready: int = 0
    stations_on_fallback: int = 0
    stations_not_ready: int = 0
    electors_ready: int = 0
    electors_on_fallback: int = 0
    electors_not_ready: int = 0

    @classmethod
    def of(cls, state: str, electors: int, stations: int = 1) -> "Tally":
        """The tally of one station, or of several in one state with so many electors in all."""
        match Readiness(state):
            case Readiness.READY:
                return cls(stations_ready=stations, electors_ready=electors)
            case Readiness.ON_FALLBACK:
                return cls(stations_on_fallback=stations, electors_on_fallback=electors)
            case Readiness.NOT_READY:
                return cls(stations_not_ready=stations, electors_not_ready=electors)

    @property
    def stations(self) -> int:
        return self.stations_ready + self.stations_on_fallback + self.stations_not_ready

    @property
    def electors(self) -> int:
        return self.electors_ready + self.electors_on_fallback + self.electors_not_ready

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(self.parts, other.parts, strict=True)))

    def __neg__(self) -> "Tally":
        return Tally(*(-part for part in self.parts))

    def __sub__(self, other: "Tally") -> "Tally":
        return self + -other

    def __bool__(self) -> bool:
        return any(self.parts)

    @property
    def parts(self) -> tuple[int, int, int, int, int, int]:
        """The six counts in the order of the fields."""
        return (
            self.stations_ready,
            self.stations_on_fallback,
            self.stations_not_ready,
            self.electors_ready,
            self.electors_on_fallback,
            self.electors_not_ready,
        )
