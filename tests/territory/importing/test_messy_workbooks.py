"""Three workbooks with every mess of `domain.md`: nothing is lost, nothing is believed blindly."""

import pytest

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.models import Contest, Election, SeatRule, StageAssignment
from sandoq.apps.territory.models import ImportBatch, ImportRow, Station, Unit
from sandoq.apps.territory.services.importing import (
    NamedFile,
    apply_batch,
    decide,
    discard,
    preview,
    undo_batch,
)
from tests.factories import a_user, an_election
from tests.messy_workbooks import DUPLICATES, STATIONS, Mess, messy_csv
from tests.territory.importing.builders import dump, mazandaran, reasons, sums_hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Unit:
    return mazandaran()


@pytest.fixture
def head(province: Unit) -> User:
    return a_user(Role.PROVINCE_HEAD, province)


def _preview(by: User, province: Unit, mess: Mess) -> ImportBatch:
    files = [NamedFile(name, data) for name, data in mess.files.items()]
    return preview(by=by, unit=province, files=files)


def _rows(batch: ImportBatch) -> dict[tuple[int, str, int], ImportRow]:
    rows = batch.rows.select_related("duplicate_of")
    return {(row.file, row.sheet, row.row): row for row in rows}


def test_the_generator_tells_of_3228_stations_and_40_duplicates(mess: Mess) -> None:
    """What the other tests compare with is itself what issue 2 asks for."""
    truth = mess.truth

    assert len(truth.stations) == len(truth.place_of) == STATIONS == 3_228
    assert len(truth.duplicates) == len(set(truth.duplicates.values())) == DUPLICATES == 40
    assert len({s.county for s in truth.stations.values()}) == 22
    assert [name.rsplit(".")[-1] for name in mess.files] == ["xlsx", "xls", "ods"]
    assert len(truth.homonyms) >= 20
    assert len(set(truth.bad.values()) | set(truth.warned.values())) >= 25


def test_every_row_is_judged_rightly(head: User, province: Unit, mess: Mess) -> None:
    """40 of 40 duplicates, no homonym among them, every bad row with its reason, none lost."""
    truth = mess.truth

    batch = _preview(head, province, mess)

    rows = _rows(batch)
    assert sums_hold(batch)
    assert batch.counts["rows"] == truth.rows == len(rows)
    proposed = {place for place, row in rows.items() if "probable-duplicate" in reasons(row)}
    assert proposed == set(truth.duplicates)
    for place, code in truth.duplicates.items():
        twin = rows[place].duplicate_of
        assert twin is not None
        assert (twin.file, twin.sheet, twin.row) == truth.place_of[code]
        assert rows[place].outcome == "quarantined"
        assert rows[place].likeness["name"] >= 70
    for place, reason in truth.bad.items():
        assert rows[place].outcome == "quarantined", place
        assert reason in reasons(rows[place]), (place, rows[place].problems)
    for place, reason in truth.warned.items():
        assert rows[place].outcome == "created"
        assert reason in reasons(rows[place])
    for place, reason in truth.ignored.items():
        assert (rows[place].outcome, reasons(rows[place])) == ("ignored", {reason})
    for place in truth.repeated | truth.further_stops:
        assert rows[place].outcome == "merged"
    for code, place in truth.place_of.items():
        if place not in truth.bad:
            assert rows[place].outcome == "created", (code, place, rows[place].problems)
    assert not Station.objects.exists()


def test_values_arrive_as_they_were_meant(head: User, province: Unit, mess: Mess) -> None:
    """Digits, letters, lost zeros, degrees, dates and stops mean the same in every dialect."""
    batch = apply_batch(by=head, batch=_preview(head, province, mess))

    truth = mess.truth
    codes = {
        code.value: code.station
        for station in Station.objects.prefetch_related("codes", "points").select_related(
            "unit", "county"
        )
        for code in station.codes.all()
        if (setattr(code, "station", station) or True)
    }
    assert batch.counts["created"] == Station.objects.count() == len(codes)
    for code, place in truth.place_of.items():
        if place in truth.bad:
            assert code not in codes
            continue
        told, station = truth.stations[code], codes[code]
        assert station.county.name_fa == told.county
        assert station.unit.name_fa == told.district
        assert (station.number, station.kind, station.area) == (told.number, told.kind, told.area)
        assert station.electors == told.electors
        assert station.points.count() == len(told.points)
        if told.kind == "fixed" and place not in truth.warned:
            point = station.points.all()[0]
            assert abs(point.lon - told.points[0].lon) < 1e-5
            assert abs(point.lat - told.points[0].lat) < 1e-5
            assert f"{point.opens:%H:%M}" == told.points[0].opens
        if told.kind == "mobile":
            times = [(f"{p.opens:%H:%M}", f"{p.closes:%H:%M}") for p in station.points.all()]
            assert times == [(p.opens, p.closes) for p in told.points]


def test_importing_again_changes_nothing(head: User, province: Unit, mess: Mess) -> None:
    """Also for pairs that were decided: nobody is asked twice."""
    batch = _preview(head, province, mess)
    pairs = sorted(mess.truth.duplicates)
    rows = _rows(batch)
    for place in pairs[:3]:
        decide(by=head, row=rows[place], decision="same")
    decide(by=head, row=rows[pairs[3]], decision="different")
    batch = apply_batch(by=head, batch=batch)
    before = dump()

    again = _preview(head, province, mess)

    assert again.pk != batch.pk
    assert sums_hold(again)
    assert again.counts["created"] == again.counts["updated"] == 0
    held = {place for place, row in rows.items() if row.outcome == "quarantined"}
    rows = _rows(again)
    assert {place for place, row in rows.items() if row.outcome == "quarantined"} < held
    assert all("merged-before" in reasons(rows[place]) for place in pairs[:3])
    assert "unchanged" in reasons(rows[pairs[3]])
    discard(by=head, batch=again)
    assert dump() == before


def test_undo_restores_every_column(head: User, province: Unit, mess: Mess) -> None:
    """A first county, then all of it with updates among them, then back, row for row."""
    county = messy_csv(county="رامسر")
    first = _preview(head, province, county)
    apply_batch(by=head, batch=first)
    Station.objects.filter(county__name_fa="رامسر", number__lte=20).update(electors=1)
    before = dump()

    batch = apply_batch(by=head, batch=_preview(head, province, mess))
    assert batch.counts["updated"] >= 20
    assert dump() != before
    undo_batch(by=head, batch=batch)

    assert dump() == before


def test_a_second_election_of_the_day_is_not_touched(
    head: User, province: Unit, mess: Mess
) -> None:
    """Stations serve both elections; what is said of them in one stays when files come for the
    other."""
    majles, experts = an_election("majles-12"), an_election("experts-6", kind="experts")
    rule = SeatRule.objects.create(slug="plurality", name_fa="ن", name_en="n", rule={})
    contest = Contest.objects.create(
        election=experts, slug="experts", name_fa="خبرگان", name_en="Experts", seat_rule=rule
    )
    StageAssignment.objects.create(contest=contest, unit=province, stage="S1", fallback="S0")
    before = dump([Election, Contest, StageAssignment])
    files = [NamedFile(name, data) for name, data in mess.files.items()]

    batch = preview(by=head, unit=province, files=files, election=majles.slug)
    apply_batch(by=head, batch=batch)

    assert dump([Election, Contest, StageAssignment]) == before


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("cp1256", ";"), ("utf-8-sig", ","), ("utf-16", "\t"), ("utf-8", "|")],
)
def test_a_csv_of_any_office_is_read(
    head: User, province: Unit, encoding: str, delimiter: str
) -> None:
    """Old encodings and any usual delimiter; thousands with commas inside quoted cells."""
    mess = messy_csv(encoding=encoding, delimiter=delimiter)

    batch = _preview(head, province, mess)

    assert sums_hold(batch)
    assert batch.counts["created"] == len(mess.truth.stations)
    assert batch.counts["quarantined"] == 0
    names = {row.values["name"] for row in batch.rows.filter(outcome="created")}
    assert all("?" not in name and "\ufffd" not in name for name in names)
