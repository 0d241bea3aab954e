"""Equipment, where it is, and who answers for it."""

from sandoq.apps.inventory.models.assets import Asset, AssetEvent, HardeningCheck, Seal
from sandoq.apps.inventory.models.catalogue import DeviceModel, ItemKind
from sandoq.apps.inventory.models.custody import (
    Custody,
    DoneAct,
    HandOver,
    HandOverLine,
    Swap,
)
from sandoq.apps.inventory.models.imports import EquipmentImport, EquipmentImportRow
from sandoq.apps.inventory.models.kits import Kit, KitTemplate, KitTemplateLine
from sandoq.apps.inventory.models.lots import Lot, LotHolding, LotMovement
from sandoq.apps.inventory.models.stocktakes import Stocktake, StocktakeLine
from sandoq.apps.inventory.models.stores import ReachRule, Store

__all__ = [
    "Asset",
    "AssetEvent",
    "Custody",
    "DeviceModel",
    "DoneAct",
    "EquipmentImport",
    "EquipmentImportRow",
    "HandOver",
    "HandOverLine",
    "HardeningCheck",
    "ItemKind",
    "Kit",
    "KitTemplate",
    "KitTemplateLine",
    "Lot",
    "LotHolding",
    "LotMovement",
    "ReachRule",
    "Seal",
    "Stocktake",
    "StocktakeLine",
    "Store",
    "Swap",
]
