"""`sandoq readiness`: which stations are not ready, and why, as text, JSON or CSV."""

import csv
import io
import json
from collections.abc import Iterator, Sequence

from sandoq.apps.elections.models import Election
from sandoq.apps.elections.selectors import next_election
from sandoq.apps.readiness.models import StationStatus
from sandoq.apps.readiness.selectors.board import BoardRow, Filters, filtered, load_rows
from sandoq.apps.readiness.selectors.figures import AreaSummary, ChildArea, areas_below, summarise
from sandoq.apps.readiness.selectors.sites import blocks
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import in_tehran, now
from sandoq.common.errors import BadInput, NotFound

FORMATS = ("table", "json", "csv")
_HEADER = (
    *("county", "unit", "number", "station", "kind", "area"),
    *("electors", "state", "gaps", "changed_at"),
)


def report_for_command(
    unit_code: str | None, election_slug: str | None, form: str = "table"
) -> Iterator[str]:
    """The report of a unit in parts to be written out one after another.

    The operator of the machine asks, so no scope narrows it. `table`: figures, the requirements
    that most stations lack, and the areas below; `json`: the same and every station; `csv`: one
    line per station with its reasons.

    Args:
        unit_code: a unit's code in any scheme, or its key; the whole country without one.
        election_slug: the election's short name; the next election without one.

    Raises:
        NotFound: there is no such unit or election.
        BadInput: the format is none of `FORMATS`.
    """
    if form not in FORMATS:
        raise BadInput("format", form, "unknown-format")
    unit = _unit(unit_code)
    summary = summarise(_election(election_slug, unit), unit)
    match form:
        case "json":
            return _json(summary)
        case "csv":
            return _csv(summary)
    return _table(summary)


def _unit(code: str | None) -> Unit:
    if not code:
        unit = Unit.objects.filter(level="country").first()
    else:
        unit = Unit.objects.filter(codes__value=code, codes__until=None).first()
        unit = unit or Unit.objects.filter(key=code).first() if _is_key(code) else unit
    if unit is None:
        raise NotFound("unit", code or "country")
    return unit


def _is_key(text: str) -> bool:
    return len(text.replace("-", "")) == 32 and all(c in "0123456789abcdef-" for c in text)  # noqa: PLR2004


def _election(slug: str | None, unit: Unit) -> Election:
    if not slug:
        election = next_election(now(), unit.path)
    else:
        election = Election.objects.filter(slug=slug).first()
    if election is None:
        raise NotFound("election", slug or "")
    return election


def _stations(summary: AreaSummary) -> Iterator[BoardRow]:
    """Every station of the unit, the worst first."""
    rows = filtered(summary.election, summary.unit, Filters())
    keys = rows.order_by("severity", "-electors", "pk").values_list("pk", flat=True)
    for block in blocks(keys):
        yield from load_rows(block, summary.requirements)


def _reasons(status: StationStatus) -> list[str]:
    return [f"{code}@{point}" if point else code for code, point in status.gaps]


def _csv(summary: AreaSummary) -> Iterator[str]:
    yield _line(_HEADER)
    for row in _stations(summary):
        yield _line(
            (
                *(row.station.county.name_fa, row.status.unit.name_fa),
                *(row.station.number or "", row.station.name),
                *(row.status.kind, row.status.area, row.status.electors, row.state),
                " ".join(_reasons(row.status)),
                row.status.changed_at.isoformat(timespec="seconds"),
            )
        )


def _line(cells: Sequence[object]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue()


def _json(summary: AreaSummary) -> Iterator[str]:
    head = {
        "unit": {"key": str(summary.unit.key), "name": summary.unit.name_fa},
        "election": summary.election.slug,
        "as_of": summary.as_of and summary.as_of.isoformat(timespec="seconds"),
        **_figures(summary),
        "gaps": [
            {
                "requirement": gap.requirement.code,
                "stations": gap.stations,
                "electors": gap.electors,
            }
            for gap in summary.gaps
        ],
        "areas": [
            {"key": str(area.unit.key), "name": area.unit.name_fa, **_figures(area)}
            for area in areas_below(summary.election, summary.unit)
        ],
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "stations": ['
    mark = "\n"
    for row in _stations(summary):
        yield mark + json.dumps(
            {
                "key": str(row.station.key),
                "number": row.station.number,
                "name": row.station.name,
                "county": row.station.county.name_fa,
                "electors": row.status.electors,
                "state": row.state,
                "gaps": [{"requirement": code, "point": at} for code, at in row.status.gaps],
            },
            ensure_ascii=False,
        )
        mark = ",\n"
    yield "\n]}\n"


def _figures(area: AreaSummary | ChildArea) -> dict[str, int]:
    tally = area.tally
    return {
        "stations": tally.stations,
        "electors": tally.electors,
        "electors_not_ready": tally.electors_not_ready,
        "electors_on_fallback": tally.electors_on_fallback,
        "stations_not_ready": tally.stations_not_ready,
        "stations_on_fallback": tally.stations_on_fallback,
        "stations_ready": tally.stations_ready,
    }


def _table(summary: AreaSummary) -> Iterator[str]:
    tally = summary.tally
    at = in_tehran(summary.as_of).isoformat(" ", "minutes") if summary.as_of else "never computed"
    yield f"{summary.unit.name_fa} · {summary.election.name_fa} · {at}\n\n"
    yield f"{tally.electors_not_ready:>12,} electors at not-ready stations, of {tally.electors:,}\n"
    yield f"{tally.stations_not_ready:>12,} stations not ready, of {tally.stations:,}\n"
    yield f"{tally.stations_on_fallback:>12,} ready on fallback\n"
    yield f"{tally.stations_ready:>12,} ready\n"
    if summary.gaps:
        yield "\n    stations lack\n"
    for gap in summary.gaps:
        yield f"{gap.stations:>12,} {gap.requirement.code} ({gap.requirement.name_fa})\n"
    yield "\n    electors  not ready  fallback     ready  area\n"
    for area in areas_below(summary.election, summary.unit):
        own = area.tally
        yield (
            f"{own.electors_not_ready:>12,} {own.stations_not_ready:>10,}"
            f" {own.stations_on_fallback:>9,} {own.stations_ready:>9,}  {area.unit.name_fa}\n"
        )
