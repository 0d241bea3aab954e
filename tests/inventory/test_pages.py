"""The room's pages as their readers meet them."""

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from sandoq.apps.inventory.errors import (
    ActKeyReused,
    AssetRefused,
    BadSerial,
    CatalogueTaken,
    HandOverRefused,
    ImportRefused,
    KitRefused,
    LotRefused,
    SealUsed,
    SerialTaken,
    StocktakeRefused,
    SwapRefused,
)
from sandoq.apps.inventory.models import Asset, EquipmentImport, HandOver, Stocktake
from sandoq.apps.inventory.papers.making import labels_pdf, receipt_pdf
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.selectors import hand_over_of_key
from sandoq.apps.inventory.services import (
    acknowledge_hand_over,
    define_template,
    make_kit,
    offer_hand_over,
    open_stocktake,
    receive_lot,
)
from sandoq.common.clock import now
from sandoq.ui.problems import sentence
from tests.factories import LONG_AGO
from tests.inventory.scene import Scene, fresh, keeper_of


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


REFUSALS = [
    ActKeyReused("1"),
    AssetRefused("SN-1", "stock", "sealed", "wrong-state"),
    BadSerial("serial", "x", "rounded"),
    CatalogueTaken("model", "F1"),
    HandOverRefused("already-offered", "SN-1"),
    ImportRefused("no-header"),
    KitRefused("full", "K-1", "SN-1"),
    LotRefused("recalled", "L1"),
    SealUsed("S-1"),
    SerialTaken("SN-1", "F1"),
    StocktakeRefused("counter-books", "انبار"),
    SwapRefused("not-compatible", "SN-1", "SN-2"),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda error: error.code)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_refusal_has_a_sentence_with_the_reason(refusal: object, language: str) -> None:
    with translation.override(language):
        told = sentence(refusal)  # type: ignore[arg-type]
    assert told.startswith("<h1>")
    reason = getattr(refusal, "reason", "")
    assert not reason or f": {reason}<" not in told


def test_the_board_filters_counts_and_exports(scene: Scene) -> None:
    made = scene.devices(3)
    scene.devices(2, to=AssetState.SEALED)
    client = signed_in(scene.keeper)
    shown = client.get("/inventory/", {"state": "sealed"}).content.decode()
    assert made[0].serial not in shown
    rows = json.loads(b"".join(client.get("/inventory/?format=json").streaming_content))
    assert len(rows) == 5
    assert {row["keeper"].split("،")[0] for row in rows} == {"انبار فرمانداری"}
    book = client.get("/inventory/?format=xlsx")
    assert b"".join(book.streaming_content).startswith(b"PK")
    assert made[0].serial not in signed_in(scene.amol_keeper).get("/inventory/").content.decode()


def test_every_page_opens_with_things_on_it(scene: Scene) -> None:
    """Each page once with rows, as the county's keeper and the headquarters see it."""
    (device,) = scene.with_operator()
    (waiting,) = scene.devices(to=AssetState.SEALED)
    offer = offer_hand_over(by=scene.keeper_2, assets=[waiting], to_person=scene.keeper.person)
    template = define_template(
        by=scene.headquarters, code="t", name_fa="بسته", lines={scene.device: 1}
    )
    kit = make_kit(by=scene.keeper, template=template, unit=scene.babol, label="K-9")
    lot = receive_lot(by=scene.keeper, store=scene.store, kind=scene.paper, number="L", quantity=5)
    count = open_stocktake(by=scene.keeper, store=scene.store)
    pages = [
        "",
        "register/",
        "stores/",
        "stores/open/",
        "custody/",
        "custody/worker.js",
        "hand-over/",
        f"hand-over/?codes={waiting.key}",
        "hand-overs/",
        f"hand-overs/{offer.key}/",
        f"hand-overs/{offer.key}/receipt.pdf",
        "returns/",
        "returns/?format=csv",
        "kits/",
        "kits/make/",
        f"kits/{kit.key}/",
        f"kits/{kit.key}/packing-list.pdf",
        "lots/",
        "lots/receive/",
        f"lots/{lot.key}/",
        "stocktakes/",
        f"stocktakes/{count.key}/",
        f"stocktakes/{count.key}/sheet.pdf",
        "imports/",
        "imports/new/",
        "catalogue/",
        "labels.pdf",
        f"assets/{device.key}/",
        f"assets/{waiting.key}/harden/",
        f"assets/{waiting.key}/seal/",
    ]
    for user in (scene.keeper, scene.headquarters):
        client = signed_in(user)
        for page in pages:
            response = client.get(f"/inventory/{page}")
            assert response.status_code == 200, page
            if page.endswith(".pdf"):
                assert response.content.startswith(b"%PDF-"), page
    assert signed_in(scene.headquarters).get(f"/inventory/catalogue/{scene.reader.key}/")


def test_a_hand_over_goes_through_the_wizard_and_the_other_sides_page(scene: Scene) -> None:
    (sealed,) = scene.devices(to=AssetState.SEALED)
    keeper, operator = signed_in(scene.keeper), signed_in(scene.operator)
    given = {
        "codes": sealed.serial,
        "to": f"person:{scene.operator.person.key}",
        "station": str(scene.station.key),
        "client_uuid": str(uuid4()),
    }
    look = keeper.get("/inventory/hand-over/", given)
    assert not HandOver.objects.exists()
    assert "confirm" in look.content.decode()
    for _ in range(2):  # sent twice
        keeper.post("/inventory/hand-over/", {**given, "confirm": "1"})
    offer = HandOver.objects.get()
    assert sealed.serial in operator.get("/inventory/custody/").content.decode()
    act = {
        "verb": "acknowledge",
        "client_uuid": str(uuid4()),
        "hand_over": str(offer.key),
        "received": [str(sealed.key)],
    }
    assert operator.post("/inventory/custody/send/", act).status_code == 302
    assert keeper_of(sealed) == scene.operator.person


def test_a_queue_of_acts_is_answered_one_by_one(scene: Scene) -> None:
    """A refused act does not hold back the others; sending the queue again does nothing."""
    (one,) = scene.with_operator()
    client = signed_in(scene.operator)
    acts = [
        {"client_uuid": str(uuid4()), "verb": "installed", "asset": [str(one.key)]},
        {"client_uuid": str(uuid4()), "verb": "installed", "asset": ["NOTHING"]},
        {"client_uuid": "?", "verb": "failed", "asset": [str(one.key)]},
        {"client_uuid": str(uuid4()), "verb": "explode"},
        ["no act"],
        {
            "client_uuid": str(uuid4()),
            "verb": "offer",
            "asset": [one.serial],
            "to": f"store:{scene.store.key}",
        },
    ]
    for _ in range(2):
        response = client.post(
            "/inventory/custody/acts/", json.dumps({"acts": acts}), "application/json"
        )
        answers = response.json()["results"]
        assert [answer["ok"] for answer in answers] == [True, False, False, False, False, True]
        assert all(answer["sentence"] for answer in answers if not answer["ok"])
    assert fresh([one])[0].state == "installed"
    assert HandOver.objects.filter(to_store=scene.store).count() == 1
    bad = client.post("/inventory/custody/acts/", "{", "application/json")
    assert bad.status_code == 422


def test_a_list_is_read_looked_at_and_written(scene: Scene) -> None:
    client = signed_in(scene.keeper)
    file = SimpleUploadedFile("list.csv", "مدل,سریال\nF1,۱۲۳\nF1,۱۲۳\n".encode())
    client.post("/inventory/imports/new/", {"store": str(scene.store.key), "upload": file})
    batch = EquipmentImport.objects.get()
    shown = client.get(f"/inventory/imports/{batch.key}/").content.decode()
    assert "123" in shown
    assert not Asset.objects.exists()
    client.post(f"/inventory/imports/{batch.key}/act/", {"verb": "apply"})
    assert Asset.objects.get().serial == "123"


def test_a_count_is_booked_by_another_person_on_the_page(scene: Scene) -> None:
    here, missing = scene.devices(2)
    client = signed_in(scene.keeper)
    client.post("/inventory/stocktakes/open/", {"store": str(scene.store.key)})
    count = Stocktake.objects.get()
    client.post(f"/inventory/stocktakes/{count.key}/", {"codes": here.serial})
    own = client.post(f"/inventory/stocktakes/{count.key}/act/", {"verb": "book"})
    assert own.status_code == 409
    other = signed_in(scene.keeper_2)
    other.post(f"/inventory/stocktakes/{count.key}/act/", {"verb": "book"})
    assert fresh([missing])[0].missing_since is not None


def test_a_paper_is_the_same_to_the_byte_and_takes_no_markup(scene: Scene) -> None:
    """Rendered twice, identical; a note or a name with Typst's own signs stays text."""
    scene.store.name = '#panic("x") $ \\ *a* <b>'
    scene.store.save()
    sealed = scene.devices(2, to=AssetState.SEALED)
    offer = offer_hand_over(
        by=scene.keeper, assets=sealed, to_person=scene.operator.person, station=scene.station
    )
    acknowledge_hand_over(by=scene.operator, hand_over=offer)
    for language in ("fa", "en"):
        with translation.override(language):
            shown = hand_over_of_key(scene.keeper, offer.key)
            at = shown.answered_at or now()
            assert receipt_pdf(shown, at=at) == receipt_pdf(shown, at=at)
            assert labels_pdf(fresh(sealed), at=LONG_AGO) == labels_pdf(fresh(sealed), at=LONG_AGO)
