"""What people do with equipment; other rooms write through these only."""

from sandoq.apps.inventory.services.announcing import assets_changed, stations_supplied
from sandoq.apps.inventory.services.catalogue import (
    approve_model,
    define_kind,
    define_model,
    define_template,
)
from sandoq.apps.inventory.services.handing import (
    acknowledge_hand_over,
    decline_hand_over,
    offer_hand_over,
    statement,
    withdraw_hand_over,
)
from sandoq.apps.inventory.services.kits import (
    make_kit,
    open_kit,
    pack_assets,
    pack_lot,
    seal_kit,
    unpack_assets,
)
from sandoq.apps.inventory.services.lots import answer_recall, move_lot, recall_lot, receive_lot
from sandoq.apps.inventory.services.phone import one_asset, perform
from sandoq.apps.inventory.services.preparing import harden_assets, move_assets, seal_assets
from sandoq.apps.inventory.services.registering import NewAsset, correct_asset, register_assets
from sandoq.apps.inventory.services.stocktaking import (
    book_stocktake,
    discard_stocktake,
    finish_count,
    open_stocktake,
)
from sandoq.apps.inventory.services.stores import close_store, open_store, revise_store, set_reach
from sandoq.apps.inventory.services.swapping import swap_assets

__all__ = [
    "NewAsset",
    "acknowledge_hand_over",
    "answer_recall",
    "approve_model",
    "assets_changed",
    "book_stocktake",
    "close_store",
    "correct_asset",
    "decline_hand_over",
    "define_kind",
    "define_model",
    "define_template",
    "discard_stocktake",
    "finish_count",
    "harden_assets",
    "make_kit",
    "move_assets",
    "move_lot",
    "offer_hand_over",
    "one_asset",
    "open_kit",
    "open_stocktake",
    "open_store",
    "pack_assets",
    "pack_lot",
    "perform",
    "recall_lot",
    "receive_lot",
    "register_assets",
    "revise_store",
    "seal_assets",
    "seal_kit",
    "set_reach",
    "statement",
    "stations_supplied",
    "swap_assets",
    "unpack_assets",
    "withdraw_hand_over",
]
