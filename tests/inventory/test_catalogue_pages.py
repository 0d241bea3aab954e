"""The catalogue and the reach of stores, kept on pages."""

import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.inventory.models import DeviceModel, ItemKind, KitTemplate, ReachRule
from sandoq.apps.inventory.selectors import reach_rules
from sandoq.apps.inventory.services import make_kit, set_reach
from tests.inventory.scene import Scene


def signed_in(user: User) -> Client:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    client.force_login(user)
    return client


def verbs(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


KIND = {
    "code": "modem",
    "name_fa": "مودم",
    "name_en": "Modem",
    "device_class": "modem",
    "is_serialised": "on",
    "order": "۴",
}


def test_the_headquarters_defines_and_corrects_a_kind(scene: Scene) -> None:
    client = signed_in(scene.headquarters)
    address, before = reverse("inventory:define_kind"), verbs("inventory.define-kind")
    assert client.post(address, KIND).status_code == 302
    assert client.post(address, KIND).status_code == 302
    kind = ItemKind.objects.get(code="modem")
    assert (kind.name_fa, kind.device_class, kind.order) == ("مودم", "modem", 4)
    assert verbs("inventory.define-kind") == before + 1
    assert 'value="Modem"' in client.get(address, {"code": "modem"}).content.decode()
    assert client.post(address, {**KIND, "is_critical": "on"}).status_code == 302
    kind.refresh_from_db()
    assert kind.is_critical
    assert client.get(address, {"code": "none"}).status_code == 404


def test_nobody_else_changes_the_catalogue(scene: Scene) -> None:
    for name in ("define_kind", "add_model", "define_template"):
        for user in (scene.head, scene.keeper, scene.operator):
            assert signed_in(user).post(reverse(f"inventory:{name}"), KIND).status_code == 403
    assert not ItemKind.objects.filter(code="modem").exists()


def test_a_bad_code_is_told_at_its_field(scene: Scene) -> None:
    client = signed_in(scene.headquarters)
    answer = client.post(reverse("inventory:define_kind"), {**KIND, "code": "مودم ۱"})
    assert answer.status_code == 422
    assert "has-error" in answer.content.decode()


def test_a_kind_with_devices_keeps_how_it_is_counted(scene: Scene) -> None:
    given = {**KIND, "code": scene.device.code, "device_class": "authentication-device"}
    given.pop("is_serialised")
    answer = signed_in(scene.headquarters).post(reverse("inventory:define_kind"), given)
    assert answer.status_code == 409
    scene.device.refresh_from_db()
    assert scene.device.is_serialised


def test_a_model_is_added_and_found(scene: Scene) -> None:
    client = signed_in(scene.headquarters)
    given = {"kind": scene.device.code, "maker": "Faraz", "name": "F3", "serial_digits": "۸"}
    assert client.post(reverse("inventory:add_model"), given).status_code == 302
    model = DeviceModel.objects.get(name="F3")
    assert (model.kind, model.serial_digits, model.state) == (scene.device, 8, "approved")
    wrong = {**given, "name": "F4", "configuration_sha256": "xyz"}
    assert client.post(reverse("inventory:add_model"), wrong).status_code == 422
    assert not DeviceModel.objects.filter(name="F4").exists()
    keeper = signed_in(scene.keeper)
    page = keeper.get(reverse("inventory:catalogue"), {"text": "f3"}).content.decode()
    assert "F3" in page
    assert "U-600" not in page
    file = keeper.get(reverse("inventory:catalogue"), {"kind": "ups", "format": "json"})
    assert [row["name"] for row in json.loads(b"".join(file.streaming_content))] == ["U-600"]


def test_a_template_holds_so_many_of_each_kind(scene: Scene) -> None:
    client, address = signed_in(scene.headquarters), reverse("inventory:define_template")
    given = {"code": "station", "name_fa": "بسته شعبه", f"kind_{scene.device.pk}": "2"}
    assert client.post(address, given).status_code == 302
    template = KitTemplate.objects.get(code="station")
    assert [(one.kind, one.quantity) for one in template.lines.all()] == [(scene.device, 2)]
    assert client.post(address, {"code": "no", "name_fa": "تهی"}).status_code == 422
    make_kit(by=scene.keeper, template=template, unit=scene.babol, label="K-1")
    changed = {**given, f"kind_{scene.device.pk}": "3"}
    assert client.post(address, changed).status_code == 409
    assert template.lines.get().quantity == 2
    shown = client.get(address, {"code": "station"}).content.decode()
    assert "بسته شعبه" in shown


def test_a_keeper_sets_the_reach_of_the_own_county(scene: Scene) -> None:
    client, address = signed_in(scene.keeper), reverse("inventory:reach")
    given = {"unit": str(scene.babol.key), "road_factor": "۱٫۸", "speed_kmh": "30"}
    assert client.post(address, given).status_code == 302
    rule = ReachRule.objects.get(unit=scene.babol)
    assert (rule.road_factor, rule.speed_kmh) == (1.8, 30)
    assert client.post(address, {**given, "road_factor": "0.5"}).status_code == 422
    assert client.post(address, {**given, "unit": str(scene.amol.key)}).status_code == 422
    assert ReachRule.objects.count() == 1
    file = client.get(address, {"format": "json"})
    rows = json.loads(b"".join(file.streaming_content))
    assert [(row["road_factor"], row["speed_kmh"]) for row in rows] == [(1.8, 30)]


def test_rules_of_above_are_shown_and_of_others_not(scene: Scene) -> None:
    """The nearest unit's rule holds, so a keeper sees those above; never a neighbour's."""
    for unit in (scene.province, scene.amol, scene.babol):
        set_reach(by=scene.headquarters, unit=unit, road_factor=1.5, speed_kmh=40)
    assert [one.unit for one in reach_rules(scene.keeper)] == [scene.province, scene.babol]


@pytest.mark.parametrize("name", ["catalogue", "reach"])
def test_an_empty_room_says_so(scene: Scene, name: str) -> None:
    page = signed_in(scene.keeper).get(reverse(f"inventory:{name}"))
    assert page.status_code == 200
