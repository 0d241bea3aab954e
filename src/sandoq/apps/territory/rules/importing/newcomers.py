"""Rows that open stations, each beside the rows before it and beside the register."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sandoq.apps.territory.rules.importing.drafts import (
    Wanted,
    wanted_station,
    with_further_stops,
)
from sandoq.apps.territory.rules.importing.likeness import Profile, likeness
from sandoq.apps.territory.rules.importing.neighbours import Neighbourhood
from sandoq.apps.territory.rules.importing.problems import Problem
from sandoq.apps.territory.rules.importing.register import Register
from sandoq.apps.territory.rules.importing.rows import Outcome, Row, Verdict, profile_of
from sandoq.apps.territory.rules.importing.values import StationValues
from sandoq.apps.territory.rules.importing.verdicts import (
    held,
    is_further_stop,
    merged,
    missing,
    problems_of,
    proposed,
    values_of,
)


def settle_newcomers(
    rows: Sequence[Row], register: Register, wanted: Mapping[int, Wanted]
) -> dict[int, Verdict]:
    """A verdict for each row that means no station of the register, in order.

    Args:
        wanted: what other rows make of registered stations, by station.
    """
    beside = _Beside(register, wanted, counties={values_of(row).county for row in rows})
    found = {}
    for row in rows:
        profile = profile_of(values_of(row))
        found[row.index] = verdict = beside.verdict(row, profile)
        beside.add(row, profile, is_new=verdict.outcome == Outcome.CREATED)
    return found


class _Beside:
    """Everything a new station may collide with: earlier rows and the register as it will be."""

    def __init__(
        self, register: Register, wanted: Mapping[int, Wanted], *, counties: set[int]
    ) -> None:
        self._pool = Neighbourhood()  # rows by index, registered stations by minus their id
        self._same: dict[StationValues, int] = {}
        self._codes: dict[str, Row] = {}
        self._numbers: dict[tuple[int, int], Row] = {}
        self._further: dict[int, list[StationValues]] = defaultdict(list)
        self._codes_coming: set[str] = set()
        self._numbers_taken: dict[tuple[int, int], str] = {}
        for station in register.stations.values():
            coming = wanted.get(station.id)
            number = coming.draft.number if coming else station.number
            if number is not None:
                self._numbers_taken[(station.county, number)] = station.name
            if coming and coming.draft.code:
                self._codes_coming.add(coming.draft.code[1])
            if station.county in counties:
                self._pool.add(-station.id, station.profile)

    def add(self, row: Row, profile: Profile, *, is_new: bool) -> None:
        """Later rows are compared with this one; only a new station is a candidate twin."""
        if not is_new:
            return
        values = values_of(row)
        self._pool.add(row.index, profile)
        if values.code:
            self._codes[values.code] = row
        if values.number is not None:
            self._numbers[(values.county, values.number)] = row

    def verdict(self, row: Row, profile: Profile) -> Verdict:
        """What becomes of a row beside those added so far."""
        values = values_of(row)
        if lacking := missing(values):
            return held(row, *lacking)
        if (first := self._same.setdefault(values, row.index)) != row.index:
            return merged(row, "repeated-row", twin=first)
        if collision := self._collision(row, values):
            return collision
        if problems := _problems_of_stops(values):
            return held(row, *problems)
        if like := self._pool.nearest_like(profile):
            at, figures = like
            return proposed(
                row,
                Problem("", "probable-duplicate"),
                figures=figures,
                twin=at if at >= 0 else None,
                station=None if at >= 0 else -at,
                may_differ=True,
            )
        return Verdict(Outcome.CREATED, list(row.problems))

    def _collision(self, row: Row, values: StationValues) -> Verdict | None:
        """The row's code or number is an earlier row's, or will be a registered station's."""
        number = (values.county, values.number or 0)
        if rival := self._codes.get(values.code or ""):
            return self._beside_rival(row, values, rival, "code")
        if rival := self._numbers.get(number):
            return self._beside_rival(row, values, rival, "number")
        if values.code in self._codes_coming:
            return held(row, Problem("code", "code-repeated", value=values.code or ""))
        if holder := self._numbers_taken.get(number):
            taken = Problem("number", "number-taken", value=str(values.number), hint=holder)
            return held(row, taken)
        return None

    def _beside_rival(self, row: Row, values: StationValues, rival: Row, field: str) -> Verdict:
        """A row with the code or the number of an earlier one: its further stop, or its double."""
        if is_further_stop(values_of(rival), values):
            stops = [*self._further[rival.index], values]
            if problems := _problems_of_stops(with_further_stops(values_of(rival), stops)):
                return held(row, *problems)
            self._further[rival.index] = stops
            return merged(row, "further-stop", twin=rival.index)
        figures = likeness(profile_of(values_of(rival)), profile_of(values))
        repeated = Problem(
            field,
            f"{field}-repeated",
            value=str(getattr(values, field)),
            hint=values_of(rival).name or "",
        )
        is_open = row.decision is None or row.decision.twin != rival.index
        problem = Problem("", "probable-duplicate") if figures and is_open else repeated
        return proposed(row, problem, figures=figures, twin=rival.index, may_differ=False)


def _problems_of_stops(values: StationValues) -> list[Problem]:
    """What is wrong with a new station of several stops; one of a single place was read well."""
    if len(values.places) <= 1:
        return []
    return problems_of(wanted_station(values, None), None, has_order=True)
