"""Fees for programs: the whole way from attendance to the bank and back, over the API."""

import hashlib
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from sandoq.apps.accounts.models import User
from tests.workforce.fees_scene import DAY, FeeScene, a_fee_scene, a_sheba


@pytest.fixture
def scene(db: None) -> FeeScene:
    return a_fee_scene()


class Program:
    """A program signed in as somebody."""

    def __init__(self, scene: FeeScene, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)
        self.base = f"/api/elections/{scene.election.slug}/fees"

    def get(self, path: str, **asked: object) -> Any:
        answer = self.client.get(self._at(path), asked)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path: str, status: int = 200, **body: object) -> Any:
        answer = self.client.post(self._at(path), body, "application/json")
        assert answer.status_code == status, answer.content
        return answer

    def _at(self, path: str) -> str:
        return path if path.startswith("/api") else f"{self.base}{path}"


def test_a_program_takes_fees_from_attendance_to_the_bank_and_back(scene: FeeScene) -> None:
    """The same services: four eyes, sealed bytes, one returned and corrected; no identifier."""
    people = [scene.worker() for _ in range(3)]
    for person in people:
        scene.works(person, days=4)
    county = Program(scene, scene.babol_it)
    member, head = Program(scene, scene.member), Program(scene, scene.head)
    headquarters = Program(scene, scene.headquarters)
    babol, province = str(scene.babol.key), str(scene.province.key)
    order = {"order_number": "۱", "amount_rial": 10**9, "payer_name": "استانداری"}
    headquarters.post("/allocations", unit=province, payer_sheba=a_sheba(10**9), **order)
    assert county.post("/computation", unit=babol).json()["capped_days"] == 3
    seen = {"lines": 3, "rial": 9 * DAY}
    wrong = {"lines": 3, "rial": 9 * DAY + 1}
    county.post("/confirmation", 409, unit=babol, seen=wrong)
    assert county.post("/confirmation", unit=babol, seen=seen).json()["rial"] == 9 * DAY
    county.post("/check", 403, unit=babol)
    member.post("/check", unit=province)
    head.post("/approval", unit=province)
    key = str(uuid4())
    made = [head.post("/batches", key=key, unit=province).json() for _ in range(2)]
    assert made[0] == made[1]
    batch = f"/api/fees/batches/{made[0]['batch']['key']}"
    file = head.post(f"{batch}/export", format="csv")
    content = b"".join(file.streaming_content)
    shown = head.get(batch)
    assert shown["holds"]
    assert shown["exports"][0]["sha256"] == hashlib.sha256(content).hexdigest()
    assert a_sheba(10**9) not in str(shown)
    member.post(f"{batch}/export", 403, format="csv")

    lines = county.get("/lines", unit=babol)["rows"]
    whole = county.get(f"/api/fees/lines/{lines[0]['key']}")
    assert len(whole["days"]) == 3
    ids = [county.get(f"/api/fees/lines/{row['key']}")["transfers"][0] for row in lines]
    told = "end_to_end_id,status\n" + "".join(
        f"{one['end_to_end_id']},{'RJCT' if number == 0 else 'ACSC'}\n"
        for number, one in enumerate(ids)
    )
    bank = ContentFile(told.encode(), name="bank.csv")
    form = {"unit": province, "file": bank}
    read = member.client.post(f"{member.base}/answers", form)
    assert (read.json()["paid"], read.json()["returned"]) == (2, 1)
    assert member.client.post(f"{member.base}/answers", {"unit": province}).status_code == 422
    assert member.get("/answers", unit=province)["count"] == 1
    back = county.get("/lines", unit=babol, state="returned")["rows"]
    fixed = county.post(f"/api/fees/lines/{back[0]['key']}/correction", sheba=a_sheba(10**12))
    assert fixed.json()["state"] == "corrected"
    arrears = head.get("/api/fees/arrears", unit=province)
    assert [one["total"] for one in arrears] == [{"lines": 1, "rial": 3 * DAY}]
    stands = {one["unit"]: one["paid"] for one in head.get("", unit=province)}
    assert stands[babol] == {"lines": 2, "rial": 6 * DAY}
    assert head.get("/allocations")["rows"][0]["committed_rial"] == 9 * DAY
    assert head.get("/api/fees/rules")["count"] == 1


def test_another_county_sees_and_touches_nothing(scene: FeeScene) -> None:
    """Amol's program finds none of Babol's lines, batches or units' steps."""
    scene.approved(1)
    amol = Program(scene, scene.amol_it)
    assert amol.get("/lines")["count"] == 0
    line = scene.day.fee_lines.get()
    assert amol.client.get(f"/api/fees/lines/{line.key}").status_code == 404
    amol.post("/confirmation", 404, unit=str(scene.babol.key))
