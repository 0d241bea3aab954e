"""Everything a status report says, as plain data: figures, gaps, stations, waivers, changes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from math import ceil, floor
from typing import Any

from django.db.models import Q, QuerySet

from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import (
    Need,
    ReinspectionOutcome,
    State,
    StationStatus,
    StatusReport,
    Verification,
    Waiver,
)
from sandoq.apps.readiness.rules.bridge import Bridge, Step
from sandoq.apps.readiness.rules.reports import (
    FORMAT,
    Difference,
    bridge_of,
    differences,
    why_closed,
    why_opened,
)
from sandoq.apps.readiness.rules.status import Tally
from sandoq.apps.readiness.selectors.figures import AreaSummary, areas_below, summarise
from sandoq.apps.readiness.selectors.paths import below
from sandoq.apps.readiness.selectors.reinspections import rates_of
from sandoq.apps.readiness.selectors.reports import body_of
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.apps.territory.models import Station, StationChange, Unit

_UNKNOWN = "unknown"
_REGISTER = {
    "opened": "opened",
    "restored": "restored",
    "moved": "moved",
    "retired": "retired",
}


def snapshot(
    election: Election,
    unit: Unit,
    *,
    key: str,
    number: int,
    previous: StatusReport | None,
    at: datetime,
    frozen_by: Mapping[str, str] | None,
    address: str,
) -> dict[str, Any]:
    """A unit's readiness as it is now; the caller holds the day's lock, so that it is one moment.

    Raises:
        RuntimeError: the bridge from the previous report does not lead to these figures.
    """
    summary = summarise(election, unit)
    stations = list(_stations(summary, at))
    before = body_of(previous) if previous else None
    return {
        "format": FORMAT,
        "key": key,
        "number": number,
        "address": address,
        "election": {
            "slug": election.slug,
            "name_fa": election.name_fa,
            "name_en": election.name_en,
            "polling_day": election.polling_day.date,
        },
        "unit": {**_unit(unit), "level": unit.level},
        "frozen_at": at,
        "frozen_by": frozen_by,
        "as_of": summary.as_of,
        "previous": previous
        and {
            "key": previous.key,
            "number": previous.number,
            "sha256": previous.sha256,
            "frozen_at": previous.frozen_at,
        },
        "requirements": {
            code: {"name_fa": name.name_fa, "name_en": name.name_en}
            for code, name in summary.requirements.items()
        },
        "figures": figures(summary.tally),
        "gaps": [
            {"code": gap.requirement.code, "stations": gap.stations, "electors": gap.electors}
            for gap in summary.gaps
        ],
        "areas": [
            {**_unit(area.unit), "figures": figures(area.tally)}
            for area in areas_below(election, unit)
        ],
        "stations": stations,
        "waivers": list(_waivers(election, unit, at)),
        "reinspection": [
            {
                **_unit(rate.county),
                "drawn": rate.drawn,
                "inspected": rate.inspected,
                "refuted": rate.refuted,
                # Per ten thousand: a report holds no fractions.
                "lowest": floor(10_000 * rate.low),
                "highest": ceil(10_000 * rate.high),
            }
            for rate in rates_of(election, unit)
        ],
        **_since(summary, before, stations),
    }


def figures(tally: Tally) -> dict[str, int]:
    """A tally as a report writes it."""
    return {
        "stations": tally.stations,
        "stations_ready": tally.stations_ready,
        "stations_on_fallback": tally.stations_on_fallback,
        "stations_not_ready": tally.stations_not_ready,
        "electors": tally.electors,
        "electors_ready": tally.electors_ready,
        "electors_on_fallback": tally.electors_on_fallback,
        "electors_not_ready": tally.electors_not_ready,
    }


def _unit(unit: Unit) -> dict[str, Any]:
    return {"unit": unit.key, "name_fa": unit.name_fa, "name_en": unit.name_en}


def _stations(summary: AreaSummary, at: datetime) -> Iterator[dict[str, Any]]:
    """Every station, the worst and largest first, with the reasons of those not ready."""
    rows = StationStatus.objects.filter(
        below("unit_path", summary.unit.path), election=summary.election
    )
    ordered = rows.order_by("severity", "-electors", "pk").values_list("pk", flat=True)
    for some in blocks(ordered):
        found = StationStatus.objects.filter(pk__in=some)
        found = found.select_related("station__county", "unit").order_by(
            "severity", "-electors", "pk"
        )
        statuses = list(found)
        whys = _reasons(summary.election, statuses, at)
        for status in statuses:
            station = status.station
            yield {
                "key": station.key,
                "number": station.number,
                "name": station.name,
                "county": station.county.name_fa,
                "unit": status.unit.name_fa,
                "kind": status.kind,
                "area": status.area,
                "electors": status.electors,
                "state": status.state,
                "gaps": [
                    {
                        "code": code,
                        "point": point,
                        "why": whys.get((station.pk, code, point), _UNKNOWN),
                    }
                    for code, point in status.gaps
                ],
            }


def _reasons(
    election: Election, statuses: Iterable[StationStatus], at: datetime
) -> dict[tuple[int, str, int | None], str]:
    """In which state each unproven need is, by station, requirement and point."""
    lacking = [status.station_id for status in statuses if status.state == State.NOT_READY]
    rows = Need.objects.filter(
        Q(requirement__election=None) | Q(requirement__election=election),
        station__in=lacking,
        ended_at=None,
        requirement__set__polling_day=election.polling_day_id,
        requirement__set__state="published",
    ).exclude(state=Need.State.VERIFIED, verified_until__gt=at)
    found: dict[tuple[int, str, int | None], str] = {}
    for station, code, point, state in rows.order_by("pk").values_list(
        "station_id", "requirement__code", "point__seq", "state"
    ):
        shown = Need.State.STALE.value if state == Need.State.VERIFIED else state
        found[station, code, point] = shown
        # A gap of every point is named once, without a point.
        found.setdefault((station, code, None), shown)
    return found


def _waivers(election: Election, unit: Unit, at: datetime) -> Iterator[dict[str, Any]]:
    rows = Waiver.objects.filter(
        Q(need__requirement__election=None) | Q(need__requirement__election=election),
        below("need__station__unit__path", unit.path),
        need__requirement__set__polling_day=election.polling_day_id,
        need__ended_at=None,
        since__lte=at,
        until__gt=at,
    ).select_related("need__station", "need__requirement", "need__point")
    for waiver in rows.order_by("need__station__number", "pk"):
        need = waiver.need
        yield {
            "station": need.station.key,
            "name": need.station.name,
            "code": need.requirement.code,
            "point": need.point.seq if need.point else None,
            "order_number": waiver.order_number,
            "reason": waiver.reason,
            "since": waiver.since,
            "until": waiver.until,
        }


def _since(
    summary: AreaSummary, before: Mapping[str, Any] | None, stations: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The bridge from the previous report, and each change with its reason."""
    if before is None:
        return {"bridge": None, "changes": [], "former_requirements": {}}
    rows = [{**row, "key": str(row["key"])} for row in stations]
    found = differences(before["stations"], rows)
    bridge = bridge_of(found, summary.tally)
    if figures(bridge.before) != before["figures"]:
        raise RuntimeError("the bridge does not lead from the previous report to this one")
    since = datetime.fromisoformat(before["frozen_at"])
    causes = _Causes(summary, before["requirements"], found, since)
    asked = before["requirements"]
    return {
        "bridge": _bridge(bridge),
        "changes": [causes.explain(one) for one in found],
        "former_requirements": {
            code: asked[code] for code in asked if code not in summary.requirements
        },
    }


def _bridge(bridge: Bridge) -> dict[str, Any]:
    return {
        "before": figures(bridge.before),
        "lines": [
            {"step": line.step, "changes": line.changes, "effect": figures(line.effect)}
            for line in bridge.lines
        ],
        "after": figures(bridge.after),
    }


class _Causes:
    """Why stations changed, from the verdicts and the register since the previous report."""

    def __init__(
        self,
        summary: AreaSummary,
        asked_before: Mapping[str, Any],
        found: Sequence[Difference],
        since: datetime,
    ) -> None:
        self._asked = summary.requirements
        self._asked_before = asked_before
        self._verdicts: dict[tuple[str, str], dict[str, Any]] = {}
        self._register: dict[str, list[StationChange]] = defaultdict(list)
        for some in blocks([one.row["key"] for one in found]):
            self._read(some, since)

    def _read(self, keys: Sequence[str], since: datetime) -> None:
        stations = Station.objects.filter(key__in=keys)
        verdicts = Verification.objects.filter(evidence__need__station__in=stations, at__gt=since)
        for verdict in verdicts.select_related(
            "evidence__need__station", "evidence__need__requirement", "verifier_unit"
        ).order_by("at", "pk"):
            need = verdict.evidence.need
            self._verdicts[str(need.station.key), need.requirement.code] = {
                "verdict": verdict.verdict,
                "unit": verdict.verifier_unit.name_fa,
                "at": verdict.at,
            }
        self._read_second_looks(stations, since)
        changes = StationChange.objects.filter(station__in=stations, at__gt=since)
        for change in changes.select_related("station").order_by("at", "pk"):
            self._register[str(change.station.key)].append(change)

    def _read_second_looks(self, stations: QuerySet[Station], since: datetime) -> None:
        """A refutation by re-inspection counts where no later verdict followed it."""
        looks = ReinspectionOutcome.objects.filter(
            item__need__station__in=stations,
            verdict=ReinspectionOutcome.Verdict.REFUTED,
            at__gt=since,
        )
        for look in looks.select_related(
            "item__need__station", "item__need__requirement", "inspector_unit"
        ).order_by("at", "pk"):
            need = look.item.need
            place = str(need.station.key), need.requirement.code
            if place not in self._verdicts or self._verdicts[place]["at"] <= look.at:
                self._verdicts[place] = {
                    "verdict": "refuted",
                    "why": "reinspected",
                    "unit": look.inspector_unit.name_fa,
                    "at": look.at,
                }

    def explain(self, one: Difference) -> dict[str, Any]:
        """One line of the report: what changed, and each reason."""
        row, change = one.row, one.change
        return {
            "station": row["key"],
            "name": row["name"],
            "county": row["county"],
            "step": change.step,
            "before": change.before,
            "after": change.after,
            "electors_before": change.electors_before,
            "electors_after": change.electors_after,
            "reasons": [*self._needs(one), *self._acts(one)] or list(self._behind(one)),
        }

    def _behind(self, one: Difference) -> Iterator[dict[str, Any]]:
        """Where no gap opened or closed: a fallback carries it or no longer, or it is not held."""
        if one.before is None or one.after is None:
            why = "held" if one.after else "not-held"
            yield {"code": "", "point": None, "why": why, "by": "", "at": None}
            return
        if one.change.step is Step.ELECTORS:
            return
        is_better = one.change.step is Step.IMPROVED
        wanted, why = ("confirmed", "verified") if is_better else ("refuted", "failed")
        is_told = False
        for (station, code), verdict in self._verdicts.items():
            if station == one.row["key"] and verdict["verdict"] == wanted:
                is_told = True
                yield self._reason(one, {"code": code, "point": None}, why, wanted)
        if not is_told:
            is_new = set(self._asked) - set(self._asked_before)
            why = "withdrawn" if is_better else "asked" if is_new else "stale"
            yield {"code": "", "point": None, "why": why, "by": "", "at": None}

    def _needs(self, one: Difference) -> Iterator[dict[str, Any]]:
        if one.before is None or one.after is None:
            return
        for gap in one.opened:
            why = why_opened(gap, was_asked=gap["code"] in self._asked_before)
            yield self._reason(one, gap, why, "refuted" if why == "failed" else "")
        for gap in one.closed:
            verdict = self._verdicts.get((one.row["key"], gap["code"]), {})
            is_verified = verdict.get("verdict") == "confirmed"
            why = why_closed(is_asked=gap["code"] in self._asked, is_verified=is_verified)
            yield self._reason(one, gap, why, "confirmed" if is_verified else "")

    def _reason(
        self, one: Difference, gap: Mapping[str, Any], why: str, verdict: str
    ) -> dict[str, Any]:
        found = self._verdicts.get((one.row["key"], gap["code"]), {})
        told = found if verdict and found.get("verdict") == verdict else {}
        return {
            "code": gap["code"],
            "point": gap["point"],
            "why": told.get("why", why),
            "by": told.get("unit", ""),
            "at": told.get("at"),
        }

    def _acts(self, one: Difference) -> Iterator[dict[str, Any]]:
        """What the register says of a station that entered, left or has other electors."""
        wanted = {"electors"} if one.before and one.after else set(_REGISTER)
        for change in self._register[one.row["key"]]:
            if change.kind in wanted:
                yield {
                    "code": "",
                    "point": None,
                    "why": change.kind,
                    "by": change.order_number,
                    "at": change.at,
                }
