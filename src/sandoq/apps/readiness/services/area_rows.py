"""Keeps the counts of areas: by difference after a change, or from nothing after a recount."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from sandoq.apps.readiness.models import AreaGap, AreaStatus, StationGap, StationStatus
from sandoq.apps.readiness.rules.status import Tally
from sandoq.apps.readiness.selectors.sites import blocks

TALLY_COLUMNS = (
    *("stations_ready", "stations_on_fallback", "stations_not_ready"),
    *("electors_ready", "electors_on_fallback", "electors_not_ready"),
)
_Area = tuple[int, int]  # election, unit
_Gap = tuple[int, int, str]  # election, unit, requirement's code


@dataclass
class Counts:
    """Tallies of areas, and how many stations and electors lack each requirement there."""

    tallies: dict[_Area, Tally] = field(default_factory=lambda: defaultdict(Tally))
    gaps: dict[_Gap, tuple[int, int]] = field(default_factory=lambda: defaultdict(lambda: (0, 0)))
    paths: dict[int, str] = field(default_factory=dict)

    def add(self, row: StationStatus, sign: int = 1) -> None:
        """Count a station's row, or with sign -1 take it back."""
        tally = Tally.of(row.state, row.electors)
        self.count((row.election_id, row.unit_id), row.unit_path, tally if sign > 0 else -tally)
        for code in row.codes:
            self.lack((row.election_id, row.unit_id, code), sign, sign * row.electors)

    def count(self, area: _Area, path: str, tally: Tally) -> None:
        """Add a tally to an area."""
        self.paths[area[1]] = path
        self.tallies[area] += tally

    def lack(self, gap: _Gap, stations: int, electors: int) -> None:
        """Add stations that lack a requirement."""
        known = self.gaps[gap]
        self.gaps[gap] = (known[0] + stations, known[1] + electors)


class AreaLedger:
    """Collects what areas gain and lose, and writes it once."""

    def __init__(self) -> None:
        self._moved = Counts()

    def move(self, old: StationStatus | None, new: StationStatus | None) -> None:
        """A station's row became another."""
        if old:
            self._moved.add(old, -1)
        if new:
            self._moved.add(new)

    def post(self) -> None:
        """Add the differences to the counts that are kept. The caller holds the day's lock."""
        moved = {area: tally for area, tally in self._moved.tallies.items() if tally}
        for some in blocks(sorted(moved)):
            kept = {area: Tally(*parts) for area, parts in _kept_tallies(some).items()}
            _write_tallies(
                {area: kept.get(area, Tally()) + moved[area] for area in some}, self._moved.paths
            )
        gaps = {gap: change for gap, change in self._moved.gaps.items() if change != (0, 0)}
        for some_gaps in blocks(sorted(gaps)):
            known = _kept_gaps({(election, unit) for election, unit, _ in some_gaps})
            sums = {}
            for gap in some_gaps:
                stations, electors = known.get(gap, (0, 0))
                sums[gap] = (stations + gaps[gap][0], electors + gaps[gap][1])
            _write_gaps(sums, self._moved.paths)


def settle(day_id: int) -> int:
    """Count every area of a day from its stations' rows; how many counts were wrong."""
    tallies, gaps, paths = area_differences(day_id)
    _write_tallies(tallies, paths)
    _write_gaps(gaps, paths)
    return len(tallies) + len(gaps)


def area_differences(
    day_id: int,
) -> tuple[dict[_Area, Tally], dict[_Gap, tuple[int, int]], dict[int, str]]:
    """What the counts should be where they are not, and the paths of those areas."""
    counts = _counts(day_id)
    kept: dict[_Area, Tally] = {}
    for area in AreaStatus.objects.filter(election__polling_day=day_id):
        kept[area.election_id, area.unit_id] = tally_of(area)
        counts.paths.setdefault(area.unit_id, area.unit_path)
    known: dict[_Gap, tuple[int, int]] = {}
    for gap in AreaGap.objects.filter(election__polling_day=day_id):
        known[gap.election_id, gap.unit_id, gap.code] = (gap.stations, gap.electors)
        counts.paths.setdefault(gap.unit_id, gap.unit_path)
    tallies = dict.fromkeys(kept, Tally()) | counts.tallies
    gaps = dict.fromkeys(known, (0, 0)) | counts.gaps
    return (
        {area: tally for area, tally in tallies.items() if kept.get(area, Tally()) != tally},
        {gap: count for gap, count in gaps.items() if known.get(gap, (0, 0)) != count},
        counts.paths,
    )


def _counts(day_id: int) -> Counts:
    """Every area's counts, added up by the database from the stations' rows."""
    counts = Counts()
    rows = StationStatus.objects.filter(election__polling_day=day_id).order_by()
    for election, unit, path, state, stations, electors in rows.values_list(
        "election_id", "unit_id", "unit_path", "state"
    ).annotate(Count("pk"), Sum("electors")):
        counts.count((election, unit), path, Tally.of(state, electors, stations))
    gaps = StationGap.objects.filter(election__polling_day=day_id).order_by()
    for election, unit, code, stations, electors in gaps.values_list(
        "election_id", "status__unit_id", "code"
    ).annotate(Count("pk"), Sum("status__electors")):
        counts.lack((election, unit, code), stations, electors)
    return counts


def tally_of(row: AreaStatus) -> Tally:
    """An area's row as a tally."""
    return Tally(*(getattr(row, column) for column in TALLY_COLUMNS))


def _kept_tallies(areas: Iterable[_Area]) -> dict[_Area, tuple[int, ...]]:
    units = {unit for _, unit in areas}
    rows = AreaStatus.objects.filter(unit__in=units)
    return {(row.election_id, row.unit_id): tally_of(row).parts for row in rows}


def _kept_gaps(areas: Iterable[_Area]) -> dict[_Gap, tuple[int, int]]:
    rows = AreaGap.objects.filter(unit__in={unit for _, unit in areas})
    return {(r.election_id, r.unit_id, r.code): (r.stations, r.electors) for r in rows}


def _write_tallies(tallies: Mapping[_Area, Tally], paths: Mapping[int, str]) -> None:
    rows = [
        AreaStatus(
            election_id=election,
            unit_id=unit,
            unit_path=paths[unit],
            **dict(zip(TALLY_COLUMNS, tally.parts, strict=True)),
        )
        for (election, unit), tally in tallies.items()
    ]
    if rows:
        AreaStatus.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["election", "unit"],
            update_fields=["unit_path", *TALLY_COLUMNS],
        )


def _write_gaps(gaps: Mapping[_Gap, tuple[int, int]], paths: Mapping[int, str]) -> None:
    rows = [
        AreaGap(
            election_id=election,
            unit_id=unit,
            unit_path=paths[unit],
            code=code,
            stations=stations,
            electors=electors,
        )
        for (election, unit, code), (stations, electors) in gaps.items()
    ]
    if rows:
        AreaGap.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["election", "unit", "code"],
            update_fields=["unit_path", "stations", "electors"],
        )
