"""The report before an election of NIST SP 1500-100, written piece by piece."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.db.models import Q

from sandoq import __version__
from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Constituency, Election
from sandoq.apps.elections.rules import nist
from sandoq.apps.elections.rules.seats import SeatRuleData
from sandoq.apps.elections.rules.stages import PAPER, PATH_STEP, is_under, upwards
from sandoq.apps.elections.selectors.elections import constituencies_of
from sandoq.apps.elections.selectors.stages import StageLadder
from sandoq.apps.elections.selectors.stations import stations_of
from sandoq.apps.territory.models import Point, StationCode, Unit, UnitCode
from sandoq.common.clock import in_tehran

_BLOCK = 2000
_ISSUER = "Election Headquarters, Ministry of Interior, Islamic Republic of Iran"
_ABBREVIATION = "MOI-IR"
_PARTIAL = "Polling places are limited to the units that the requesting post covers."


def nist_report(user: User, election: Election, at: datetime) -> Iterator[str]:
    """The report as pieces of one JSON text; memory grows with the keys of stations only.

    Units, constituencies and contests are whole; polling places and devices are those in the
    person's scope, which `Notes` says where it is not the nation.
    """
    return _Report(user, election, at).pieces()


class _Report:
    def __init__(self, user: User, election: Election, at: datetime) -> None:
        self.election = election
        self.at = at
        self.day: date = election.polling_day.date
        self.scope = scope_of(user, Permission.TERRITORY_VIEW)
        self.ladder = StageLadder.of_elections([election.pk])
        self.contests = list(election.contests.select_related("seat_rule").order_by("pk"))
        self.constituencies = list(constituencies_of(election).prefetch_related("units"))
        self.places: dict[str, list[str]] = {}

    def pieces(self) -> Iterator[str]:
        head = nist.report_head(
            at=in_tehran(self.at),
            issuer=_ISSUER,
            abbreviation=_ABBREVIATION,
            application=f"sandoq/{__version__}",
            notes="" if self.scope.is_national else _PARTIAL,
        )
        yield _json(head)[:-1] + ',"GpUnit":['
        mark = ""
        for block in self._units():
            if block:
                yield mark + _json(block)[1:-1]
                mark = ",\n"
        yield '],"Election":[' + _json(self._election()) + "]}\n"

    def _units(self) -> Iterator[list[nist.Json]]:
        """Stations first: what a unit is made of is known once they were read."""
        stations = stations_of(self.election).filter(self.scope.q("unit__path")).order_by("pk")
        columns = ("pk", "key", "name", "number", "electors", "address", "unit__path")
        last = 0
        while rows := list(stations.filter(pk__gt=last).values_list(*columns)[:_BLOCK]):
            last = rows[-1][0]
            yield self._stations(rows)
        yield self._administrative()
        yield [self._district(constituency) for constituency in self.constituencies]

    def _stations(self, rows: list[tuple[Any, ...]]) -> list[nist.Json]:
        first, last = rows[0][0], rows[-1][0]
        points: dict[int, list[nist.LonLat]] = {}
        located = Point.objects.filter(station__gte=first, station__lte=last, lon__isnull=False)
        for pk, lon, lat in located.order_by("station_id", "seq").values_list(
            "station_id", "lon", "lat"
        ):
            if lon is not None and lat is not None:
                points.setdefault(pk, []).append((lon, lat))
        codes = self._codes(StationCode, "station_id", Q(station__gte=first, station__lte=last))
        found = []
        for pk, key, name, number, electors, address, path in rows:
            place = f"station-{key}"
            said = nist.text(name)
            stage = self._stage(pk, path)
            device = nist.device(f"device-{key}", said, stage) if stage != PAPER else None
            self.places.setdefault(path, []).append(place)
            found.append(
                nist.polling_place(
                    place,
                    said,
                    number=number,
                    electors=electors,
                    address=address,
                    places=points.get(pk, ()),
                    codes=codes.get(pk, ()),
                    device=device["@id"] if device else None,
                )
            )
            if device:
                found.append(device)
        return found

    def _stage(self, station: int, path: str) -> str:
        """The furthest stage of the election's contests at the station."""
        stages = self.ladder.stages_at(station, path).get(self.election.pk, frozenset())
        return max(stages, default=PAPER)

    def _administrative(self) -> list[nist.Json]:
        columns = ("pk", "key", "level", "name_fa", "name_en", "path")
        units = Unit.objects.order_by("path").values_list(*columns)
        relevant = [unit for unit in units if self._is_relevant(unit[-1])]
        codes = self._codes(UnitCode, "unit_id", Q())
        parts = {path: list(keys) for path, keys in self.places.items()}
        for _, key, _, _, _, path in relevant:
            parts.setdefault(path[:-PATH_STEP], []).append(f"unit-{key}")
        return [
            nist.unit(
                f"unit-{key}",
                level,
                nist.text(fa, en),
                codes=codes.get(pk, ()),
                parts=parts.get(path, ()),
            )
            for pk, key, level, fa, en, path in relevant
        ]

    @cached_property
    def _drawn(self) -> frozenset[str]:
        """Paths of the constituencies' units; the root's if a contest is held everywhere."""
        undrawn = {one.pk for one in self.contests} - {c.contest_id for c in self.constituencies}
        if undrawn or not self.contests:
            return frozenset(Unit.objects.filter(depth=1).values_list("path", flat=True))
        return frozenset(unit.path for drawn in self.constituencies for unit in drawn.units.all())

    @cached_property
    def _above(self) -> frozenset[str]:
        return frozenset(above for path in self._drawn for above in upwards(path))

    def _is_relevant(self, path: str) -> bool:
        """Units of the constituencies, all above and all below them."""
        return path in self._above or is_under(path, self._drawn)

    def _district(self, constituency: Constituency) -> nist.Json:
        return nist.district(
            f"constituency-{constituency.key}",
            nist.text(constituency.name_fa, constituency.name_en),
            identifiers=[],
            parts=[f"unit-{unit.key}" for unit in constituency.units.all()],
        )

    def _election(self) -> nist.Json:
        root = Unit.objects.filter(depth=1).order_by("path").first()
        return nist.election(
            nist.text(self.election.name_fa, self.election.name_en),
            on=self.day,
            round_number=self.election.round,
            scope=f"unit-{root.key}" if root else "",
            contests=[
                self._contest(order, constituency)
                for order, constituency in enumerate(self.constituencies, start=1)
            ],
            identifiers=[nist.identifier("sandoq-election", self.election.slug)],
        )

    def _contest(self, order: int, constituency: Constituency) -> nist.Json:
        contest = next(one for one in self.contests if one.pk == constituency.contest_id)
        return nist.candidate_contest(
            f"contest-{constituency.key}",
            f"{contest.name_fa} - {constituency.name_fa}",
            title=nist.text(contest.name_fa, contest.name_en),
            electoral_district=f"constituency-{constituency.key}",
            seats=constituency.seats,
            rule=SeatRuleData.from_json(contest.seat_rule.rule),
            order=order,
            identifiers=[nist.identifier("sandoq-contest", contest.slug)],
        )

    def _codes(
        self, model: type[UnitCode | StationCode], owner: str, which: Q
    ) -> dict[int, list[nist.Json]]:
        """Codes in force on polling day, by owner."""
        on = Q(since=None) | Q(since__lte=self.day)
        on &= Q(until=None) | Q(until__gt=self.day)
        found: dict[int, list[nist.Json]] = {}
        rows = model._default_manager.filter(which, on).order_by("scheme", "pk")
        for pk, scheme, value, since, until in rows.values_list(
            owner, "scheme", "value", "since", "until"
        ):
            found.setdefault(pk, []).append(nist.code(scheme, value, since, until))
        return found


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
