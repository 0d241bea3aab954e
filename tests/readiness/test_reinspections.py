"""Random re-inspection: nobody who draws can choose, and what is refuted counts at once."""

import hashlib
import json
import math
import uuid
import zlib
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.readiness.errors import (
    AlreadyReinspected,
    CandidatesChanged,
    EvidenceFromTheFuture,
    FileRefused,
    InspectorNotIndependent,
    ReasonMissing,
    ReinspectionRefused,
    SeedAlreadyEntered,
)
from sandoq.apps.readiness.models import (
    Need,
    Reinspection,
    ReinspectionItem,
    ReinspectionOutcome,
    ReinspectionSeed,
)
from sandoq.apps.readiness.rules.reinspection import (
    check_draw,
    draw,
    least_size,
    normal_seed,
    wilson,
)
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.selectors.reinspections import (
    all_items,
    county_rates,
    draw_file,
    item_of_key,
    tasks_for,
)
from sandoq.apps.readiness.selectors.reports import body_of
from sandoq.apps.readiness.services import (
    Plan,
    SecondLook,
    commit_reinspection,
    enter_seed,
    freeze_report,
    record_reinspection,
)
from sandoq.apps.readiness.services.checking import differences
from sandoq.apps.territory.models import Station
from sandoq.cli import main
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed
from sandoq.common.hashing import canonical_json
from tests.factories import a_user
from tests.readiness.scene import Scene, a_followed_station, a_photo, make_ready, prove

SEED = "31415926535897932384"
HALL = "hall of the governorate, read out by the observer"


@pytest.fixture
def stations(scene: Scene) -> list[Station]:
    """A ready station in each of the two counties; five needs are verified at each."""
    here, there = a_followed_station(scene.babol_central), a_followed_station(scene.amol_central)
    make_ready(here, scene.babol_it, scene.amol_it)
    make_ready(there, scene.amol_it, scene.babol_it)
    return [here, there]


def a_plan(**fields: object) -> Plan:
    values = {
        "size": 4,
        "per_county": 1,
        "seed_source": "twenty dice in the hall",
        "seed_due_at": now() + timedelta(hours=2),
    }
    return Plan(**(values | fields))  # type: ignore[arg-type]


def commit(scene: Scene, **fields: object) -> Reinspection:
    day, plan = scene.election.polling_day, a_plan(**fields)
    return commit_reinspection(by=scene.head, polling_day=day, unit=scene.province, plan=plan)


def drawn(scene: Scene, clock: time_machine.Traveller, **fields: object) -> Reinspection:
    """A draw of everything, its seed entered."""
    made = commit(scene, **({"size": 100} | fields))
    clock.shift(timedelta(hours=3))
    enter_seed(by=scene.head, reinspection=made, seed=SEED, announced=HALL)
    return made


def a_look(**fields: object) -> SecondLook:
    values = {"verdict": "refuted", "kind": "visit", "note": "it is not there", "seen_at": now()}
    return SecondLook(**(values | fields))  # type: ignore[arg-type]


def item_at(made: Reinspection, station: Station, code: str) -> ReinspectionItem:
    return made.items.get(need__station=station, need__requirement__code=code)


# The sampling


@given(
    counties=st.lists(st.integers(0, 4), min_size=1, max_size=60),
    per_county=st.integers(0, 8),
    extra=st.integers(0, 70),
    seed=st.integers(0, 10**30).map(lambda n: f"{n:030}"),
)
def test_each_county_gets_its_least_number_and_the_sample_its_size(
    counties: list[int], per_county: int, extra: int, seed: str
) -> None:
    """For every list, size and seed; nothing twice, and the same again gives the same."""
    size = least_size(counties, per_county) + extra
    wanted = {"commitment": "a" * 64, "seed": seed, "size": size, "per_county": per_county}
    sample = draw(counties, **wanted)  # type: ignore[arg-type]
    places = [index for _, index in sample]
    held, got = Counter(counties), Counter(counties[index] for index in places)

    assert len(places) == len(set(places)) == min(size, len(counties))
    assert all(got[county] >= min(per_county, held[county]) for county in held)
    assert sample == draw(counties, **wanted)  # type: ignore[arg-type]
    if size:
        with pytest.raises(ValueError, match="size"):
            draw(counties, **(wanted | {"size": least_size(counties, per_county) - 1}))  # type: ignore[arg-type]


@given(
    counties=st.lists(st.integers(0, 3), min_size=1, max_size=30),
    per_county=st.integers(0, 4),
    extra=st.integers(0, 20),
)
def test_a_stranger_repeats_the_sample_as_the_page_tells(
    counties: list[int], per_county: int, extra: int
) -> None:
    """Another implementation, from docs/en/reinspection.md alone: sort lines by their hash."""
    size = least_size(counties, per_county) + extra
    commitment = "0f" * 32
    lines = sorted(
        (hashlib.sha256(f"{commitment}\n{SEED}\n{i}".encode()).hexdigest(), i)
        for i in range(len(counties))
    )
    quota = [
        line
        for county in set(counties)
        for line in [one for one in lines if counties[one[1]] == county][:per_county]
    ]
    rest = [line for line in lines if line not in quota]
    expected = sorted(quota + rest[: max(0, size - len(quota))])

    found = draw(counties, commitment=commitment, seed=SEED, size=size, per_county=per_county)
    assert found == expected


def test_no_candidate_is_favoured() -> None:
    """Two thousand seeds: each of ten candidates is drawn about as often (chi-square)."""
    seen: Counter[int] = Counter()
    for seed in range(2000):
        sample = draw(["a"] * 10, commitment="b" * 64, seed=str(seed), size=3, per_county=0)
        seen.update(index for _, index in sample)
    chi = sum((seen[index] - 600) ** 2 / 600 for index in range(10))

    assert chi < 27.9  # one in a thousand


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_rate_and_one_of_one_does_not_shame(case: tuple[int, int]) -> None:
    """It solves Wilson's equation: (p - rate)² = z² p (1 - p) / n at both ends."""
    refuted, inspected = case
    low, high = wilson(refuted, inspected)

    assert 0 <= low <= high <= 1
    if inspected:
        rate = refuted / inspected
        assert low <= rate <= high
        for end in {low, high} - {0.0, 1.0}:
            left, right = (end - rate) ** 2, 1.959964**2 * end * (1 - end) / inspected
            assert math.isclose(left, right, rel_tol=1e-6, abs_tol=1e-9)
    assert wilson(1, 1)[0] == pytest.approx(0.2065, abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("typed", "seed"),
    [
        ("  ۱۲۳۴ ۵۶۷۸ ۹۰ ", "1234 5678 90"),
        ("12345 67890", "12345 67890"),
        ("123456789", ""),
        ("۱۲۳۴۵۶۷۸۹۰ تاس", ""),
        ("", ""),
        ("1234567890\n; rm", ""),
    ],
)
def test_a_seed_has_one_spelling(typed: str, seed: str) -> None:
    """Persian digits and spaces too many are the same seed; too little or other signs are none."""
    assert normal_seed(typed) == seed
    assert normal_seed(seed) == seed


# Commitment, seed, sample


def test_the_seed_comes_after_the_commitment(
    scene: Scene, stations: list[Station], clock: time_machine.Traveller
) -> None:
    """Not a second before the promised moment; in the database too; and one seed only."""
    made = commit(scene)
    assert made.candidates == sum(1 for _ in Need.objects.filter(state="verified")) == 8
    clock.shift(timedelta(hours=2) - timedelta(seconds=1))
    with pytest.raises(ReinspectionRefused) as refusal:
        enter_seed(by=scene.head, reinspection=made, seed=SEED, announced=HALL)
    assert refusal.value.reason == "seed-early"
    with pytest.raises(DatabaseError), transaction.atomic():
        ReinspectionSeed.objects.create(
            reinspection=made,
            seed=SEED,
            announced=HALL,
            due_at=made.seed_due_at,
            entered_at=now(),
            entered_by=scene.head,
            entered_under=made.committed_under,
        )
    assert not ReinspectionItem.objects.exists()

    clock.shift(timedelta(seconds=1))
    first = enter_seed(by=scene.head, reinspection=made, seed="۳۱۴۱۵۹۲۶۵۳۵", announced=HALL)
    again = enter_seed(by=scene.head, reinspection=made, seed="31415926535", announced="x")
    assert first.pk == again.pk
    assert made.items.count() == 4
    assert set(made.items.values_list("county__name_fa", flat=True)) == {"بابل", "آمل"}
    with pytest.raises(SeedAlreadyEntered):
        enter_seed(by=scene.head, reinspection=made, seed="27182818284", announced=HALL)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"size": 0}, "bad-size"),
        ({"size": 1}, "size-too-small"),
        ({"per_county": -1}, "bad-size"),
        ({"seed_source": "  "}, "source-missing"),
        ({"late": True}, "moment-past"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(
    scene: Scene, stations: list[Station], fields: dict[str, object], reason: str
) -> None:
    """And nothing is committed to."""
    if fields.pop("late", False):
        fields["seed_due_at"] = now()
    with pytest.raises(ReinspectionRefused) as refusal:
        commit(scene, **fields)
    assert refusal.value.reason == reason
    assert not Reinspection.objects.exists()


def test_where_nothing_is_verified_nothing_is_drawn(scene: Scene) -> None:
    """The refusal says what to do first; and who may not draw is refused before."""
    with pytest.raises(ReinspectionRefused) as refusal:
        commit(scene)
    assert refusal.value.reason == "nothing-verified"
    for user in (scene.member, scene.babol_it):
        with pytest.raises(NotAllowed):
            commit_reinspection(
                by=user, polling_day=scene.election.polling_day, unit=scene.babol, plan=a_plan()
            )


def test_a_repeat_is_one_draw(scene: Scene, stations: list[Station]) -> None:
    """The same form sent twice; one entry of the audit trail with the published hash."""
    key = uuid.uuid4()
    first, second = commit(scene, key=key), commit(scene, key=key)
    assert first.pk == second.pk
    [entry] = AuditEntry.objects.filter(verb="readiness.commit-reinspection")
    assert entry.data["sha256"] == first.sha256


def test_a_list_changed_after_the_commitment_is_refused(
    scene: Scene, stations: list[Station], clock: time_machine.Traveller
) -> None:
    """Somebody with the database's keys drops a candidate: nothing is drawn from the rest."""
    made = commit(scene)
    body = made.body
    body["candidates"].pop()
    table = Reinspection._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic():
        Reinspection.objects.filter(pk=made.pk).update(size=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {table}_keeps_UPDATE")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_keeps")
    Reinspection.objects.filter(pk=made.pk).update(packed=zlib.compress(canonical_json(body)))
    clock.shift(timedelta(hours=3))
    with pytest.raises(CandidatesChanged), transaction.atomic():
        enter_seed(by=scene.head, reinspection=made, seed=SEED, announced=HALL)
    assert not ReinspectionSeed.objects.exists()


def test_the_file_alone_repeats_the_draw(
    scene: Scene,
    stations: list[Station],
    clock: time_machine.Traveller,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`sandoq readiness redraw` asks no database; each forgery fails the check that is its own."""
    made = drawn(scene, clock, size=3)
    made = Reinspection.objects.get(pk=made.pk)
    told = json.loads(canonical_json(draw_file(made, all_items(made))))
    file = tmp_path / "draw.json"
    file.write_bytes(canonical_json(told))
    assert main(["readiness", "redraw", str(file)]) == 0
    assert "valid" in capsys.readouterr().out

    forgeries = {
        "commitment": lambda t: t["commitment"]["candidates"].pop(),
        "seed after": lambda t: t["seed"].update(entered_at=t["commitment"]["committed_at"]),
        "sample": lambda t: t["seed"].update(seed="27182818284590"),
        "candidates": lambda t: t["commitment"]["candidates"].reverse(),
        "seed in its": lambda t: t["seed"].update(seed=" 1234567890"),
    }
    for check, forge in forgeries.items():
        forged = json.loads(canonical_json(told))
        forge(forged)  # type: ignore[no-untyped-call]
        findings = check_draw(canonical_json(forged))
        assert findings is not None
        assert any(one.check.startswith(check) and not one.holds for one in findings), check
        file.write_bytes(canonical_json(forged))
        assert main(["readiness", "redraw", str(file)]) == 1
    for junk in (b"", b"[]", b'{"commitment": 1}', b"{" * 100_000):
        file.write_bytes(junk)
        assert main(["readiness", "redraw", str(file)]) == 2
    assert main(["readiness", "redraw", str(tmp_path / "none")]) == 2


# The second look


def test_who_recorded_or_confirmed_does_not_look_again(
    scene: Scene, stations: list[Station], clock: time_machine.Traveller
) -> None:
    """Author, verifier, and everybody of their units; a third unit has the task."""
    made = drawn(scene, clock)
    item = item_at(made, stations[0], "power")
    for user in (scene.amol_it, a_user("expert", scene.babol), scene.babol_it_2):
        with pytest.raises((InspectorNotIndependent, NotAllowed)):
            record_reinspection(by=user, item=item, look=a_look())
        assert not tasks_for(user).filter(pk=item.pk).exists()
    assert not ReinspectionOutcome.objects.exists()
    for user in (scene.member, a_user("expert", scene.babol_central)):
        assert tasks_for(user).filter(pk=item.pk).exists()


def test_a_refutation_fails_the_need_at_once(
    scene: Scene, stations: list[Station], clock: time_machine.Traveller
) -> None:
    """The station is not ready any more, the figures follow, and a new proof puts it right."""
    made = drawn(scene, clock)
    here = stations[0]
    item = item_at(made, here, "power")
    assert scene.status(here).state == "ready"
    first = record_reinspection(by=scene.member, item=item, look=a_look())
    again = record_reinspection(by=scene.member, item=item, look=a_look())
    assert first.pk == again.pk
    assert scene.need(here, "power").state == "failed"
    assert scene.status(here).state == "not-ready"
    assert scene.electors_not_ready(scene.babol) == here.electors
    assert list(differences(now())) == []
    with pytest.raises(AlreadyReinspected):
        record_reinspection(by=scene.member, item=item, look=a_look(verdict="confirmed"))
    with pytest.raises(AlreadyReinspected):
        record_reinspection(by=scene.headquarters, item=item, look=a_look())
    with pytest.raises(DatabaseError), transaction.atomic():
        ReinspectionOutcome.objects.update(verdict="confirmed")

    prove(scene.need(here, "power"), scene.babol_it, scene.amol_it, age_days=0)
    assert scene.status(here).state == "ready"
    assert list(differences(now())) == []
    verbs = AuditEntry.objects.filter(verb="readiness.reinspect")
    assert [entry.data["verdict"] for entry in verbs] == ["refuted"]


def test_a_confirmation_changes_nothing_but_the_rate(
    scene: Scene, stations: list[Station], clock: time_machine.Traveller
) -> None:
    """And it frees or prolongs nothing."""
    made = drawn(scene, clock)
    item = item_at(made, stations[0], "pollbook")
    before = Need.objects.get(pk=item.need_id).verified_until
    photo = a_look(verdict="confirmed", kind="photo", note="seen", file=a_photo())
    outcome = record_reinspection(by=scene.member, item=item, look=photo)
    assert outcome.file
    assert outcome.photo_hash
    assert Need.objects.get(pk=item.need_id).verified_until == before
    assert scene.status(stations[0]).state == "ready"


def test_a_photo_used_for_a_first_look_is_flagged_at_the_second(
    scene: Scene, clock: time_machine.Traveller
) -> None:
    """An inspector who did not go there sends the photo that is in the file already."""
    station = a_followed_station(scene.babol_central)
    need = scene.need(station, "power")
    prove(need, scene.babol_it, scene.amol_it, kind=ProofKind.PHOTO, file=a_photo(), serials=())
    made = drawn(scene, clock)
    photo = a_look(verdict="confirmed", kind="photo", note="seen", file=a_photo(name="mine.jpg"))
    outcome = record_reinspection(by=scene.member, item=item_at(made, station, "power"), look=photo)
    assert outcome.flags == ["photo-reused"]


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"note": "  "}, ReasonMissing),
        ({"kind": "photo"}, FileRefused),
        ({"kind": "serial"}, FileRefused),
        ({"kind": "photo", "file": a_photo(b"<html>")}, FileRefused),
        ({"later": True}, EvidenceFromTheFuture),
    ],
)
def test_a_second_look_has_a_proof(
    scene: Scene,
    stations: list[Station],
    clock: time_machine.Traveller,
    fields: dict[str, object],
    refusal: type[Exception],
) -> None:
    """What was seen in words, a photo where one is claimed, and not tomorrow."""
    made = drawn(scene, clock)
    if fields.pop("later", False):
        fields["seen_at"] = now() + timedelta(hours=1)
    with pytest.raises(refusal):
        record_reinspection(
            by=scene.member, item=item_at(made, stations[0], "power"), look=a_look(**fields)
        )
    assert not ReinspectionOutcome.objects.exists()
    assert scene.status(stations[0]).state == "ready"


def test_the_rates_count_what_was_found_and_reach_the_report(
    scene: Scene, stations: list[Station], clock: time_machine.Traveller
) -> None:
    """Counts and interval by county; another county's outcomes do not touch them."""
    made = drawn(scene, clock)
    for code, verdict in (("power", "refuted"), ("link", "confirmed")):
        item = item_at(made, stations[0], code)
        record_reinspection(by=scene.member, item=item, look=a_look(verdict=verdict))
    rates = {r.county: r for r in county_rates(scene.head, scene.election, scene.province)}
    babol, amol = rates[scene.babol], rates[scene.amol]
    assert (babol.drawn, babol.inspected, babol.refuted) == (4, 2, 1)
    assert (amol.drawn, amol.inspected, amol.refuted) == (4, 0, 0)
    assert (babol.low, babol.high) == wilson(1, 2)
    [own] = county_rates(scene.babol_it, scene.election, scene.babol)
    assert own == babol
    report = freeze_report(by=scene.head, election=scene.election, unit=scene.province)
    told = {row["name_fa"]: row for row in body_of(report)["reinspection"]}
    assert (told["بابل"]["inspected"], told["بابل"]["refuted"]) == (2, 1)


# Pages


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_whole_way_on_pages(
    scene: Scene, stations: list[Station], clock: time_machine.Traveller
) -> None:
    """Commit, wait, seed, draw, look: each page says what comes next."""
    head, member = client_of(scene.head), client_of(scene.member)
    assert "هنوز قرعه‌ای کشیده نشده است" in head.get("/readiness/reinspections/").content.decode()
    form = {
        "size": "۸",
        "per_county": "1",
        "seed_source": "بیست تاس",
        "seed_day": "فردا",
        "seed_time": "۱۰:۰۰",
        "key": str(uuid.uuid4()),
    }
    answer = head.post("/readiness/reinspections/new/", form)
    assert answer.status_code == 302, answer.content.decode()
    page = answer.headers["Location"]
    made = Reinspection.objects.get()
    assert made.sha256 in head.get(page).content.decode()
    seed = {"seed": SEED, "announced": HALL}
    assert "زمان وعده‌داده‌شده" in head.post(f"{page}seed/", seed).content.decode()
    clock.shift(timedelta(days=2))
    head, member = client_of(scene.head), client_of(scene.member)
    assert head.post(f"{page}seed/", seed).status_code == 302
    item = item_at(made, stations[0], "power")
    tasks = member.get("/readiness/reinspections/tasks/").content.decode()
    assert str(item.key) in tasks
    look = f"/readiness/reinspections/tasks/{item.key}/"
    assert member.get(look).status_code == 200
    told = {"verdict": "refuted", "note": "نیست", "file": a_photo()}
    assert member.post(look, told).status_code == 302
    outcome = item_of_key(scene.member, item.key).outcome
    assert outcome.kind == "photo"
    proof = member.get(f"{look}proof/")
    assert proof.headers["Content-Type"] == "image/jpeg"
    b"".join(proof.streaming_content)  # type: ignore[arg-type]
    board = member.get("/readiness/reinspections/").content.decode()
    assert "۲۰ تا ۱۰۰ درصد" in board
    table = b"".join(member.get("/readiness/reinspections/?format=csv").streaming_content).decode()  # type: ignore[arg-type]
    assert "بابل,4,1,1,20.7,100.0" in table
    areas = member.get("/readiness/areas/").content.decode()
    assert "بازرسی دوباره" in areas
    found = member.get(f"{page}draw.json")
    findings = check_draw(found.content)
    assert findings
    assert all(one.holds for one in findings)


def test_programs_see_and_do_the_same(
    scene: Scene, stations: list[Station], clock: time_machine.Traveller
) -> None:
    """Over the API: commit, seed, tasks, outcome, rates."""
    head = client_of(scene.head)
    slug = scene.election.slug
    plan = {
        "key": str(uuid.uuid4()),
        "unit": str(scene.province.key),
        "size": 8,
        "seed_source": "dice",
        "seed_due_at": (now() + timedelta(hours=1)).isoformat(),
    }
    path = f"/api/elections/{slug}/reinspections"
    made = head.post(path, plan, "application/json").json()
    assert made["candidates"] == 8
    seed = {"seed": SEED, "announced": HALL}
    early = head.post(f"/api/reinspections/{made['key']}/seed", seed, "application/json")
    assert early.status_code == 422
    clock.shift(timedelta(hours=2))
    head, member = client_of(scene.head), client_of(scene.member)
    answer = head.post(f"/api/reinspections/{made['key']}/seed", seed, "application/json")
    assert answer.json()["seed"] == SEED
    tasks = member.get("/api/reinspection-tasks").json()
    assert tasks["count"] == 8
    key = tasks["rows"][0]["key"]
    look = {"verdict": "refuted", "note": "gone"}
    done = member.post(f"/api/reinspection-tasks/{key}/outcome", look, "application/json")
    assert done.json()["verdict"] == "refuted"
    rates = member.get(f"/api/elections/{slug}/reinspection-rates").json()
    assert sum(rate["refuted"] for rate in rates) == 1
    assert member.get(path).json()["count"] == 1
    file = member.get(f"/api/reinspections/{made['key']}").content
    findings = check_draw(file)
    assert findings
    assert all(one.holds for one in findings)


def test_the_reports_of_the_pages_are_there_for_programs(scene: Scene) -> None:
    """Frozen, listed, shown, downloaded as the page gives it, signed, and checked."""
    head, member = client_of(scene.headquarters), client_of(scene.member)
    slug, key = scene.election.slug, str(uuid.uuid4())
    path = f"/api/elections/{slug}/reports"
    body = {"key": key, "unit": str(scene.province.key)}
    assert member.post(path, body, "application/json").json()["number"] == 1
    assert member.post(path, body, "application/json").json()["number"] == 1
    assert member.get(path).json()["count"] == 1
    shown = member.get(f"/api/reports/{key}").json()
    assert shown["body"]["number"] == 1
    for form in ("json", "xlsx", "pdf"):
        page = member.get(f"/readiness/reports/{key}/status.{form}")
        program = member.get(f"/api/reports/{key}/file?form={form}")
        assert page.content == program.content
    assert not member.get(f"/api/reports/{key}/verification").json()["valid"]  # unsigned
    assert member.post(f"/api/reports/{key}/signature").status_code == 403
    assert head.post(f"/api/reports/{key}/signature").json()["signed_by"]
    assert member.get(f"/api/reports/{key}/verification").json()["valid"]
    file = a_photo(member.get(f"/api/reports/{key}/file").content, "r.json")
    assert member.post("/api/reports/verification", {"file": file}).json()["valid"]
    junk = a_photo(b"junk", "r.json")
    assert not member.post("/api/reports/verification", {"file": junk}).json()["valid"]
