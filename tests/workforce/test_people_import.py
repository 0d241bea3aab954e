"""Lists of people as counties keep them: messy, judged row by row, written once or not at all."""

import json
from collections import Counter
from pathlib import Path

import pytest

from sandoq.apps.accounts.errors import PersonKnown
from sandoq.apps.accounts.models import AuditEntry, Person
from sandoq.apps.accounts.services import correct_person, register_person
from sandoq.apps.workforce.errors import (
    PeopleBatchStateForbids,
    PeopleColumnsMissing,
    PeopleListOutdated,
)
from sandoq.apps.workforce.models import PeopleBatch, PeopleRow, Worker
from sandoq.apps.workforce.rules.people.columns import Field, find_header, recognise
from sandoq.apps.workforce.rules.people.rows import read_row
from sandoq.apps.workforce.services.importing import (
    NamedFile,
    apply_people,
    discard_people,
    preview_people,
    run_from_command,
)
from sandoq.common.errors import NotAllowed
from tests.workforce.scene import Scene, a_scene

A, B, C = "0012345679", "0084575948", "1234567891"
"""National IDs whose check digits fit."""
SHEBA = "IR580540105180021273113007"
SHEBA_2 = "IR820540102680020817909002"


def a_list(
    *rows: str, header: str = "نام و نام خانوادگی,کد ملی,شماره همراه,شماره شبا,شهرستان"
) -> NamedFile:
    return NamedFile("people.csv", "\n".join([header, *rows]).encode())


def outcomes(batch: PeopleBatch) -> Counter[str]:
    return Counter(batch.rows.values_list("outcome", flat=True))


def reasons(batch: PeopleBatch) -> list[str]:
    return [
        f"{reason['field']}/{reason['reason']}"
        for row in batch.rows.order_by("position")
        for reason in row.reasons
    ]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("كدملي", Field.NATIONAL_ID),
        ("کد  ملی", Field.NATIONAL_ID),
        ("شماره تلفن همراه", Field.MOBILE),
        ("IBAN", Field.SHEBA),
        ("نام‌خانوادگی", Field.LAST),
        ("نام و نام خانوادگی", Field.NAME),
    ],
)
def test_headers_are_known_in_any_spelling(words: str, field: Field) -> None:
    assert recognise([words]) == {field: 0}


def test_the_header_is_the_row_that_names_the_most() -> None:
    rows = [(1, ["فهرست شهرستان بابل"]), (3, ["نام", "نام خانوادگی", "کد ملی", "همراه"])]
    found = find_header(rows)
    assert found is not None
    assert found[0] == 3


def test_a_row_lists_every_bad_cell_masked() -> None:
    columns = {Field.NAME: 0, Field.NATIONAL_ID: 1, Field.MOBILE: 2, Field.SHEBA: 3}
    draft = read_row(2, ["", "0012345678", "02133445566", "IR120000000000000000000000"], columns)
    assert [(p.field, p.reason) for p in draft.problems] == [
        ("national-id", "checksum"),
        ("mobile", "not-a-mobile"),
        ("sheba", "checksum"),
        ("name", "empty"),
    ]
    assert "0012345678" not in str(draft.problems)


@pytest.mark.parametrize("cell", [12345679, 12345679.0, "۰۰۱۲۳۴۵۶۷۹", "٠٠١٢٣٤٥٦٧٩", "'12345679"])
def test_a_national_id_is_read_in_every_guise(cell: object) -> None:
    draft = read_row(2, ["علی", cell], {Field.NAME: 0, Field.NATIONAL_ID: 1})  # type: ignore[list-item]
    assert (draft.national_id, draft.problems) == (A, ())


@pytest.mark.parametrize(
    ("cells", "reason"),
    [(["", ""], "blank"), (["جمع کل", "12"], ""), (["جمع کل", ""], "total")],
)
def test_rows_of_no_person_are_told_apart(cells: list[str], reason: str) -> None:
    draft = read_row(9, cells, {Field.NAME: 0, Field.NATIONAL_ID: 1})
    assert draft.ignored == reason


@pytest.mark.django_db
def test_a_clean_list_is_previewed_then_written_once() -> None:
    scene = a_scene()
    file = a_list(f"علی رضایی,{A},09121234567,{SHEBA},بابل", f"زهرا کریمی,{B},9111234567,,بابل")

    batch = preview_people(by=scene.babol_it, unit=scene.babol, files=[file])
    assert outcomes(batch) == {"created": 2, "ignored": 1}
    assert not Worker.objects.exists()

    for _ in range(2):
        apply_people(by=scene.babol_it, batch=batch)
    assert Worker.objects.filter(unit=scene.babol).count() == 2
    person = Person.objects.get(name_fa="علی رضایی")
    assert (person.national_id, person.mobile, person.sheba) == (A, "+989121234567", SHEBA)


@pytest.mark.django_db
def test_the_same_list_again_changes_nothing() -> None:
    scene = a_scene()
    file = a_list(f"علی رضایی,{A},09121234567,{SHEBA},بابل", f"زهرا کریمی,{B},9111234567,,بابل")
    apply_people(
        by=scene.babol_it,
        batch=preview_people(by=scene.babol_it, unit=scene.babol, files=[file]),
    )
    before = list(Person.objects.order_by("pk").values())

    batch = preview_people(by=scene.babol_it, unit=scene.babol, files=[file])
    assert outcomes(batch) == {"unchanged": 2, "ignored": 1}
    apply_people(by=scene.babol_it, batch=batch)
    assert list(Person.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_new_number_corrects_and_an_empty_cell_erases_nothing() -> None:
    scene = a_scene()
    first = a_list(f"علی رضایی,{A},09121234567,{SHEBA},بابل")
    apply_people(
        by=scene.babol_it, batch=preview_people(by=scene.babol_it, unit=scene.babol, files=[first])
    )
    second = a_list(f"علی رضایی,{A},09129999999,,بابل")
    batch = preview_people(by=scene.babol_it, unit=scene.babol, files=[second])
    assert outcomes(batch)["updated"] == 1
    apply_people(by=scene.babol_it, batch=batch)
    person = Person.objects.get(name_fa="علی رضایی")
    assert (person.mobile, person.sheba) == ("+989129999999", SHEBA)


@pytest.mark.django_db
def test_one_person_in_two_counties_is_held_back_in_both() -> None:
    scene = a_scene()
    file = a_list(f"علی رضایی,{A},,,بابل", f"علی رضایی,{A},,,آمل")
    batch = preview_people(by=scene.head, unit=scene.province, files=[file])
    assert outcomes(batch)["quarantined"] == 2
    assert reasons(batch).count("national-id/two-counties") == 2


@pytest.mark.django_db
def test_one_person_twice_is_merged_and_contradictions_are_held_back() -> None:
    scene = a_scene()
    file = a_list(
        f"علی رضایی,{A},09121234567,,بابل",
        f"علي  رضايي,{A},9121234567,,بابل",
        f"زهرا کریمی,{B},09111111111,,بابل",
        f"زهرا کریمی,{B},09112222222,,بابل",
    )
    batch = preview_people(by=scene.babol_it, unit=scene.babol, files=[file])
    assert outcomes(batch) == {"created": 1, "merged": 1, "quarantined": 2, "ignored": 1}


@pytest.mark.django_db
def test_two_people_with_one_account_are_held_back() -> None:
    scene = a_scene()
    file = a_list(f"علی رضایی,{A},,{SHEBA},بابل", f"زهرا کریمی,{B},,{SHEBA},بابل")
    batch = preview_people(by=scene.babol_it, unit=scene.babol, files=[file])
    assert reasons(batch).count("sheba/shared") == 2
    assert outcomes(batch)["quarantined"] == 2


@pytest.mark.django_db
def test_whom_another_county_lists_is_held_back_until_it_lets_go() -> None:
    scene = a_scene()
    theirs = a_list(f"علی رضایی,{A},,,آمل")
    apply_people(
        by=scene.amol_it, batch=preview_people(by=scene.amol_it, unit=scene.amol, files=[theirs])
    )
    mine = a_list(f"علی رضایی,{A},,,بابل")
    batch = preview_people(by=scene.babol_it, unit=scene.babol, files=[mine])
    assert "national-id/listed-elsewhere" in reasons(batch)
    apply_people(by=scene.babol_it, batch=batch)
    assert Worker.objects.get().unit == scene.amol


@pytest.mark.django_db
def test_a_county_imports_nobody_elsewhere() -> None:
    scene = a_scene()
    with pytest.raises(NotAllowed):
        preview_people(by=scene.babol_it, unit=scene.amol, files=[a_list(f"علی,{A},,,آمل")])
    batch = preview_people(by=scene.babol_it, unit=scene.babol, files=[a_list(f"علی,{A},,,آمل")])
    assert "county/unknown-place" in reasons(batch)


@pytest.mark.django_db
def test_a_file_that_is_no_list_of_people_says_what_is_missing() -> None:
    scene = a_scene()
    file = NamedFile("x.csv", "شعبه,آدرس\n۱,خیابان".encode())
    with pytest.raises(PeopleColumnsMissing) as refusal:
        preview_people(by=scene.babol_it, unit=scene.babol, files=[file])
    assert "national-id" in refusal.value.missing


@pytest.mark.django_db
def test_people_who_changed_since_the_preview_are_judged_again() -> None:
    scene = a_scene()
    file = a_list(f"علی رضایی,{A},,,بابل", f"زهرا کریمی,{B},,,بابل")
    batch = preview_people(by=scene.babol_it, unit=scene.babol, files=[file])
    register_person(by=scene.babol_it, home_unit=scene.babol, name_fa="علی رضایی", national_id=A)
    with pytest.raises(PeopleListOutdated):
        apply_people(by=scene.babol_it, batch=batch)
    assert not Worker.objects.exists()


@pytest.mark.django_db
def test_a_person_in_office_is_not_corrected_by_a_list() -> None:
    scene = a_scene()
    boss = scene.head.person
    assert boss is not None
    boss.home_unit = scene.babol
    boss.save()
    correct_person(by=scene.headquarters, person=boss, national_id=A)
    file = a_list(f"نام دیگر,{A},09121234567,,بابل")
    batch = preview_people(by=scene.babol_it, unit=scene.babol, files=[file])
    assert "national-id/holds-office" in reasons(batch)


@pytest.mark.django_db
def test_nothing_stored_or_recorded_shows_an_identifier() -> None:
    scene = a_scene()
    file = a_list(f"علی رضایی,{A},09121234567,{SHEBA},بابل", f"بد,{A[:-1]}0,0912,{SHEBA_2},بابل")
    batch = preview_people(by=scene.babol_it, unit=scene.babol, files=[file])
    kept = json.dumps(
        [list(PeopleRow.objects.values("name", "reasons")), list(AuditEntry.objects.values("data"))]
    )
    for secret in (A, A[:-1] + "0", "9121234567", SHEBA, SHEBA_2):
        assert secret not in kept
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select payload from workforce_peoplerow")
        raw = " ".join(row[0] for row in cursor.fetchall())
    assert raw
    assert A not in raw
    apply_people(by=scene.babol_it, batch=batch)
    assert not PeopleRow.objects.exclude(payload="").exists()


@pytest.mark.django_db
def test_a_discarded_list_is_erased_and_never_applied() -> None:
    scene = a_scene()
    batch = preview_people(
        by=scene.babol_it, unit=scene.babol, files=[a_list(f"علی رضایی,{A},,,بابل")]
    )
    discard_people(by=scene.babol_it, batch=batch)
    assert not PeopleRow.objects.exclude(payload="").exists()
    with pytest.raises(PeopleBatchStateForbids):
        apply_people(by=scene.babol_it, batch=batch)


@pytest.mark.django_db
def test_the_command_writes_nothing_without_apply(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = a_scene()
    path, report = tmp_path / "people.csv", tmp_path / "out.json"
    path.write_bytes(a_list(f"علی رضایی,{A},,,بابل", f"بد,{A[:-1]}0,,,بابل").data)

    assert _run(scene, path, report_path=report) == 0
    assert "created\t1" in capsys.readouterr().out
    assert not PeopleBatch.objects.exists()
    told = json.loads(report.read_text())
    assert told["counts"]["quarantined"] == 1
    assert A[:-1] not in report.read_text()

    for _ in range(2):
        _run(scene, path, apply=True)
    assert Worker.objects.count() == 1
    assert PeopleBatch.objects.count() == 1


def _run(scene: Scene, path: Path, **options: object) -> int:
    return run_from_command([path], by=scene.head, unit=scene.province, **options)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_writing_people_in_bulk_refuses_a_known_national_id() -> None:
    from sandoq.apps.accounts.services import PersonRow, write_people

    scene = a_scene()
    row = PersonRow("علی", national_id=A, home_unit=scene.babol)
    write_people(by=scene.babol_it, rows=[row])
    with pytest.raises(PersonKnown):
        write_people(by=scene.babol_it, rows=[row])
    assert Person.objects.filter(name_fa="علی").count() == 1
