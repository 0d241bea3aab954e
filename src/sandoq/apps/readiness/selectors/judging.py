"""What the statuses of stations should be now, computed from needs and nothing else."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import BooleanField, ExpressionWrapper, Q

from sandoq.apps.elections.selectors import StageLadder
from sandoq.apps.readiness.models import Need
from sandoq.apps.readiness.rules.needs import NeedState
from sandoq.apps.readiness.rules.placement import Rule
from sandoq.apps.readiness.rules.status import NeedFacts, StationVerdict, station_state
from sandoq.apps.readiness.selectors.days import Day
from sandoq.apps.readiness.selectors.sites import Ground, blocks, load_grounds

_EVER = datetime.max.replace(tzinfo=UTC)
_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Judged:
    """A live station and its verdict for each election held there."""

    ground: Ground
    verdicts: Mapping[int, StationVerdict]


class Judge:
    """Judges stations of one day at one moment.

    Stations that lack the same needs have the same verdict, so each pattern is judged once.
    """

    def __init__(self, day: Day, at: datetime) -> None:
        self._day = day
        self._at = at
        self._ladder = StageLadder.of_elections(day.elections)
        self._facts = {
            (rule.id, verified): _facts(rule, verified=verified)
            for rule in day.rules.values()
            for verified in (True, False)
        }
        self._verdicts: dict[object, StationVerdict] = {}

    def judge(self, station_ids: Sequence[int]) -> Iterator[list[Judged]]:
        """The live ones among these stations, in blocks."""
        for block in blocks(station_ids):
            needs = self._needs_of(block)
            yield [
                Judged(ground, self._verdicts_of(ground, needs.get(ground.site.id, {})))
                for ground in load_grounds(self._ladder, block)
            ]

    def _needs_of(self, station_ids: Sequence[int]) -> dict[int, dict[int | None, list[int]]]:
        """By station and point: the needs as ±requirement, positive where verified."""
        verified = ExpressionWrapper(
            Q(state=NeedState.VERIFIED, verified_until__gt=self._at), output_field=BooleanField()
        )
        # Not by requirement: SQLite would then read all needs of the day for each block.
        rows = Need.objects.filter(station__in=station_ids, ended_at=None)
        rows = rows.annotate(is_verified=verified)
        found: dict[int, dict[int | None, list[int]]] = {}
        for station, point, rule, ok in rows.values_list(
            "station_id", "point_id", "requirement_id", "is_verified"
        ):
            if rule in self._day.rules:
                found.setdefault(station, {}).setdefault(point, []).append(rule if ok else -rule)
        return found

    def _verdicts_of(
        self, ground: Ground, needs: Mapping[int | None, list[int]]
    ) -> Mapping[int, StationVerdict]:
        own = tuple(sorted(needs.get(None, ())))
        by_point = {seq: tuple(sorted(needs.get(pk, ()))) for seq, pk in ground.seqs.items()}
        pattern = (own, tuple(by_point.items()))
        found = {}
        for election in ground.site.stages:
            key = (election, pattern)
            if key not in self._verdicts:
                if len(self._verdicts) >= _REMEMBERED:
                    self._verdicts.clear()
                self._verdicts[key] = self._verdict(election, own, by_point)
            found[election] = self._verdicts[key]
        return found

    def _verdict(
        self, election: int, own: tuple[int, ...], by_point: Mapping[int, tuple[int, ...]]
    ) -> StationVerdict:
        return station_state(
            self._select(election, own),
            {seq: self._select(election, held) for seq, held in by_point.items()},
            self._at,
        )

    def _select(self, election: int, held: tuple[int, ...]) -> list[NeedFacts]:
        """The needs that serve the election, in the order in which gaps are named."""
        wanted = {abs(rule): rule > 0 for rule in held}
        return [
            self._facts[rule.id, wanted[rule.id]]
            for rule in self._day.rules.values()
            if rule.id in wanted and rule.serves(election)
        ]


def _facts(rule: Rule, *, verified: bool) -> NeedFacts:
    """The rule's need as the verdict sees it: verified at the judge's moment, or not."""
    return NeedFacts(
        code=rule.code,
        blocking=rule.blocking,
        state=NeedState.VERIFIED if verified else NeedState.MISSING,
        verified_until=_EVER if verified else None,
        fallbacks=rule.fallbacks,
    )
