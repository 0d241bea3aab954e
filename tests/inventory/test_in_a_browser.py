"""What only a browser can tell: a phone without a network, access for all."""

import json
from typing import Any

import pytest
import segno

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.inventory.models import Asset, Custody, DoneAct, HandOver, Kit, Swap
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.services import (
    acknowledge_hand_over,
    define_template,
    make_kit,
    offer_hand_over,
    open_stocktake,
    pack_assets,
    receive_lot,
    seal_kit,
)
from tests.browser import axe, sign_in, speak
from tests.inventory.scene import Scene, a_scene, fresh, keeper_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 800}
_WORKER_READY = """async (more) => {
  await navigator.serviceWorker.ready;
  const store = await caches.open("sandoq-custody-1");
  const first = ["/inventory/custody/", "phone.js", "inventory.css", "base.css", "sandoq.js"];
  const wanted = [...first, ...more];
  for (;;) {
    const kept = (await store.keys()).map((one) => new URL(one.url).pathname);
    if (wanted.every((end) => kept.some((one) => one.endsWith(end)))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""

_CAMERA = """(rows) => {
  delete window.BarcodeDetector;  // as on phones whose browser reads no codes
  const drawn = () => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = (rows.length + 8) * 8;
    const pen = canvas.getContext("2d");
    setInterval(() => {
      pen.fillStyle = "white";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.fillStyle = "black";
      rows.forEach((row, y) => row.forEach((dark, x) => {
        if (dark) pen.fillRect((x + 4) * 8, (y + 4) * 8, 8, 8);
      }));
    }, 50);
    return canvas.captureStream(20);
  };
  let refused = false;
  navigator.mediaDevices.getUserMedia = async () => {
    if (refused) return drawn();
    refused = true;
    throw new DOMException("no leave", "NotAllowedError");
  };
}"""
"""A camera that is refused once and then sees one QR code."""


@pytest.fixture
def scene() -> Scene:
    """The scene, in a database that the live server sees."""
    return a_scene()


def on_the_phone(page: Any, scene: Scene, user: object, *kept: str) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, user)  # type: ignore[arg-type]
    speak(page, "en")
    page.goto("/inventory/custody/")
    page.evaluate(_WORKER_READY, list(kept))


def test_a_phone_receives_a_kit_without_a_network_and_sends_it_once_later(
    browser_page: Any, scene: Scene
) -> None:
    """Offline the page opens again, a typed code ticks its device, the answer is kept; back
    online it is sent once, and a second sending changes nothing."""
    came, lost = scene.devices(2, to=AssetState.SEALED)
    offer = offer_hand_over(
        by=scene.keeper, assets=[came, lost], to_person=scene.operator.person, station=scene.station
    )
    page = browser_page
    on_the_phone(page, scene, scene.operator)

    page.context.set_offline(True)
    page.reload()
    page.locator("[data-network]").wait_for()
    for box in page.locator("input[name=received]").all():
        box.uncheck()
    page.locator("#scan-code").fill(came.serial.lower())
    page.get_by_role("button", name="Tick", exact=True).click()
    assert page.locator(f"input[value='{came.key}']").is_checked()
    page.get_by_role("button", name="I received what is ticked").click()
    page.locator("[data-queue-list] li").wait_for()
    page.reload()
    page.locator("[data-queue-list] li").wait_for()
    assert "Kept on this phone" in page.locator("[data-queue]").inner_text()
    assert keeper_of(came) == scene.store
    assert not DoneAct.objects.exists()

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("input[name=asset]").wait_for()
    page.locator("[data-queue]").wait_for(state="hidden")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.reload()

    assert keeper_of(came) == scene.operator.person
    assert keeper_of(lost) == scene.store
    offer.refresh_from_db()
    assert (offer.state, offer.answered_by_id) == ("accepted", scene.operator.pk)
    assert DoneAct.objects.count() == 1
    assert Custody.objects.filter(asset=came).count() == 2


def test_an_answer_that_was_lost_on_the_way_is_sent_again_and_done_once(
    browser_page: Any, scene: Scene
) -> None:
    """The server did it, the phone never heard so: the repeat with the same key does nothing."""
    (sealed,) = scene.devices(to=AssetState.SEALED)
    offer_hand_over(by=scene.keeper, assets=[sealed], to_person=scene.operator.person)
    page = browser_page
    on_the_phone(page, scene, scene.operator)
    lost: list[int] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.context.route("**/custody/acts/", lose)
    page.get_by_role("button", name="I received what is ticked").click()
    page.locator("[data-queue-list] li").wait_for()
    page.locator("[data-network].is-offline").wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("input[name=asset]").wait_for()
    assert lost == [200]
    assert DoneAct.objects.count() == 1
    assert Custody.objects.filter(asset=sealed).count() == 2


def test_a_swap_and_a_return_are_kept_and_a_refusal_is_told(
    browser_page: Any, scene: Scene
) -> None:
    """The swap of the day made offline moves both devices; the refused act names its reason."""
    (broken,) = scene.with_operator()
    (spare,) = scene.devices(to=AssetState.SEALED)
    bring = offer_hand_over(by=scene.keeper, assets=[spare], to_person=scene.operator.person)
    acknowledge_hand_over(by=scene.operator, hand_over=bring)
    page = browser_page
    on_the_phone(page, scene, scene.operator)
    page.context.set_offline(True)
    page.locator("#failed").fill(broken.serial)
    page.locator("#spare").fill(spare.serial)
    page.get_by_role("button", name="Replace", exact=True).click()
    page.locator("[data-queue-list] li").nth(0).wait_for()
    page.locator(f"input[value='{spare.key}']").check()
    page.get_by_role("button", name="Offer", exact=True).click()
    page.locator("[data-queue-list] li").nth(1).wait_for()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".queue-line .wrong").wait_for()
    assert "Name one receiver" in page.locator(".queue-line .wrong").inner_text()
    page.get_by_role("button", name="Drop").click()
    page.locator("[data-queue]").wait_for(state="hidden")
    assert Swap.objects.get().spare == spare
    assert [a.state for a in fresh([broken, spare])] == ["swapped", "installed"]
    page.locator(f"input[value='{broken.key}']").check()
    page.get_by_label("Receiver").select_option(f"store:{scene.store.key}")
    page.get_by_role("button", name="Offer", exact=True).click()
    page.get_by_role("heading", name="Offered by me").wait_for()
    back = HandOver.objects.get(to_store=scene.store)
    assert back.lines.get().asset == broken


def test_a_kit_comes_by_the_label_that_the_camera_reads(browser_page: Any, scene: Scene) -> None:
    """Without a network: the camera is refused once, which is told; then the kit's label ticks
    all that is in it. The answer is sent once."""
    kit, devices = a_sealed_kit(scene)
    offer_hand_over(by=scene.keeper, assets=devices, kit=kit, to_person=scene.operator.person)
    page = browser_page
    label = [list(row) for row in segno.make_qr("SANDOQ-K-9").matrix]
    page.add_init_script(f"({_CAMERA})({json.dumps(label)})")
    on_the_phone(page, scene, scene.operator, "qr/decode.js", "qr/index.js")

    page.context.set_offline(True)
    boxes = page.locator("input[name=received]")
    for box in boxes.all():
        box.uncheck()
    page.get_by_role("button", name="Scan with the camera").click()
    page.get_by_text("The camera cannot be used here. Type the code.").wait_for()
    page.get_by_role("button", name="Scan with the camera").click()
    page.locator("li.is-found").nth(1).wait_for()
    assert [box.is_checked() for box in boxes.all()] == [True, True]
    page.get_by_role("button", name="I received what is ticked").click()
    page.locator("[data-queue-list] li").wait_for()
    assert {keeper_of(device) for device in devices} == {scene.store}

    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator("input[name=asset]").nth(1).wait_for()
    page.evaluate("dispatchEvent(new Event('online'))")
    assert {keeper_of(device) for device in devices} == {scene.operator.person}
    assert DoneAct.objects.count() == 1


def a_sealed_kit(scene: Scene) -> tuple[Kit, list[Asset]]:
    """Two sealed devices in a sealed kit of the store, and the kit."""
    devices = scene.devices(2, to=AssetState.SEALED)
    template = define_template(
        by=scene.headquarters, code="t", name_fa="بسته", lines={scene.device: 2}
    )
    kit = make_kit(by=scene.keeper, template=template, unit=scene.babol, label="K-9")
    pack_assets(by=scene.keeper, kit=kit, assets=devices)
    return seal_kit(by=scene.keeper, kit=kit, number="S-77"), fresh(devices)


def in_the_store(page: Any, keeper: User) -> Any:
    """Another browser's session, of the store's keeper."""
    address = page.url.split("/inventory/")[0]
    desk = page.context.browser.new_context(base_url=address).new_page()
    sign_in(desk, keeper)
    speak(desk, "en")
    return desk


def test_a_kit_goes_out_on_a_phone_without_a_network_and_comes_back_to_the_store(
    browser_page: Any, scene: Scene
) -> None:
    """Received offline and sent once; a part of the sealed kit is refused in words; the whole kit
    is offered without a network; the store's keeper acknowledges; all of it is audited."""
    kit, devices = a_sealed_kit(scene)
    offer_hand_over(by=scene.keeper, assets=devices, kit=kit, to_person=scene.operator.person)
    page = browser_page
    on_the_phone(page, scene, scene.operator)

    page.context.set_offline(True)
    page.get_by_role("button", name="I received what is ticked").click()
    page.locator("[data-queue-list] li").wait_for()
    assert {keeper_of(device) for device in devices} == {scene.store}
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("A sealed kit is handed over whole").wait_for()
    assert {keeper_of(device) for device in devices} == {scene.operator.person}
    assert axe(page) == []

    page.locator(f"input[value='{devices[0].key}']").check()
    page.get_by_label("Receiver").select_option(f"store:{scene.store.key}")
    page.get_by_role("button", name="Offer", exact=True).click()
    page.locator(".queue-line .wrong").wait_for()
    told = page.locator(".queue-line .wrong").inner_text()
    assert "K-9" in told
    assert "A sealed kit travels whole" in told
    page.get_by_role("button", name="Drop").click()
    page.locator("[data-queue]").wait_for(state="hidden")

    page.context.set_offline(True)
    page.locator(f"input[value='{devices[0].key}']").uncheck()
    page.locator("input[name=kit]").check()
    page.get_by_label("Receiver").select_option(f"store:{scene.store.key}")
    page.get_by_role("button", name="Offer", exact=True).click()
    page.locator("[data-queue-list] li").wait_for()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_role("heading", name="Offered by me").wait_for()
    assert {keeper_of(device) for device in devices} == {scene.operator.person}

    desk = in_the_store(page, scene.keeper)
    desk.goto("/inventory/custody/")
    desk.get_by_role("button", name="I received what is ticked").click()
    desk.get_by_text("Nothing waits for your answer.").wait_for()
    desk.context.close()

    page.evaluate("dispatchEvent(new Event('online'))")
    assert {keeper_of(device) for device in devices} == {scene.store}
    assert {device.state for device in fresh(devices)} == {"returned"}
    kit.refresh_from_db()
    assert (kit.state, kit.unit) == ("sealed", scene.babol)
    assert DoneAct.objects.count() == len(["received", "offered", "came back"])
    acts = AuditEntry.objects.filter(verb__in=["inventory.offer", "inventory.acknowledge"])
    assert list(acts.order_by("seq").values_list("verb", "user")) == [
        ("inventory.offer", scene.keeper.pk),
        ("inventory.acknowledge", scene.operator.pk),
        ("inventory.offer", scene.operator.pk),
        ("inventory.acknowledge", scene.keeper.pk),
    ]


def pages(scene: Scene) -> list[tuple[Any, str]]:
    """The room's pages with things on them, and whoever would open them."""
    (device,) = scene.with_operator()
    (waiting,) = scene.devices(to=AssetState.SEALED)
    offer = offer_hand_over(by=scene.keeper_2, assets=[waiting], to_person=scene.keeper.person)
    template = define_template(
        by=scene.headquarters, code="t", name_fa="بسته", name_en="kit", lines={scene.device: 1}
    )
    kit = make_kit(by=scene.keeper, template=template, unit=scene.babol, label="K-9")
    lot = receive_lot(by=scene.keeper, store=scene.store, kind=scene.paper, number="L", quantity=5)
    count = open_stocktake(by=scene.keeper, store=scene.store)
    addresses = [
        "",
        "register/",
        "stores/",
        "custody/",
        "hand-over/",
        f"hand-over/?codes={waiting.key}",
        "hand-overs/",
        f"hand-overs/{offer.key}/",
        "returns/",
        "kits/",
        f"kits/{kit.key}/",
        "lots/",
        f"lots/{lot.key}/",
        "stocktakes/",
        f"stocktakes/{count.key}/",
        "imports/",
        "catalogue/",
        f"assets/{device.key}/",
        f"assets/{waiting.key}/harden/",
    ]
    return [(scene.keeper, f"/inventory/{address}") for address in addresses]


def test_every_page_is_open_to_all_and_fits_a_phone(browser_page: Any, scene: Scene) -> None:
    """axe finds nothing serious; nothing scrolls sideways at phone width."""
    speak(browser_page, "fa")
    for user, address in pages(scene):
        sign_in(browser_page, user)
        browser_page.set_viewport_size({"width": 1280, "height": 800})
        assert browser_page.goto(address).status == 200, address
        assert axe(browser_page) == [], address
        browser_page.set_viewport_size(PHONE)
        browser_page.reload()
        wide = browser_page.evaluate("document.documentElement.scrollWidth")
        assert wide <= PHONE["width"], address
