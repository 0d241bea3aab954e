"""Names of states, kinds and acts, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STATES: Mapping[str, Promise] = {
    "reported": pgettext_lazy("obstacle", "Reported"),
    "triaged": pgettext_lazy("obstacle", "Weighed"),
    "options": pgettext_lazy("obstacle", "Solutions proposed"),
    "decided": pgettext_lazy("obstacle", "Decided"),
    "doing": pgettext_lazy("obstacle", "Being done"),
    "claimed": pgettext_lazy("obstacle", "Claimed done, unproven"),
    "verified": pgettext_lazy("obstacle", "Proven"),
    "closed": pgettext_lazy("obstacle", "Closed by evidence"),
    "accepted": pgettext_lazy("obstacle", "Accepted by order"),
    "merged": pgettext_lazy("obstacle", "Merged into another"),
}

SEVERITIES: Mapping[str, Promise] = {
    "blocking": pgettext_lazy("severity", "Stations cannot open"),
    "important": pgettext_lazy("severity", "Stations work badly"),
    "minor": pgettext_lazy("severity", "A nuisance"),
}

KINDS: Mapping[str, Promise] = {
    "link": _("Connectivity"),
    "power": _("Power"),
    "equipment": _("Equipment"),
    "staff": _("Staff"),
    "place": _("Place"),
    "security": _("Security"),
    "other": pgettext_lazy("obstacle", "Other"),
}

SOURCES: Mapping[str, Promise] = {
    "person": _("Reported by a person"),
    "need": _("A need unmet at its date"),
    "drill": _("Found in a drill"),
    "meeting": _("Raised in a meeting"),
}

RISKS: Mapping[str, Promise] = {
    "low": pgettext_lazy("risk", "Low"),
    "medium": pgettext_lazy("risk", "Medium"),
    "high": pgettext_lazy("risk", "High"),
}

ACTS: Mapping[str, Promise] = {
    "report": _("Reported"),
    "triage": _("Weighed"),
    "propose": _("Solution proposed"),
    "withdraw": _("Solution withdrawn"),
    "decide": _("Decided"),
    "acknowledge": _("Acknowledged"),
    "begin": _("Acknowledged, work begins"),
    "claim": _("Claimed done"),
    "prove": _("Every tied need is verified"),
    "close": _("Closed by evidence"),
    "accept": _("Accepted by order"),
    "reopen": _("Reopened"),
    "merge": _("Merged"),
    "link": _("Tied to needs"),
    "escalate": _("Escalated"),
}

OWNER_REASONS: Mapping[str, Promise] = {
    "reported": _("it lies here"),
    "assigned": _("named when it was weighed"),
    "escalated": _("a due day passed"),
    "decided": _("by the decision"),
    "merged": _("came with a duplicate"),
}

DUTY_STATES: Mapping[str, Promise] = {
    "asked": pgettext_lazy("duty", "Asked"),
    "acknowledged": pgettext_lazy("duty", "Acknowledged"),
    "delivered": pgettext_lazy("duty", "Delivered, unconfirmed"),
    "confirmed": pgettext_lazy("duty", "Confirmed"),
}

DUTY_ACTS: Mapping[str, Promise] = {
    "issue": pgettext_lazy("duty", "Issued"),
    "acknowledge": pgettext_lazy("duty", "Acknowledged"),
    "deliver": pgettext_lazy("duty", "Delivered"),
    "confirm": pgettext_lazy("duty", "Confirmed"),
    "return": pgettext_lazy("duty", "Returned"),
    "escalate": pgettext_lazy("duty", "Overdue; told to"),
}
