"""What the audit trail calls the acts of the readiness room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERB_NAMES: dict[str, Promise] = {
    "readiness.assign-serials": _("Serial numbers assigned"),
    "readiness.commit-reinspection": _("Draw of a re-inspection committed to"),
    "readiness.draft-set": _("Requirements drafted"),
    "readiness.draw-reinspection": _("Re-inspection drawn"),
    "readiness.expire-evidence": _("Evidence expired"),
    "readiness.freeze-report": _("Status report frozen"),
    "readiness.make-signing-key": _("Signing key made"),
    "readiness.publish-set": _("Requirements published"),
    "readiness.record-evidence": _("Evidence recorded"),
    "readiness.record-evidence-bulk": _("Evidence recorded in bulk"),
    "readiness.refute-evidence": _("Evidence refuted"),
    "readiness.reinspect": _("Looked at again"),
    "readiness.remove-requirement": _("Requirement removed"),
    "readiness.revise-requirement": _("Requirement revised"),
    "readiness.sign-report": _("Status report signed"),
    "readiness.verify-evidence": _("Evidence verified"),
    "readiness.verify-evidence-bulk": _("Evidence verified in bulk"),
    "readiness.waive-need": _("Waiver granted"),
}
