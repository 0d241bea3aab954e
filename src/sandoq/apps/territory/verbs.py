"""What the audit trail calls the acts of the territory room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERB_NAMES: dict[str, Promise] = {
    "territory.apply-import": _("Stations imported"),
    "territory.move-station": _("Station moved"),
    "territory.open-station": _("Station opened"),
    "territory.open-unit": _("Unit opened"),
    "territory.order-import": _("Order given to an import"),
    "territory.place-points": _("Points placed"),
    "territory.place-seat": _("Seat of a unit placed"),
    "territory.provision-units": _("Units opened in bulk"),
    "territory.recode-unit": _("Code of a unit changed"),
    "territory.rename-unit": _("Unit renamed"),
    "territory.restore-station": _("Station restored"),
    "territory.retire-station": _("Station retired"),
    "territory.revise-station": _("Station revised"),
    "territory.save-mapping": _("Column mapping saved"),
    "territory.set-points": _("Points set"),
    "territory.undo-import": _("Import taken back"),
    "territory.write-stations": _("Stations written"),
}
