"""Photos as proof: alike ones are found, what they say of the photographer is not kept."""

import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from PIL import ExifTags, Image

from sandoq.apps.readiness.errors import (
    FileRefused,
    SerialAlreadyServes,
    VerifierFromSameUnit,
    VerifierIsAuthor,
)
from sandoq.apps.readiness.models import Evidence
from sandoq.apps.readiness.rules.photos import DamagedPhoto, distance, read_photo
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.selectors import changes_since
from sandoq.apps.readiness.selectors.photos import twins_of
from sandoq.apps.readiness.selectors.reports import body_of
from sandoq.apps.readiness.services import (
    Finding,
    freeze_report,
    record_evidence,
    record_inspection,
    refute_evidence,
    verify_evidence,
)
from sandoq.apps.territory.errors import OrderNumberMissing
from sandoq.apps.territory.services import retire_station
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed
from tests.readiness.scene import (
    PHOTO,
    Scene,
    a_finding,
    a_followed_station,
    a_photo,
    a_picture,
    make_ready,
)


def with_record(orientation: int = 6) -> bytes:
    """A photo whose own record names time, place and a telephone."""
    image = Image.open(io.BytesIO(a_picture(3)))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "SECRET-PHONE"
    inner = exif.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal] = "2024:01:30 10:15:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps.update({1: "N", 2: (36.0, 30.0, 0.0), 3: "E", 4: (52.0, 40.0, 30.0)})
    file = io.BytesIO()
    image.save(file, "JPEG", quality=90, exif=exif)
    return file.getvalue()


def test_saving_again_and_shrinking_keep_the_look_and_another_photo_has_another() -> None:
    """Else a county would save its one photo thirty times; and honest photos are not accused."""
    first = read_photo(a_picture(1)).look
    for again in (a_picture(1, quality=40), a_picture(1, size=(640, 480))):
        assert distance(first, read_photo(again).look) <= 6
    others = [read_photo(a_picture(seed)).look for seed in range(2, 40)]
    assert min(distance(first, other) for other in others) > 6


def test_what_a_photo_says_of_itself_is_read_and_then_removed() -> None:
    """Time on Tehran's clock, place in degrees; the kept photo stands upright and names nobody."""
    sent = with_record()
    photo = read_photo(sent)
    assert photo.taken_at == datetime(2024, 1, 30, 6, 45, tzinfo=UTC)
    assert (photo.lat, photo.lon) == (36.5, 52.675)
    kept = Image.open(io.BytesIO(photo.content))
    assert b"SECRET-PHONE" in sent
    assert b"SECRET-PHONE" not in photo.content
    assert len(kept.getexif()) == 0
    assert kept.size == (64, 96)
    assert read_photo(sent).content == photo.content
    assert read_photo(PHOTO).content == PHOTO


@pytest.mark.parametrize(
    "content", [PHOTO[:200], b"\xff\xd8\xff\xe0 no photo", b"\x89PNG\r\n\x1a\n", b""]
)
def test_a_damaged_photo_is_refused(content: bytes) -> None:
    """A file that only begins like a photo shows nothing to a verifier."""
    with pytest.raises(DamagedPhoto):
        read_photo(content)


def photo_of(scene: Scene, need: object, content: bytes) -> Finding:
    return a_finding(need, kind=ProofKind.PHOTO, file=a_photo(content), serials=())  # type: ignore[arg-type]


def test_a_photo_saved_again_is_flagged_with_its_twin(scene: Scene) -> None:
    """The verifier is shown where the other stands; the damaged one is refused by name."""
    first, second = (a_followed_station(scene.babol_central) for _ in range(2))
    honest = record_evidence(
        by=scene.babol_it, finding=photo_of(scene, scene.need(first, "power"), a_picture(7))
    )
    again = record_evidence(
        by=scene.babol_it,
        finding=photo_of(scene, scene.need(second, "power"), a_picture(7, quality=55)),
    )
    assert honest.flags == []
    assert again.flags == ["photo-similar"]
    [twin] = twins_of(again)
    assert twin.evidence.need.station == first
    with pytest.raises(FileRefused) as refusal:
        record_evidence(
            by=scene.babol_it, finding=photo_of(scene, scene.need(second, "power"), PHOTO[:100])
        )
    assert refusal.value.reason == "damaged"


def test_the_cheating_county_does_not_turn_green(
    scene: Scene, clock: time_machine.Traveller
) -> None:
    """Thirty points with one photo, one serial twice, its own verdicts, five stations gone."""
    honest = a_followed_station(scene.amol_central)
    make_ready(honest, scene.amol_it, scene.babol_it)
    stations = [a_followed_station(scene.babol_central, points=3) for _ in range(10)]
    before = freeze_report(by=scene.member, election=scene.election, unit=scene.province)
    started = now()
    clock.shift(timedelta(hours=1))
    # One photo at thirty points: in one visit each, and every point but the first is flagged.
    for station in stations:
        record_inspection(
            by=scene.babol_it,
            station=station,
            findings=[
                photo_of(scene, scene.need(station, "power", seq), PHOTO) for seq in (1, 2, 3)
            ],
        )
    proofs = list(Evidence.objects.filter(need__station__in=stations).order_by("pk"))
    assert [proof.flags for proof in proofs] == [[]] + 29 * [["photo-reused"]]
    # One serial number at two stations.
    record_evidence(
        by=scene.babol_it,
        finding=a_finding(scene.need(stations[0], "pollbook"), serials=("SN1",)),
    )
    with pytest.raises(SerialAlreadyServes):
        record_evidence(
            by=scene.babol_it,
            finding=a_finding(scene.need(stations[1], "pollbook"), serials=("sn-1",)),
        )
    # Their own verdicts.
    for person, refusal in (
        (scene.babol_it, VerifierIsAuthor),
        (scene.babol_it_2, VerifierFromSameUnit),
    ):
        with pytest.raises(refusal):
            verify_evidence(by=person, evidence=proofs[0])
    # Five stations gone: without the right, without an order, then by order and in the open.
    for station in stations[:5]:
        with pytest.raises(NotAllowed):
            retire_station(by=scene.babol_it, station=station, order_number="۱", at=now())
        with pytest.raises(OrderNumberMissing):
            retire_station(by=scene.head, station=station, order_number=" ", at=now())
    for station in stations[:5]:
        retire_station(by=scene.head, station=station, order_number="۱۴۰۲/۵", at=now())
    for proof in proofs[15:]:
        refute_evidence(by=scene.amol_it, evidence=proof, reason="یک عکس در سی محل")
    report = freeze_report(by=scene.member, election=scene.election, unit=scene.province)
    body = body_of(report)
    [left] = [line for line in body["bridge"]["lines"] if line["step"] == "left"]
    assert (left["changes"], left["effect"]["stations_not_ready"]) == (5, -5)
    gone = [row for row in body["changes"] if row["step"] == "left"]
    assert [row["reasons"][0]["by"] for row in gone] == 5 * ["۱۴۰۲/۵"]
    assert before.stations - report.stations == 5
    [babol] = [area for area in body["areas"] if area["name_fa"] == "بابل"]
    assert babol["figures"]["stations_not_ready"] == babol["figures"]["stations"] == 5
    seen = changes_since(scene.head, scene.election, started, scene.babol).bridge
    assert {line.step.value: line.changes for line in seen.lines} == {"left": 5}
