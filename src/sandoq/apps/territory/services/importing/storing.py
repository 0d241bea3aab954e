"""Writes an assessment as a batch and its rows, and reads the rows back."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any

from sandoq.apps.territory.models import ImportBatch, ImportRow, Unit
from sandoq.apps.territory.rules.importing.drafts import (
    changes,
    wanted_station,
    with_further_stops,
)
from sandoq.apps.territory.rules.importing.register import KnownPoint, Register
from sandoq.apps.territory.rules.importing.rows import Decision, Outcome, Verdict
from sandoq.apps.territory.rules.importing.values import StationValues
from sandoq.apps.territory.services.fast_rows import insert_rows, update_rows
from sandoq.apps.territory.services.importing.assessing import Assessed, Assessment
from sandoq.apps.territory.services.importing.gathering import TABLE_REASONS, Source

_READ = ("batch_id", "position", "file", "sheet", "row", "cells", "corrections", "duplicate_of_id")
_JUDGED = (
    *("outcome", "values", "content", "problems", "reasons", "changes"),
    *("station_id", "likeness", "decision"),
)
_LONGEST_REASONS = 400
_AT_ONCE = 5_000  # rows


def insert(batch: ImportBatch, assessment: Assessment) -> None:
    """Write every row of a new reading; rows of an earlier one are replaced."""
    clear(batch)
    judged = zip(assessment.rows, _judged(assessment), strict=True)
    rows = ((*_read(batch, one), *new) for one, new in judged)
    while part := list(islice(rows, _AT_ONCE)):
        insert_rows(ImportRow, [*_READ, *_JUDGED], part)
    _link_twins(batch, assessment)
    batch.register_sha256 = assessment.register.digest
    _count(batch)


def update(batch: ImportBatch, assessment: Assessment, *, is_whole: bool = True) -> None:
    """Write the verdicts that differ from those stored; what was read stays.

    Args:
        is_whole: the assessment has every row of the batch, not only those of one county.
    """
    rows = batch.rows.order_by("position")
    if not is_whole:
        rows = rows.filter(position__in=[one.row.index for one in assessment.rows])
    changed = [
        (*new, pk)
        for (pk, *old), new in zip(
            rows.values_list("pk", *_JUDGED), _judged(assessment), strict=True
        )
        if tuple(old) != new
    ]
    update_rows(ImportRow, _JUDGED, changed)
    _link_twins(batch, assessment)
    if is_whole:
        batch.register_sha256 = assessment.register.digest
    _count(batch)


def clear(batch: ImportBatch) -> None:
    """Remove the rows of a batch."""
    batch.rows.filter(duplicate_of__isnull=False).update(duplicate_of=None)
    batch.rows.all().delete()


def sources_of(batch: ImportBatch, county: Unit | None = None) -> list[Source]:
    """The rows of a batch as they were read, with their corrections, in order."""
    columns = ("position", "file", "sheet", "row", "cells", "corrections", "problems")
    rows = batch.rows.order_by("position")
    if county:
        rows = rows.filter(values__county=county.pk)
    found = []
    for *read, corrections, problems in rows.values_list(*columns):
        first = problems[0]["reason"] if problems else ""
        reason = first if first in TABLE_REASONS else ""
        position, file, sheet, row, cells = read
        found.append(Source(position, file, sheet, row, cells, reason, corrections))
    return found


def decisions_of(batch: ImportBatch) -> dict[int, Decision]:
    """What was decided about proposed pairs, by the row's place."""
    columns = ("position", "decision", "duplicate_of__position", "station_id")
    return {
        position: decision_of(decision, twin, station)
        for position, decision, twin, station in batch.rows.exclude(decision="").values_list(
            *columns
        )
    }


def decision_of(decision: str, twin: int | None, station: int | None) -> Decision:
    """A stored decision: about the twin row if there is one, else about the station."""
    return Decision(
        is_same=decision == "same", twin=twin, station=station if twin is None else None
    )


def unit_labels(batch: ImportBatch) -> dict[int, str]:
    """Persian names of the units below the batch's unit."""
    below = Unit.objects.filter(path__startswith=batch.unit.path)
    return dict(below.values_list("pk", "name_fa"))


def _read(batch: ImportBatch, one: Assessed) -> tuple[Any, ...]:
    """The columns of `_READ`."""
    source = one.source
    where = (batch.pk, source.position, source.file, source.sheet, source.number)
    return (*where, source.cells, source.corrections, None)


def _judged(assessment: Assessment) -> Iterator[tuple[Any, ...]]:
    """The columns of `_JUDGED` for every row, in order."""
    further = _further_stops(assessment)
    for one in assessment.rows:
        verdict = one.verdict
        yield (
            verdict.outcome.value,
            one.values,
            one.content,
            [problem.to_json() for problem in verdict.problems],
            reasons_text(verdict),
            _changes(assessment.register, one, further),
            verdict.station,
            one.likeness_json,
            _decision_text(verdict),
        )


def reasons_text(verdict: Verdict) -> str:
    """The row's reasons between spaces, so that one is found by a plain text search."""
    codes = dict.fromkeys(problem.reason for problem in verdict.problems)
    return f" {' '.join(codes)} "[:_LONGEST_REASONS] if codes else ""


def _decision_text(verdict: Verdict) -> str:
    if any(problem.reason == "decided-same" for problem in verdict.problems):
        return "same"
    return "different" if verdict.differs else ""


def _changes(
    register: Register, one: Assessed, further: Mapping[int, list[StationValues]]
) -> dict[str, list[Any]]:
    """What an update would change, as it is shown."""
    values, station = one.row.values, one.verdict.station
    if one.verdict.outcome != Outcome.UPDATED or values is None or station is None:
        return {}
    known = register.stations[station]
    whole = with_further_stops(values, further.get(one.row.index, ()))
    return diff(changes(known, wanted_station(whole, known)))


def _further_stops(assessment: Assessment) -> dict[int, list[StationValues]]:
    """Rows that only add stops to another row's station, by that row."""
    found: dict[int, list[StationValues]] = defaultdict(list)
    for one in assessment.rows:
        twin, values = one.verdict.twin, one.row.values
        is_merged = one.verdict.outcome == Outcome.MERGED
        if (
            is_merged
            and values
            and twin is not None
            and " further-stop " in reasons_text(one.verdict)
        ):
            found[twin].append(values)
    return found


def diff(found: Mapping[str, tuple[Any, Any]]) -> dict[str, list[Any]]:
    """Changes by field in JSON types: before and after."""
    return {name: [_shown(before), _shown(after)] for name, (before, after) in found.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_point(point) for point in value]
    return value


def _point(point: KnownPoint) -> dict[str, Any]:
    return {
        "name": point.name,
        "address": point.address,
        "lon": point.lon,
        "lat": point.lat,
        "opens": point.opens.isoformat("minutes") if point.opens else None,
        "closes": point.closes.isoformat("minutes") if point.closes else None,
    }


def _link_twins(batch: ImportBatch, assessment: Assessment) -> None:
    """Point rows at the rows they repeat, whose primary keys are known only now."""
    twins = {one.row.index: one.verdict.twin for one in assessment.rows}
    stored = batch.rows.values_list("position", "pk", "duplicate_of__position")
    pks, linked = {}, {}
    for position, pk, twin in stored:
        pks[position], linked[position] = pk, twin
    fresh = [
        (None if twin is None else pks[twin], pks[at])
        for at, twin in twins.items()
        if linked[at] != twin
    ]
    update_rows(ImportRow, ["duplicate_of_id"], fresh)


def _count(batch: ImportBatch) -> None:
    """Count the rows by outcome and by reason, as they are stored."""
    outcomes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for outcome, codes in batch.rows.values_list("outcome", "reasons"):
        outcomes[outcome] += 1
        for code in codes.split():
            reasons[f"{outcome}/{code}"] += 1
    by_outcome = {outcome.value: outcomes[outcome.value] for outcome in Outcome}
    batch.counts = {"rows": sum(outcomes.values()), **by_outcome}
    batch.reasons = dict(sorted(reasons.items()))
    batch.save(update_fields=["counts", "reasons", "register_sha256"])
