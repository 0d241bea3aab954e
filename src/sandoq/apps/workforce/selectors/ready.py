"""For the rooms above: who is accepted and trained at stations, until when, and what is lacking."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sandoq.apps.elections.models import PollingDay
from sandoq.apps.territory.models import Station
from sandoq.apps.workforce.models import Appointment, Qualification
from sandoq.apps.workforce.rules.staffing import Cover, Site, cover, needed_at_station
from sandoq.apps.workforce.rules.training import Pass, Trained, TrainingGap, training_state
from sandoq.apps.workforce.selectors.days import WorkDay, day_at, work_day

BATCH = 500


@dataclass(frozen=True, slots=True)
class Lacking:
    """Why somebody at a station does not count: not accepted, or not trained."""

    appointment: int
    reason: str
    """"not-accepted", or the code of `rules.training.Lack`."""
    gap: TrainingGap | None = None


@dataclass(frozen=True, slots=True)
class RoleState:
    """One role at one station: who counts.

    `ready` includes people of the role itself and of roles standing in (`by_substitute` of them);
    `until` is the first moment at which somebody counted stops counting (None: training never
    ends, or nobody counts).
    """

    role: str
    needed: int
    ready: int
    by_substitute: int
    until: datetime | None
    lacking: Sequence[Lacking] = field(default_factory=tuple)

    @property
    def missing(self) -> int:
        return self.needed - self.ready


def trained_and_accepted(
    station_ids: Iterable[int], at: datetime, *, polling_day: PollingDay | None = None
) -> dict[int, dict[str, RoleState]]:
    """For each station and each role needed there, how many count at `at`, and why others do not.

    Trusted look-up for other rooms: it asks no permission. Stations without needs map to {}.

    Args:
        station_ids: primary keys of stations.
        at: the moment for which training must be valid.
        polling_day: without one, the next from `at` on, else the last.
    """
    day_row = polling_day or day_at(at)
    wanted = list(dict.fromkeys(station_ids))
    if day_row is None:
        return {pk: {} for pk in wanted}
    day = work_day(day_row)
    found: dict[int, dict[str, RoleState]] = {}
    for start in range(0, len(wanted), BATCH):
        found |= _states(day, wanted[start : start + BATCH], at)
    return found


def _states(day: WorkDay, pks: Sequence[int], at: datetime) -> dict[int, dict[str, RoleState]]:
    rows = (
        Appointment.objects.filter(
            station__in=pks, polling_day=day.polling_day, state__in=Appointment.HOLDING
        )
        .order_by("pk")
        .values_list("pk", "person_id", "role__code", "station_id", "state")
    )
    appointed = list(rows)
    accepted = Appointment.State.ACCEPTED
    passes = passes_of({person for _, person, _, _, state in appointed if state == accepted})
    ready: dict[int, dict[str, list[datetime | None]]] = defaultdict(lambda: defaultdict(list))
    lacking: dict[tuple[int, str], list[Lacking]] = defaultdict(list)
    for pk, person, role, station, state in appointed:
        if state != accepted:
            lacking[station, role].append(Lacking(pk, "not-accepted"))
            continue
        trained = trained_for(day, role, passes.get(person, ()), at)
        if trained.gaps:
            lacking[station, role] += [Lacking(pk, gap.lack.value, gap) for gap in trained.gaps]
        else:
            ready[station][role].append(trained.until)
    found: dict[int, dict[str, RoleState]] = {pk: {} for pk in pks}
    sites = Station.objects.filter(pk__in=pks).values_list(
        "pk", "unit__path", "kind", "area", "electors"
    )
    for pk, path, kind, area, electors in sites:
        needed = needed_at_station(day.station_quantities, Site(path, kind, area, electors))
        covered = cover(
            needed, {role: len(ends) for role, ends in ready[pk].items()}, day.substitutes
        )
        found[pk] = {
            role: RoleState(
                role=role,
                needed=number,
                ready=number - covered.missing.get(role, 0),
                by_substitute=covered.by_substitute.get(role, 0),
                until=_first_end(role, ready[pk], covered),
                lacking=tuple(lacking.get((pk, role), ())),
            )
            for role, number in needed.items()
        }
    return found


def _first_end(
    role: str, ready: Mapping[str, Sequence[datetime | None]], covered: Cover
) -> datetime | None:
    """When the first of those counted for a role stops counting; the longest valid are counted."""
    ends: list[datetime] = []
    lenders = [(role, covered.own.get(role, 0))]
    lenders += [(other, n) for (holder, other), n in covered.lent.items() if holder == role]
    for lender, number in lenders:
        known = sorted((end for end in ready.get(lender, ()) if end is not None), reverse=True)
        ends += known[:number]
    return min(ends, default=None)


def trained_for(day: WorkDay, role: str, passes: Iterable[Pass], at: datetime) -> Trained:
    """Whether somebody with these passes is trained for a role at a moment."""
    return training_state(day.models.get(role, ()), day.builds, passes, at)


def passes_of(people: Iterable[int]) -> dict[int, list[Pass]]:
    """What these people have passed, by person."""
    found: dict[int, list[Pass]] = defaultdict(list)
    wanted = sorted(people)
    for start in range(0, len(wanted), BATCH):
        rows = Qualification.objects.filter(person__in=wanted[start : start + BATCH])
        for person, model, build, until in rows.values_list(
            "person_id", "device_model", "build", "valid_until"
        ):
            found[person].append(Pass(model, build, until))
    return found
