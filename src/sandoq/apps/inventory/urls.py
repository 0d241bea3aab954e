"""Addresses of the inventory room."""

from django.urls import URLPattern, path

from sandoq.apps.inventory.views import assets, custody, stores

app_name = "inventory"
urlpatterns: list[URLPattern] = [
    path("", assets.board, name="board"),
    path("register/", assets.register, name="register"),
    path("labels.pdf", assets.labels, name="labels"),
    path("assets/<uuid:key>/", assets.record, name="asset"),
    path("assets/<uuid:key>/move/", assets.move, name="move"),
    path("assets/<uuid:key>/seal/", assets.seal, name="seal"),
    path("assets/<uuid:key>/harden/", assets.harden, name="harden"),
    path("custody/", custody.phone, name="custody"),
    path("custody/worker.js", custody.worker, name="worker"),
    path("custody/send/", custody.send, name="send"),
    path("custody/acts/", custody.send_queue, name="send_queue"),
    path("hand-over/", custody.hand_over, name="hand_over"),
    path("hand-overs/", custody.hand_over_list, name="hand_overs"),
    path("hand-overs/<uuid:key>/", custody.hand_over_record, name="hand_over_record"),
    path("hand-overs/<uuid:key>/receipt.pdf", custody.receipt, name="receipt"),
    path("returns/", custody.outstanding, name="returns"),
    path("stores/", stores.store_list, name="stores"),
    path("stores/open/", stores.store_open, name="open_store"),
    path("kits/", stores.kit_list, name="kits"),
    path("kits/make/", stores.kit_make, name="make_kit"),
    path("kits/<uuid:key>/", stores.kit_record, name="kit"),
    path("kits/<uuid:key>/act/", stores.kit_act, name="kit_act"),
    path("kits/<uuid:key>/packing-list.pdf", stores.packing, name="packing"),
    path("lots/", stores.lot_list, name="lots"),
    path("lots/receive/", stores.lot_receive, name="receive_lot"),
    path("lots/<uuid:key>/", stores.lot_record, name="lot"),
    path("lots/<uuid:key>/recall/", stores.lot_recall, name="recall"),
    path("stocktakes/", stores.stocktake_list, name="stocktakes"),
    path("stocktakes/open/", stores.stocktake_open, name="open_stocktake"),
    path("stocktakes/<uuid:key>/", stores.stocktake_record, name="stocktake"),
    path("stocktakes/<uuid:key>/act/", stores.stocktake_act, name="stocktake_act"),
    path("stocktakes/<uuid:key>/sheet.pdf", stores.count_sheet, name="count_sheet"),
    path("imports/", stores.import_list, name="imports"),
    path("imports/new/", stores.import_new, name="import_new"),
    path("imports/<uuid:key>/", stores.import_record, name="import"),
    path("imports/<uuid:key>/act/", stores.import_act, name="import_act"),
    path("catalogue/", stores.catalogue, name="catalogue"),
    path("catalogue/<uuid:key>/", stores.model_edit, name="model"),
]
