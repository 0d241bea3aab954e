"""What the audit trail calls the acts of the connectivity room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERB_NAMES: dict[str, Promise] = {
    "connectivity.age-links": _("Links aged"),
    "connectivity.apply-import": _("Readings imported"),
    "connectivity.apply-towers": _("Towers imported"),
    "connectivity.begin": _("Stations followed"),
    "connectivity.keep-tile": _("Terrain kept"),
    "connectivity.record-readings": _("Readings recorded"),
    "connectivity.refresh-estimates": _("Coverage estimated"),
    "connectivity.register-operator": _("Operator registered"),
    "connectivity.set-grading-rule": _("Grading rule set"),
    "connectivity.set-link-plan": _("Link plan set"),
    "connectivity.set-link-plans": _("Link plans set"),
    "connectivity.undo-import": _("Import of readings taken back"),
    "connectivity.undo-towers": _("Import of towers taken back"),
    "connectivity.withdraw-reading": _("Reading withdrawn"),
}
