"""Status reports: frozen, the same bytes twice, signed by another head, and checked by anybody."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from nacl.signing import SigningKey as Own

from sandoq.apps.accounts.models import AuditEntry
from sandoq.apps.readiness.errors import ReportAlreadySigned, SignerFrozeReport
from sandoq.apps.readiness.models import SigningKey, StatusReport
from sandoq.apps.readiness.rules.reports import sign, tally_of_rows
from sandoq.apps.readiness.selectors.reports import body_of, reports_of
from sandoq.apps.readiness.selectors.snapshots import figures
from sandoq.apps.readiness.services import (
    freeze_due_report,
    freeze_report,
    record_evidence,
    refute_evidence,
    sign_report,
    waive_need,
)
from sandoq.apps.readiness.services.report_files import bundle_of, workbook_of
from sandoq.apps.readiness.services.report_paper import pages_of, paper_of
from sandoq.apps.territory.services import retire_station
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed
from sandoq.common.hashing import canonical_json, sha256_hex
from tests.factories import a_user
from tests.readiness.scene import AT, Scene, a_finding, a_followed_station, make_ready


@pytest.fixture
def told(scene: Scene) -> Scene:
    """Three stations: one ready, one that lacks a link, one of which nothing is known."""
    names = ("دبستان شهید باهنر", "مسجد جامع <b>#1</b> *ستاره* $x$", "سیار روستای بالا")
    scene.stations = [
        a_followed_station(scene.babol_central, name=names[0], electors=1200),
        a_followed_station(scene.babol_central, name=names[1], electors=900),
        a_followed_station(
            scene.amol_central, name=names[2], electors=400, points=2, kind="mobile"
        ),
    ]
    make_ready(scene.stations[0], scene.babol_it, scene.amol_it)
    make_ready(scene.stations[1], scene.babol_it, scene.amol_it, but=("link", "link-b"))
    return scene


def a_report(scene: Scene) -> StatusReport:
    return freeze_report(by=scene.member, election=scene.election, unit=scene.province)


def a_second_report(scene: Scene) -> StatusReport:
    """After a day on which one station got better, one worse and one was retired."""
    a_report(scene)
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        make_ready(scene.stations[1], scene.babol_it, scene.amol_it)
        proof = record_evidence(
            by=scene.babol_it, finding=a_finding(scene.need(scene.stations[0], "power"))
        )
        refute_evidence(by=scene.amol_it, evidence=proof, reason="کنتور قطع است")
        retire_station(by=scene.head, station=scene.stations[2], order_number="۱۴۰۲/۷۷", at=now())
    with time_machine.travel(AT + timedelta(days=2), tick=False):
        return a_report(scene)


def test_a_report_says_what_the_board_says_and_names_every_gap(told: Scene) -> None:
    """Its figures are the sum of its own stations, and each red station has its exact reasons."""
    body = body_of(a_report(told))
    assert body["figures"] == figures(tally_of_rows(body["stations"]))
    assert body["figures"]["electors_not_ready"] == told.electors_not_ready(told.province) == 1300
    by_name = {row["name"]: row for row in body["stations"]}
    lacking = by_name[told.stations[1].name]["gaps"]
    assert [(gap["code"], gap["point"], gap["why"]) for gap in lacking] == [("link", 1, "missing")]
    assert by_name[told.stations[0].name]["gaps"] == []
    assert sum(gap["stations"] for gap in body["gaps"] if gap["code"] == "link") == 2
    assert [area["name_fa"] for area in body["areas"]] == ["بابل", "آمل"]
    assert body["bridge"] is None


def test_each_change_since_the_last_report_has_its_reason(told: Scene) -> None:
    """Better by whose verdict, worse by whose refutation, gone by which order."""
    body = body_of(a_second_report(told))
    first, second, third = told.stations
    changes = {row["name"]: row for row in body["changes"]}
    assert set(changes) == {station.name for station in told.stations}
    [better] = changes[second.name]["reasons"]
    assert (better["code"], better["why"], better["by"]) == ("link", "verified", "آمل")
    [worse] = changes[first.name]["reasons"]
    assert (worse["code"], worse["why"], worse["by"]) == ("power", "failed", "آمل")
    [gone] = changes[third.name]["reasons"]
    assert (gone["why"], gone["by"]) == ("retired", "۱۴۰۲/۷۷")
    steps = {line["step"]: line["effect"]["electors"] for line in body["bridge"]["lines"]}
    assert steps == {"improved": 0, "worsened": 0, "left": -400}
    before, after = body["bridge"]["before"], body["bridge"]["after"]
    for name in before:
        moved = sum(line["effect"][name] for line in body["bridge"]["lines"])
        assert before[name] + moved == after[name] == body["figures"][name]


def test_the_same_report_gives_the_same_bytes_in_every_form(told: Scene) -> None:
    """JSON, workbook and paper, made twice; also at another moment."""
    report = a_second_report(told)
    sign_report(by=told.head, report=report)
    report = StatusReport.objects.get(pk=report.pk)
    assert sha256_hex(report.canonical) == report.sha256
    assert canonical_json(json.loads(report.canonical)) == report.canonical
    bundle = bundle_of(report)
    made = [bundle, workbook_of(bundle), paper_of(bundle)]
    with time_machine.travel(AT + timedelta(days=9)):
        again = bundle_of(StatusReport.objects.get(pk=report.pk))
        assert [again, workbook_of(again), paper_of(again)] == made
    assert made[2].startswith(b"%PDF-")
    assert all(page.startswith(b"\x89PNG") for page in pages_of(bundle))
    sheets = zipfile.ZipFile(io.BytesIO(made[1]))
    assert told.stations[1].name.split()[0] in sheets.read("xl/sharedStrings.xml").decode()


def test_the_database_keeps_a_report_as_it_was(told: Scene) -> None:
    """Neither a report nor its signature can be changed or deleted, whatever is asked."""
    report = a_report(told)
    sign_report(by=told.head, report=report)
    for table in ("statusreport", "reportsignature"):
        for act in ("DELETE FROM", "UPDATE"):
            tail = " SET id = id" if act == "UPDATE" else ""
            with (
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(f"{act} readiness_{table}{tail}")
    assert StatusReport.objects.count() == 1


def test_who_froze_it_does_not_sign_it_while_another_head_can(told: Scene) -> None:
    """Alone, a head may; a member never may; a signed report stays as it is."""
    report = freeze_report(by=told.head, election=told.election, unit=told.province)
    with pytest.raises(SignerFrozeReport):
        sign_report(by=told.head, report=report)
    for person in (told.member, told.babol_it):
        with pytest.raises(NotAllowed):
            sign_report(by=person, report=report)
    signed = sign_report(by=told.headquarters, report=report)
    assert sign_report(by=told.headquarters, report=report) == signed
    with pytest.raises(ReportAlreadySigned):
        sign_report(by=a_user("province-head", told.province), report=report)
    national = freeze_report(by=told.headquarters, election=told.election, unit=told.country)
    assert sign_report(by=told.headquarters, report=national).signed_by == told.headquarters
    assert AuditEntry.objects.filter(verb="readiness.sign-report").count() == 2


def test_the_signing_seed_is_stored_encrypted(told: Scene) -> None:
    """A copy of the database signs nothing."""
    sign_report(by=told.head, report=a_report(told))
    key = SigningKey.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT seed FROM readiness_signingkey")
        assert key.seed not in cursor.fetchone()[0]
    assert len(bytes.fromhex(key.seed)) == 32


def test_a_report_is_frozen_only_where_one_may_and_once_for_a_key(told: Scene) -> None:
    """Another county's representative does not; a form sent twice is one report."""
    with pytest.raises(NotAllowed):
        freeze_report(by=told.amol_it, election=told.election, unit=told.babol)
    with pytest.raises(NotAllowed):
        freeze_report(by=told.babol_district_it, election=told.election, unit=told.babol)
    first = freeze_report(by=told.babol_it, election=told.election, unit=told.babol)
    again = freeze_report(by=told.babol_it, election=told.election, unit=told.babol, key=first.key)
    assert again == first
    seen = {
        person: reports_of(person, told.election, told.country)
        for person in (told.babol_it, told.head, told.amol_it)
    }
    assert [found.count() for found in seen.values()] == [1, 1, 0]


def test_a_waiver_stands_in_the_report_and_makes_nothing_ready(told: Scene) -> None:
    """With its order, its reason and its end."""
    waive_need(
        by=told.head,
        need=told.need(told.stations[1], "link"),
        order_number="۸/۱۲",
        reason="فیبر در راه است",
        until=now() + timedelta(days=3),
    )
    body = body_of(a_report(told))
    [waiver] = body["waivers"]
    assert (waiver["order_number"], waiver["code"]) == ("۸/۱۲", "link")
    assert body["figures"]["electors_not_ready"] == 1300
    [row] = [row for row in body["stations"] if row["name"] == told.stations[1].name]
    assert [gap["why"] for gap in row["gaps"]] == ["waived"]
    with time_machine.travel(AT + timedelta(days=3), tick=False):
        body = body_of(a_report(told))
    assert body["waivers"] == []


def verified(path: Path, content: bytes) -> tuple[bool, str]:
    """What `verify_report` says of a file."""
    path.write_bytes(content)
    out = io.StringIO()
    try:
        call_command("verify_report", str(path), stdout=out, stderr=io.StringIO())
    except SystemExit:
        return False, out.getvalue()
    return True, out.getvalue()


def test_verify_report_accepts_the_files_and_names_a_changed_byte(
    told: Scene, tmp_path: Path
) -> None:
    """In the JSON, in the JSON attached to the paper, and on the paper's own pages."""
    report = a_report(told)
    unsigned = bundle_of(report)
    ok, said = verified(tmp_path / "r.json", unsigned)
    assert not ok
    assert "nobody has signed it" in said
    sign_report(by=told.head, report=report)
    report = StatusReport.objects.get(pk=report.pk)
    bundle = bundle_of(report)
    paper = paper_of(bundle)
    for content in (bundle, paper):
        ok, said = verified(tmp_path / "r", content)
        assert ok, said
    at = bundle.index(b":1300") + 1
    forged = bundle[:at] + b"2" + bundle[at + 1 :]
    ok, said = verified(tmp_path / "r.json", forged)
    assert not ok
    assert f"byte {at} of the JSON differs" in said
    assert "hash: FAILS" in said
    at = len(paper) // 2
    ok, said = verified(tmp_path / "r.pdf", paper[:at] + bytes([paper[at] ^ 1]) + paper[at + 1 :])
    assert not ok
    ok, said = verified(tmp_path / "r.pdf", b"no report at all")
    assert (ok, said.count("FAILS")) == (False, 1)


def test_a_forger_with_a_key_of_their_own_is_named(told: Scene, tmp_path: Path) -> None:
    """Everything fits, but the key is none of the platform's, and it froze no such thing."""
    report = a_report(told)
    sign_report(by=told.head, report=report)
    read = json.loads(bundle_of(StatusReport.objects.get(pk=report.pk)))
    read["report"]["figures"]["electors_not_ready"] = 0
    read["sha256"] = sha256_hex(canonical_json(read["report"]))
    own = Own(bytes(range(32)))
    read["signature"]["statement"]["sha256"] = read["sha256"]
    read["signature"]["public_key"] = bytes(own.verify_key).hex()
    statement = canonical_json(read["signature"]["statement"])
    read["signature"]["signature"] = sign(bytes(own), statement).hex()
    ok, said = verified(tmp_path / "r.json", canonical_json(read))
    assert not ok
    assert "signature: holds" in said
    assert "key: FAILS" in said
    assert "kept: FAILS" in said


def test_the_timer_freezes_once_a_day_for_the_country_and_each_province(told: Scene) -> None:
    """Run twice it freezes nothing more; the next day it does; any head signs what it froze."""
    for _ in range(2):
        call_command("publish_reports", election=told.election.slug, stdout=io.StringIO())
    reports = StatusReport.objects.order_by("unit_path")
    assert [report.unit for report in reports] == [told.country, told.province]
    sign_report(by=told.head, report=reports[1])
    with time_machine.travel(AT + timedelta(days=1), tick=False):
        call_command("publish_reports", election=told.election.slug, stdout=io.StringIO())
        _, is_new = freeze_due_report(election=told.election, unit=told.province)
    assert not is_new
    assert StatusReport.objects.count() == 4
    with pytest.raises(CommandError, match="no election"):
        call_command("publish_reports", election="nothing", stdout=io.StringIO())
