"""What the audit trail calls the acts of the elections room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERB_NAMES: dict[str, Promise] = {
    "elections.add-calendar-entry": _("Calendar entry added"),
    "elections.add-contest": _("Contest added"),
    "elections.assign-stage": _("Stage assigned"),
    "elections.create-election": _("Election created"),
    "elections.create-run-off": _("Run-off created"),
    "elections.draw-constituency": _("Constituency drawn"),
    "elections.install-seat-rule": _("Seat rule installed"),
    "elections.plan-polling-day": _("Polling day planned"),
    "elections.remove-calendar-entry": _("Calendar entry removed"),
    "elections.revise-constituency": _("Constituency revised"),
    "elections.revise-contest": _("Contest revised"),
    "elections.revise-election": _("Election revised"),
}
