"""What the audit trail calls the acts of the obstacles room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERB_NAMES: dict[str, Promise] = {
    "obstacles.accept": _("Obstacle accepted"),
    "obstacles.acknowledge": _("Obstacle acknowledged"),
    "obstacles.duty-acknowledge": _("Duty acknowledged"),
    "obstacles.duty-confirm": _("Delivery of a duty confirmed"),
    "obstacles.duty-deliver": _("Duty delivered"),
    "obstacles.duty-escalate": _("Overdue duty escalated"),
    "obstacles.duty-issue": _("Duty issued"),
    "obstacles.duty-return": _("Delivery of a duty returned"),
    "obstacles.claim": _("Obstacle claimed solved"),
    "obstacles.decide": _("Solution decided"),
    "obstacles.escalate": _("Obstacle escalated"),
    "obstacles.link-needs": _("Obstacle tied to needs"),
    "obstacles.merge": _("Obstacles merged"),
    "obstacles.open-agency": _("Agency registered"),
    "obstacles.propose": _("Solution proposed"),
    "obstacles.reopen": _("Obstacle reopened"),
    "obstacles.report": _("Obstacle reported"),
    "obstacles.report-unmet": _("Obstacle opened for unmet needs"),
    "obstacles.seat-agency": _("Post given to an agency"),
    "obstacles.settle": _("Obstacle closed or reopened by evidence"),
    "obstacles.triage": _("Obstacle weighed"),
    "obstacles.withdraw-option": _("Solution withdrawn"),
}
