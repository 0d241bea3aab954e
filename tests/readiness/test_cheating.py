"""What a county would do to look ready without being so, and what it meets instead."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import AuditEntry, Post, Tenure
from sandoq.apps.readiness.errors import (
    EvidenceAlreadyJudged,
    EvidenceFallsShort,
    EvidenceFromTheFuture,
    EvidenceKeyReused,
    EvidenceKindRefused,
    EvidenceTooOld,
    FileRefused,
    NeedAlreadyVerified,
    ReasonMissing,
    SerialAlreadyServes,
    SerialsMissing,
    VerifierFromSameUnit,
    VerifierIsAuthor,
    WaiverRefused,
)
from sandoq.apps.readiness.models import Assignment, Evidence, Need, Verification
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.selectors import changes_since
from sandoq.apps.readiness.services import (
    assign_serials,
    expire_evidence,
    record_evidence,
    record_inspection,
    record_inspections_bulk,
    refute_evidence,
    verify_bulk,
    verify_evidence,
    waive_need,
)
from sandoq.apps.readiness.services.checking import differences
from sandoq.apps.territory.errors import OrderNumberMissing
from sandoq.apps.territory.services import retire_station
from sandoq.common.clock import now
from sandoq.common.errors import BadInput, NotAllowed, NotFound
from tests.factories import LONG_AGO, an_election
from tests.readiness.scene import (
    PHOTO,
    Scene,
    a_finding,
    a_followed_station,
    a_photo,
    make_ready,
    prove,
    publish_rules,
)


def test_nobody_verifies_their_own_evidence(scene: Scene) -> None:
    """Not even for a need that does not block; the need stays unverified."""
    station = a_followed_station(scene.babol_central)
    for code in ("power", "link-b"):
        evidence = record_evidence(by=scene.babol_it, finding=a_finding(scene.need(station, code)))
        with pytest.raises(VerifierIsAuthor) as refusal:
            verify_evidence(by=scene.babol_it, evidence=evidence)
        assert refusal.value.station == station.name
        with pytest.raises(VerifierIsAuthor):
            verify_bulk(by=scene.babol_it, evidence_ids=[evidence.pk])
        assert scene.need(station, code).state == "evidenced"
    assert not Verification.objects.exists()


def test_a_colleague_of_the_same_unit_does_not_verify(scene: Scene) -> None:
    """A second account in one office is not a second pair of eyes."""
    station = a_followed_station(scene.babol_central)
    evidence = record_evidence(by=scene.babol_it, finding=a_finding(scene.need(station, "power")))
    with pytest.raises(VerifierFromSameUnit):
        verify_evidence(by=scene.babol_it_2, evidence=evidence)
    assert scene.need(station, "power").state == "evidenced"


def test_a_second_post_elsewhere_does_not_make_independent(scene: Scene) -> None:
    """Holding a post in another county too changes nothing."""
    post = Post.objects.create(unit=scene.amol, role="expert", number=77)
    person = scene.babol_it_2.person
    Tenure.objects.create(post=post, person=person, since=LONG_AGO, order_number="۷")
    station = a_followed_station(scene.babol_central)
    evidence = record_evidence(by=scene.babol_it, finding=a_finding(scene.need(station, "power")))
    with pytest.raises(VerifierFromSameUnit):
        verify_evidence(by=scene.babol_it_2, evidence=evidence)


def test_only_who_may_records_and_only_in_their_own_place(scene: Scene) -> None:
    """Another county's representative, and whoever issues the rules, record nothing here."""
    station = a_followed_station(scene.babol_central)
    for person in (scene.amol_it, scene.head, scene.headquarters):
        with pytest.raises(NotAllowed):
            record_evidence(by=person, finding=a_finding(scene.need(station, "power")))
    evidence = record_evidence(
        by=scene.babol_district_it, finding=a_finding(scene.need(station, "power"))
    )
    with pytest.raises(NotAllowed):
        verify_evidence(by=scene.babol_district_it, evidence=evidence)
    assert Evidence.objects.count() == 1


def test_one_serial_number_at_two_stations_is_refused(scene: Scene) -> None:
    """In any spelling; the other station is named to who may see it, and to nobody else."""
    first = a_followed_station(scene.babol_central, name="دبستان نخست")
    second = a_followed_station(scene.babol_central)
    far = a_followed_station(scene.amol_central)
    record_evidence(
        by=scene.babol_it, finding=a_finding(scene.need(first, "pollbook"), serials=("SN-42a",))
    )
    with pytest.raises(SerialAlreadyServes) as refusal:
        record_evidence(
            by=scene.babol_it,
            finding=a_finding(scene.need(second, "pollbook"), serials=("sn ۴۲A",)),
        )
    assert (refusal.value.serial, refusal.value.station) == ("SN42A", "دبستان نخست")
    with pytest.raises(SerialAlreadyServes) as refusal:
        record_evidence(
            by=scene.amol_it, finding=a_finding(scene.need(far, "pollbook"), serials=("SN42A",))
        )
    assert refusal.value.station == ""
    assert Evidence.objects.count() == 1
    assert Assignment.objects.filter(serial="SN42A").count() == 1


def test_the_database_itself_keeps_a_serial_number_from_serving_twice(scene: Scene) -> None:
    """Past every service: the constraint holds."""
    first = a_followed_station(scene.babol_central)
    second = a_followed_station(scene.babol_central)
    row = {
        "polling_day": scene.election.polling_day,
        "serial": "SN42A",
        "assigned_at": now(),
        "assigned_by": scene.babol_it,
    }
    Assignment.objects.create(need=scene.need(first, "pollbook"), **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(need=scene.need(second, "pollbook"), **row)


def test_two_elections_of_one_day_share_one_need_and_one_device(scene: Scene) -> None:
    """The same serial number at the same station for both is one need, not a conflict."""
    second = an_election("experts-6", kind="experts")
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it)
    statuses = {s.election_id: s.state for s in station.statuses.all()}
    assert statuses == {scene.election.pk: "ready", second.pk: "ready"}
    assert Assignment.objects.filter(need__station=station).count() == 1


def test_a_device_on_another_day_is_free(scene: Scene) -> None:
    """A serial number serves one need a day, not one for ever."""
    station = a_followed_station(scene.babol_central)
    prove(scene.need(station, "pollbook"), scene.babol_it, scene.amol_it, serials=("SN1",))
    scene.election = an_election("second-round", on=date(2024, 5, 10))
    publish_rules(scene)
    need = Need.objects.get(
        station=station,
        requirement__code="pollbook",
        requirement__set__polling_day=scene.election.polling_day,
    )
    prove(need, scene.babol_it, scene.amol_it, serials=("SN1",))
    assert Assignment.objects.filter(serial="SN1", released_at=None).count() == 2


def test_a_refuted_proof_fails_the_need_and_frees_its_device(scene: Scene) -> None:
    """Even where an earlier proof was confirmed; the reason is kept for the author."""
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it)
    assert scene.status(station).state == "ready"
    again = record_evidence(
        by=scene.babol_it, finding=a_finding(scene.need(station, "power"), note="a second look")
    )
    with pytest.raises(ReasonMissing):
        refute_evidence(by=scene.amol_it, evidence=again, reason="  ")
    verdict = refute_evidence(by=scene.amol_it, evidence=again, reason="there is no generator")

    assert verdict.reason == "there is no generator"
    assert scene.need(station, "power").state == "failed"
    assert scene.status(station).gaps == [["power", 1]]
    with pytest.raises(EvidenceAlreadyJudged):
        verify_evidence(by=scene.head, evidence=again)

    book = record_evidence(
        by=scene.babol_it, finding=a_finding(scene.need(station, "pollbook"), serials=("SN9",))
    )
    refute_evidence(by=scene.amol_it, evidence=book, reason="another device stands there")
    assert not Assignment.objects.filter(need__station=station, released_at=None).exists()


def test_a_swapped_device_frees_the_old_one_only_when_the_new_one_is_confirmed(
    scene: Scene,
) -> None:
    """Until then the old proof stands, and its device stays where it is."""
    station = a_followed_station(scene.babol_central)
    need = scene.need(station, "pollbook")
    prove(need, scene.babol_it, scene.amol_it, serials=("OLD1",))
    swap = record_evidence(by=scene.babol_it, finding=a_finding(need, serials=("NEW1",)))
    held = Assignment.objects.filter(released_at=None).values_list("serial", flat=True)
    assert set(held) == {"OLD1", "NEW1"}
    verify_evidence(by=scene.amol_it, evidence=swap)
    assert set(held.all()) == {"NEW1"}
    assert scene.need(station, "pollbook").state == "verified"


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"kind": ProofKind.DOCUMENT}, EvidenceKindRefused),
        ({"quantity": 1}, EvidenceFallsShort),
        ({"serials": ("SN1",)}, SerialsMissing),
        ({"serials": ("SN1", "sn 1")}, SerialsMissing),
        ({"serials": ("SN1", "چیزی")}, BadInput),
        ({"age_days": 45}, EvidenceTooOld),
        ({"age_days": -1}, EvidenceFromTheFuture),
        ({"kind": ProofKind.PHOTO}, FileRefused),
        ({"kind": ProofKind.PHOTO, "file": "text"}, FileRefused),
        ({"kind": ProofKind.PHOTO, "file": "huge"}, FileRefused),
    ],
)
def test_what_the_policy_does_not_accept_is_not_recorded(
    scene: Scene, fields: dict[str, object], refusal: type[Exception]
) -> None:
    """Half the quantity, no serial number, yesterday's month, tomorrow, a text called a photo."""
    files = {
        "text": a_photo(b"<html>not a photo</html>"),
        "huge": a_photo(PHOTO[:4] + bytes(8 * 1024 * 1024)),
    }
    if "file" in fields:
        fields = fields | {"file": files[str(fields["file"])]}
    station = a_followed_station(scene.babol_central, electors=1200)
    need = scene.need(station, "pollbook")
    with pytest.raises(refusal):
        record_evidence(by=scene.babol_it, finding=a_finding(need, **fields))
    assert not Evidence.objects.exists()
    assert scene.need(station, "pollbook").state == "missing"


def test_a_photo_used_twice_is_flagged(scene: Scene) -> None:
    """The same bytes under another name at another station; within one visit it is one photo."""
    first = a_followed_station(scene.babol_central)
    second = a_followed_station(scene.babol_central)

    def photo(need: object, **fields: object) -> object:
        return a_finding(need, kind=ProofKind.PHOTO, file=a_photo(**fields), serials=())  # type: ignore[arg-type]

    visit = record_inspection(
        by=scene.babol_it,
        station=first,
        findings=[photo(scene.need(first, "power"))],  # type: ignore[list-item]
    )
    reused = record_evidence(
        by=scene.babol_it,
        finding=photo(scene.need(second, "power"), name="other.png"),  # type: ignore[arg-type]
    )
    assert visit[0].flags == []
    assert reused.flags == ["photo-reused"]
    assert visit[0].sha256 == reused.sha256
    assert reused.file.name.endswith(".jpg")


def test_a_repeat_changes_nothing_and_another_claim_under_its_key_is_refused(scene: Scene) -> None:
    """Networks repeat themselves; nobody replaces a proof by sending its key again."""
    station = a_followed_station(scene.babol_central)
    key = uuid.uuid4()
    findings = [a_finding(scene.need(station, code)) for code in ("power", "link")]
    first = record_inspection(by=scene.babol_it, station=station, findings=findings, key=key)
    entries = AuditEntry.objects.count()
    again = record_inspection(by=scene.babol_it, station=station, findings=findings, key=key)
    assert [proof.pk for proof in first] == [proof.pk for proof in again]
    assert Evidence.objects.count() == 2
    assert AuditEntry.objects.count() == entries
    other = [a_finding(scene.need(station, "power"), note="another story")]
    with pytest.raises(EvidenceKeyReused):
        record_inspection(by=scene.babol_it, station=station, findings=other, key=key)


def test_a_visit_is_recorded_whole_or_not_at_all(scene: Scene) -> None:
    """The second finding is refused: the first is not there either."""
    station = a_followed_station(scene.babol_central)
    findings = [
        a_finding(scene.need(station, "power")),
        a_finding(scene.need(station, "link"), kind=ProofKind.VISIT),
    ]
    with pytest.raises(EvidenceKindRefused):
        record_inspection(by=scene.babol_it, station=station, findings=findings)
    assert not Evidence.objects.exists()
    other = a_followed_station(scene.babol_central)
    with pytest.raises(NotFound):
        record_inspection(by=scene.babol_it, station=other, findings=findings[:1])


def test_confirming_twice_is_one_verdict_and_a_second_persons_is_refused(scene: Scene) -> None:
    """A verdict is never edited, not even by agreeing with it."""
    station = a_followed_station(scene.babol_central)
    evidence = record_evidence(by=scene.babol_it, finding=a_finding(scene.need(station, "power")))
    first = verify_evidence(by=scene.amol_it, evidence=evidence)
    assert verify_evidence(by=scene.amol_it, evidence=evidence).pk == first.pk
    with pytest.raises(EvidenceAlreadyJudged):
        verify_evidence(by=scene.head, evidence=evidence)
    with pytest.raises(EvidenceAlreadyJudged):
        refute_evidence(by=scene.amol_it, evidence=evidence, reason="changed my mind")
    assert Verification.objects.count() == 1


def test_a_proof_that_grew_old_in_the_queue_is_not_confirmed(
    scene: Scene, clock: time_machine.Traveller
) -> None:
    """It may still be refuted: a false claim is false at any age."""
    station = a_followed_station(scene.babol_central)
    old, older = (
        record_evidence(by=scene.babol_it, finding=a_finding(scene.need(station, code)))
        for code in ("power", "link")
    )
    clock.shift(timedelta(days=45))
    with pytest.raises(EvidenceTooOld):
        verify_evidence(by=scene.amol_it, evidence=old)
    refute_evidence(by=scene.amol_it, evidence=older, reason="never was there")
    assert scene.need(station, "link").state == "failed"
    expire_evidence()
    assert scene.need(station, "power").state == "stale"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"order_number": " "}, "no-order"),
        ({"reason": ""}, "no-reason"),
        ({"until": timedelta(days=-1)}, "bad-end"),
        ({"until": timedelta(days=60)}, "bad-end"),
    ],
)
def test_a_waiver_needs_an_order_a_reason_and_an_end(
    scene: Scene, fields: dict[str, object], reason: str
) -> None:
    """And comes from above: a county cannot waive for itself."""
    station = a_followed_station(scene.babol_central)
    need = scene.need(station, "power")
    values = {"order_number": "۱", "reason": "flood", "until": timedelta(days=3)} | fields
    values["until"] = now() + values["until"]  # type: ignore[operator]
    with pytest.raises(WaiverRefused) as refusal:
        waive_need(by=scene.head, need=need, **values)  # type: ignore[arg-type]
    assert refusal.value.reason == reason
    with pytest.raises(NotAllowed):
        waive_need(by=scene.babol_it, need=need, **values)  # type: ignore[arg-type]
    assert scene.need(station, "power").state == "missing"


def test_what_is_verified_is_not_waived(scene: Scene) -> None:
    """A waiver on top would only confuse."""
    station = a_followed_station(scene.babol_central)
    prove(scene.need(station, "power"), scene.babol_it, scene.amol_it)
    with pytest.raises(NeedAlreadyVerified):
        waive_need(
            by=scene.head,
            need=scene.need(station, "power"),
            order_number="۱",
            reason="flood",
            until=now() + timedelta(days=3),
        )


def test_in_bulk_the_same_guards_hold_and_one_entry_tells_of_all(scene: Scene) -> None:
    """Thousands of rows: one clash and nothing is written; else one entry with count and hash."""
    stations = [a_followed_station(scene.babol_central) for _ in range(3)]
    rows = [a_finding(scene.need(station, "pollbook")) for station in stations]
    clash = [*rows, a_finding(scene.need(stations[0], "pollbook"), serials=rows[1].serials)]
    with pytest.raises(SerialAlreadyServes):
        record_inspections_bulk(by=scene.babol_it, rows=clash)
    assert not Evidence.objects.exists()

    before = AuditEntry.objects.count()
    assert record_inspections_bulk(by=scene.babol_it, rows=iter(rows)) == 3
    assert record_inspections_bulk(by=scene.babol_it, rows=rows) == 0
    keys = list(Evidence.objects.values_list("pk", flat=True))
    with pytest.raises(VerifierFromSameUnit):
        verify_bulk(by=scene.babol_it_2, evidence_ids=keys)
    assert verify_bulk(by=scene.amol_it, evidence_ids=keys) == 3
    assert verify_bulk(by=scene.amol_it, evidence_ids=keys) == 0
    entries = list(AuditEntry.objects.filter(seq__gt=before).order_by("seq"))
    assert [entry.verb for entry in entries] == [
        "readiness.record-evidence-bulk",
        "readiness.verify-evidence-bulk",
    ]
    assert all(entry.data["evidence"] == 3 and len(entry.data["sha256"]) == 64 for entry in entries)
    assert {scene.need(station, "pollbook").state for station in stations} == {"verified"}


def test_after_all_of_this_the_figures_are_what_the_evidence_says(
    scene: Scene, clock: time_machine.Traveller
) -> None:
    """`verify_readiness` finds nothing, and finds a row that somebody edited."""
    station = a_followed_station(scene.babol_central)
    make_ready(station, scene.babol_it, scene.amol_it)
    other = a_followed_station(scene.amol_central)
    make_ready(other, scene.amol_it, scene.babol_it, but=("power",))
    assert list(differences(now())) == []

    edits: list[Callable[[], object]] = [
        lambda: (
            scene.need(other, "power")
            .__class__.objects.filter(pk=scene.need(other, "power").pk)
            .update(state="verified", verified_until=now() + timedelta(days=9))
        ),
        lambda: other.statuses.update(state="ready", gaps=[]),
    ]
    for edit in edits:
        edit()
        assert list(differences(now()))


def test_what_is_only_assigned_proves_nothing_and_serves_nowhere_else(scene: Scene) -> None:
    """A device bound on paper: the need is still a gap, and the device is taken."""
    here, there = (a_followed_station(scene.babol_central) for _ in range(2))
    need = scene.need(here, "pollbook")
    entries = AuditEntry.objects.count()
    for spelling in ("sn-۷۷", "SN77"):
        assert assign_serials(by=scene.babol_it, need=need, serials=[spelling]) == ("SN77",)
    assert AuditEntry.objects.count() == entries + 1
    assert scene.need(here, "pollbook").state == "assigned"
    assert ["pollbook", None] in scene.status(here).gaps
    with pytest.raises(SerialAlreadyServes):
        assign_serials(by=scene.babol_it, need=scene.need(there, "pollbook"), serials=["sn77"])
    with pytest.raises(NotAllowed):
        assign_serials(by=scene.amol_it, need=need, serials=["SN78"])
    prove(need, scene.babol_it, scene.amol_it, serials=("SN79",))
    held = Assignment.objects.filter(released_at=None).values_list("serial", flat=True)
    assert list(held) == ["SN79"]


def test_a_county_that_tries_everything_at_once_does_not_turn_green(
    scene: Scene, clock: time_machine.Traveller
) -> None:
    """One photo at thirty points, one device at two stations, friends who confirm, and a vanishing.

    Each is refused or flagged; what left the count stands in the bridge; the county stays red.
    """
    stations = [a_followed_station(scene.babol_central, electors=700) for _ in range(30)]
    flags = [
        record_evidence(
            by=scene.babol_it,
            finding=a_finding(
                scene.need(station, "power"), kind=ProofKind.PHOTO, file=a_photo(), serials=()
            ),
        ).flags
        for station in stations
    ]
    assert flags == [[], *([["photo-reused"]] * 29)]

    serials = ("SN42A",)
    record_evidence(
        by=scene.babol_it,
        finding=a_finding(scene.need(stations[0], "pollbook"), serials=serials),
    )
    with pytest.raises(SerialAlreadyServes):
        record_evidence(
            by=scene.babol_it,
            finding=a_finding(scene.need(stations[1], "pollbook"), serials=serials),
        )
    keys = list(Evidence.objects.values_list("pk", flat=True))
    for friend, refusal in (
        (scene.babol_it, VerifierIsAuthor),
        (scene.babol_it_2, VerifierFromSameUnit),
    ):
        with pytest.raises(refusal):
            verify_bulk(by=friend, evidence_ids=keys)
    assert not Verification.objects.exists()

    electors = scene.electors_not_ready(scene.babol)
    since = now()
    clock.shift(timedelta(hours=1))
    with pytest.raises(OrderNumberMissing):
        retire_station(by=scene.head, station=stations[0], order_number=" ", at=now())
    assert scene.electors_not_ready(scene.babol) == electors
    for station in stations[:5]:
        retire_station(by=scene.head, station=station, order_number="۱۲/۳", at=now())
    moved = changes_since(scene.head, scene.election, since, scene.babol)
    left = [line for line in moved.bridge.lines if line.step == "left"]
    assert [(line.changes, line.effect.electors) for line in left] == [(5, -5 * 700)]
    states = {scene.status(station).state for station in stations[5:]}
    assert states == {"not-ready"}
    assert scene.electors_not_ready(scene.babol) == electors - 5 * 700
