"""A county tries everything to look ready. Its figure does not move."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from sandoq.apps.accounts.models import User
from sandoq.apps.readiness.models import Evidence, Need, Verification
from sandoq.apps.readiness.services import record_evidence
from sandoq.apps.territory.errors import OrderNumberMissing
from sandoq.apps.territory.models import Station
from sandoq.apps.territory.services import retire_station
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed
from tests.readiness.scene import (
    PHOTO,
    Scene,
    a_finding,
    a_followed_station,
    make_ready,
    prove,
)


class County:
    """The representative of Babol at the keyboard, and a colleague of the same office."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.poor = a_followed_station(scene.babol_central, electors=1200, name="Poor school")
        self.good = a_followed_station(scene.babol_central, electors=700, name="Good school")
        make_ready(self.good, scene.babol_it, scene.amol_it)
        make_ready(self.poor, scene.babol_it, scene.amol_it, but=("pollbook", "power"))
        self.client = self.sign_in(scene.babol_it)
        self.colleague = self.sign_in(scene.babol_it_2)

    def sign_in(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def need(self, code: str) -> Need:
        return self.scene.need(self.poor, code)

    def visit(self, station: Station, **fields: object) -> int:
        """Send the visit form; the status of the answer."""
        data = {"visit": str(uuid.uuid4()), "taken_on": "امروز", "note": "", **fields}
        address = reverse("readiness:inspect", args=[station.key])
        return self.client.post(address, data).status_code

    def judge(self, client: Client, evidence: Evidence) -> int:
        address = reverse("readiness:judge", args=[evidence.key])
        return client.post(address, {"verdict": "confirm"}).status_code


def verify_own_evidence(county: County) -> None:
    need = county.need("power")
    assert county.visit(county.poor, **{f"seen_{need.pk}": "on", f"kind_{need.pk}": "visit"}) == 302
    proof = Evidence.objects.get(need=need)
    assert county.judge(county.client, proof) in {403, 404}
    assert county.judge(county.colleague, proof) in {403, 404}
    assert not Verification.objects.filter(evidence=proof).exists()


def count_one_device_twice(county: County) -> None:
    taken = Evidence.objects.get(need=county.scene.need(county.good, "pollbook")).serials[0]
    need = county.need("pollbook")
    for spelling in (taken, taken.lower(), f"{taken[:2]}-{taken[2:]}"):
        serials = {f"serials_{need.pk}": f"{spelling}\nNEW1"}
        assert county.visit(county.poor, **serials) == 200  # the form again, with the refusal
    assert not Evidence.objects.filter(need=need).exists()


def name_one_device_in_two_spellings(county: County) -> None:
    need = county.need("pollbook")
    assert county.visit(county.poor, **{f"serials_{need.pk}": "NEW-1\nnew ۱"}) == 200
    assert not Evidence.objects.filter(need=need).exists()


def leave_the_denominator(county: County) -> None:
    with pytest.raises(NotAllowed):
        retire_station(by=county.scene.babol_it, station=county.poor, order_number="۱", at=now())
    with pytest.raises(OrderNumberMissing):
        retire_station(by=county.scene.head, station=county.poor, order_number=" ", at=now())
    with pytest.raises(ProtectedError):
        county.poor.delete()


def waive_for_oneself(county: County) -> None:
    address = reverse("readiness:waive", args=[county.poor.key, county.need("power").pk])
    data = {"order_number": "۱", "reason": "flood", "until": "1402/11/20"}
    assert county.client.post(address, data).status_code == 403


def have_a_need_waived(county: County) -> None:
    address = reverse("readiness:waive", args=[county.poor.key, county.need("power").pk])
    data = {"order_number": "۱", "reason": "flood", "until": "1402/11/20"}
    assert county.sign_in(county.scene.head).post(address, data).status_code == 302


def bring_old_evidence(county: County) -> None:
    need = county.need("power")
    old = {f"seen_{need.pk}": "on", f"kind_{need.pk}": "visit", "taken_on": "1402/09/25"}
    before = Evidence.objects.count()
    assert county.visit(county.poor, **old) == 200
    assert Evidence.objects.count() == before


def rewrite_the_rules(county: County) -> None:
    assert county.client.post(reverse("readiness:draft")).status_code == 403


def record_for_another_county(county: County) -> None:
    far = a_followed_station(county.scene.amol_central)
    assert county.visit(far) == 404


def use_a_photo_again(county: County) -> None:
    need = county.need("power")
    other = a_followed_station(county.scene.babol_central, electors=0)
    for station, pk in ((other, county.scene.need(other, "power").pk), (county.poor, need.pk)):
        photo = SimpleUploadedFile(f"{pk}.jpg", PHOTO, "image/jpeg")
        assert county.visit(station, **{f"photo_{pk}": photo}) == 302
    proof = Evidence.objects.get(need=need)
    assert proof.flags == ["photo-reused"]
    judge = county.sign_in(county.scene.amol_it)
    page = judge.get(reverse("readiness:queue"), {"item": str(proof.key)}).content.decode()
    assert re.search(r'role="alert"', page)


def lean_on_a_refuted_proof(county: County) -> None:
    need = county.need("power")
    proof = record_evidence(by=county.scene.babol_it, finding=a_finding(need))
    address = reverse("readiness:judge", args=[proof.key])
    judge = county.sign_in(county.scene.amol_it)
    judge.post(address, {"verdict": "refute", "reason": "no generator"})
    assert county.need("power").state == "failed"


TRICKS: list[Callable[[County], None]] = [
    verify_own_evidence,
    count_one_device_twice,
    name_one_device_in_two_spellings,
    leave_the_denominator,
    waive_for_oneself,
    have_a_need_waived,
    bring_old_evidence,
    rewrite_the_rules,
    record_for_another_county,
    use_a_photo_again,
    lean_on_a_refuted_proof,
]


@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.__name__)
def test_a_county_cannot_turn_green_by_this(scene: Scene, trick: Callable[[County], None]) -> None:
    """The electors at its not-ready stations stay what they are."""
    county = County(scene)
    assert scene.electors_not_ready(scene.babol) == 1200
    trick(county)
    assert scene.electors_not_ready(scene.babol) == 1200
    assert scene.status(county.poor).state == "not-ready"


def test_nor_by_all_of_it_together(scene: Scene) -> None:
    """One after another at the same station."""
    county = County(scene)
    for trick in TRICKS:
        if trick is not use_a_photo_again and trick is not lean_on_a_refuted_proof:
            trick(county)
    assert scene.electors_not_ready(scene.babol) == 1200


def test_it_turns_green_by_being_ready(scene: Scene) -> None:
    """What the tricks could not do, two verified proofs do."""
    county = County(scene)
    for code in ("pollbook", "power"):
        prove(county.need(code), scene.babol_it, scene.amol_it)
    assert scene.electors_not_ready(scene.babol) == 0
