"""What becomes of every row of an import: created, updated, merged, quarantined or ignored.

Rows in = created + updated + merged + quarantined + ignored, always.
"""

from collections import defaultdict
from collections.abc import Sequence

from sandoq.apps.territory.rules.importing.drafts import (
    Wanted,
    changes,
    wanted_station,
    with_further_stops,
)
from sandoq.apps.territory.rules.importing.identify import Identity, identify
from sandoq.apps.territory.rules.importing.likeness import likeness
from sandoq.apps.territory.rules.importing.newcomers import settle_newcomers
from sandoq.apps.territory.rules.importing.problems import Problem
from sandoq.apps.territory.rules.importing.register import KnownStation, Register
from sandoq.apps.territory.rules.importing.rows import Outcome, Row, Verdict, profile_of
from sandoq.apps.territory.rules.importing.verdicts import (
    held,
    is_further_stop,
    merged,
    problems_of,
    proposed,
    unchanged,
    values_of,
)

_UNREADABLE = frozenset({"no-header", "columns-unclear"})


def evaluate(rows: Sequence[Row], register: Register, *, has_order: bool) -> dict[int, Verdict]:
    """One verdict for every row, by its index.

    Args:
        rows: in the order of the files; earlier rows are kept where later ones repeat them.
        register: the live stations of the importer's unit.
        has_order: an order number allows electors of a station to fall.
    """
    verdicts = _Evaluation(rows, register, has_order=has_order).run()
    if set(verdicts) != {row.index for row in rows}:
        raise AssertionError("every row has exactly one outcome")
    return verdicts


class _Evaluation:
    def __init__(self, rows: Sequence[Row], register: Register, *, has_order: bool) -> None:
        self._rows = rows
        self._register = register
        self._has_order = has_order
        self._verdicts: dict[int, Verdict] = {}
        self._wanted: dict[int, Wanted] = {}  # by station: what its row asks for
        self._owner: dict[int, Row] = {}  # by station: the row that asks

    def run(self) -> dict[int, Verdict]:
        open_rows = [row for row in self._rows if not self._is_settled_alone(row)]
        identities = identify(open_rows, self._register)
        by_station: dict[int, list[Row]] = defaultdict(list)
        new: list[Row] = []
        for row in open_rows:
            identity = identities[row.index]
            if identity.problem:
                self._verdicts[row.index] = held(row, identity.problem)
            elif identity.station and self._is_accepted(row, identity.station, identity):
                by_station[identity.station.id].append(row)
            elif not identity.station:
                new.append(row)
        for station_id, group in by_station.items():
            self._settle_known(self._register.stations[station_id], group)
        self._hold_number_collisions()
        self._verdicts |= settle_newcomers(new, self._register, self._wanted)
        return self._verdicts

    def _is_settled_alone(self, row: Row) -> bool:
        """Rows that are none of a station, are wrong in themselves, or were merged before."""
        memory = row.remembered
        if row.reason:
            outcome = Outcome.QUARANTINED if row.reason in _UNREADABLE else Outcome.IGNORED
            self._verdicts[row.index] = Verdict(outcome, [Problem("", row.reason)])
        elif row.is_held:
            self._verdicts[row.index] = held(row)
        elif memory and memory.was_merged and memory.station in self._register.stations:
            problems = [*row.problems, Problem("", "merged-before")]
            self._verdicts[row.index] = Verdict(Outcome.IGNORED, problems, station=memory.station)
        else:
            return False
        return True

    def _is_accepted(self, row: Row, station: KnownStation, identity: Identity) -> bool:
        """Whether the row means the station; where only the number says so, a person decides."""
        if identity.doubt is None:
            return True
        decision = row.decision
        is_about_it = decision is not None and decision.station == station.id
        if decision and is_about_it and decision.is_same:
            return True
        reason = "number-taken" if is_about_it else "number-of-another"
        self._verdicts[row.index] = proposed(
            row,
            Problem("number", reason, value=str(station.number), hint=station.name),
            figures=identity.doubt,
            station=station.id,
            may_differ=False,
        )
        return False

    def _settle_known(self, station: KnownStation, group: Sequence[Row]) -> None:
        """The rows of one registered station: the first counts, later ones repeat or extend it."""
        first, *others = group
        values = values_of(first)
        further = [row for row in others if is_further_stop(values, values_of(row))]
        together = with_further_stops(values, [values_of(row) for row in further])
        is_changed = self._settle_first(first, station, wanted_station(together, station))
        for row in others:
            is_repeat = row in further or values_of(row) == values
            if not (is_changed if is_repeat else _changes_alone(row, station)):
                verdict = unchanged(row, station)
            elif is_repeat:
                reason = "further-stop" if row in further else "repeated-row"
                verdict = merged(row, reason, twin=first.index, station=station.id)
            else:
                verdict = proposed(
                    row,
                    Problem("", "same-station-twice", hint=station.name),
                    figures=likeness(profile_of(values), profile_of(values_of(row))),
                    twin=first.index,
                    may_differ=False,
                )
            self._verdicts[row.index] = verdict

    def _settle_first(self, row: Row, station: KnownStation, wanted: Wanted) -> bool:
        """The verdict on the row that counts; whether it would change the station."""
        if not changes(station, wanted):
            self._verdicts[row.index] = unchanged(row, station)
            return False
        if problems := problems_of(wanted, station, has_order=self._has_order):
            self._verdicts[row.index] = held(row, *problems, station=station.id)
            return True
        self._verdicts[row.index] = Verdict(Outcome.UPDATED, list(row.problems), station=station.id)
        self._wanted[station.id] = wanted
        self._owner[station.id] = row
        return True

    def _hold_number_collisions(self) -> None:
        """Two stations of a county may not end with one number; who would take it is held back.

        Numbers may be exchanged. Holding one row back may take a number from another, so this
        repeats until nothing collides.
        """
        while takers := self._number_takers():
            for station_id in takers:
                number = self._wanted.pop(station_id).draft.number
                row = self._owner.pop(station_id)
                taken = Problem("number", "number-taken", value=str(number))
                self._verdicts[row.index] = held(row, taken, station=station_id)

    def _number_takers(self) -> list[int]:
        """Stations that would take a number which another live station of the county will have."""
        holders: dict[tuple[int, int], list[int]] = defaultdict(list)
        for station in self._register.stations.values():
            wanted = self._wanted.get(station.id)
            number = wanted.draft.number if wanted else station.number
            if number is not None:
                holders[(station.county, number)].append(station.id)
        return [
            station_id
            for holding in holders.values()
            if len(holding) > 1
            for station_id in holding
            if station_id in self._wanted
            and self._wanted[station_id].draft.number != self._register.stations[station_id].number
        ]


def _changes_alone(row: Row, station: KnownStation) -> bool:
    return bool(changes(station, wanted_station(values_of(row), station)))
