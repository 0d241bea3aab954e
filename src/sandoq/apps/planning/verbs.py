"""What the audit trail calls the acts of the planning room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERB_NAMES: dict[str, Promise] = {
    "planning.approve-plan": _("Plan approved"),
    "planning.finish-run": _("Plan computed"),
    "planning.make-scenario": _("Scenario begun"),
    "planning.offer-order": _("Devices offered under a transfer order"),
    "planning.propose-plan": _("Plan proposed"),
    "planning.return-plan": _("Plan returned"),
    "planning.revise-scenario": _("Scenario changed"),
    "planning.solve-scenario": _("Scenario sent to be solved"),
    "planning.stop-run": _("Computation asked to stop"),
    "planning.supersede-plan": _("Plan superseded"),
    "planning.withdraw-scenario": _("Scenario withdrawn"),
}
