"""What the audit trail calls the acts of the inventory room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERB_NAMES: dict[str, Promise] = {
    "inventory.acknowledge": _("Hand-over acknowledged"),
    "inventory.answer-recall": _("Recall answered"),
    "inventory.apply-import": _("Equipment imported"),
    "inventory.approve-model": _("Model approved"),
    "inventory.book-stocktake": _("Stocktake booked"),
    "inventory.close-store": _("Store closed"),
    "inventory.correct": _("Device corrected"),
    "inventory.count": _("Stock counted"),
    "inventory.define-kind": _("Kind of item defined"),
    "inventory.define-model": _("Device model defined"),
    "inventory.define-template": _("Kit template defined"),
    "inventory.discard-import": _("Import given up"),
    "inventory.discard-stocktake": _("Stocktake given up"),
    "inventory.make-kit": _("Kit made"),
    "inventory.move-lot": _("Lot moved"),
    "inventory.offer": _("Hand-over offered"),
    "inventory.open-kit": _("Kit opened"),
    "inventory.open-stocktake": _("Stocktake opened"),
    "inventory.open-store": _("Store opened"),
    "inventory.pack": _("Device packed"),
    "inventory.pack-lot": _("Lot packed"),
    "inventory.preview-import": _("Equipment list read"),
    "inventory.recall-lot": _("Lot recalled"),
    "inventory.receive-lot": _("Lot received"),
    "inventory.register": _("Devices registered"),
    "inventory.revise-store": _("Store revised"),
    "inventory.seal-kit": _("Kit sealed"),
    "inventory.set-reach": _("Reach of spares set"),
    "inventory.swap": _("Devices swapped"),
    "inventory.unpack": _("Device unpacked"),
}
