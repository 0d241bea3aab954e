"""Names of states and kinds, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.selectors import GapAt
from sandoq.ui.templatetags.sandoq import digits, local_name

NEED_STATES: Mapping[str, Promise] = {
    "missing": _("Missing"),
    "assigned": pgettext_lazy("need", "Assigned"),
    "evidenced": _("Waits for verification"),
    "verified": _("Verified"),
    "stale": _("Too old"),
    "failed": _("Refuted"),
    "waived": _("Waived"),
}

PROOF_KINDS: Mapping[ProofKind, Promise] = {
    ProofKind.PHOTO: _("Photo"),
    ProofKind.SERIAL: _("Serial number"),
    ProofKind.TEST: _("Test"),
    ProofKind.DOCUMENT: _("Document"),
    ProofKind.VISIT: _("Visit"),
}

CRITICALITIES: Mapping[str, Promise] = {
    "blocking": _("Blocking"),
    "important": _("Important"),
    "useful": _("Useful"),
}

SOURCES: Mapping[str, Promise] = {
    "evidence": _("Proof by people"),
    "primary-link": _("Readings of the point’s first link"),
    "fallback-link": _("Readings of an independent second link"),
    "equipment": _("Custody of equipment, and proof by people"),
    "staff": _("People accepted and trained"),
}

SET_STATES: Mapping[str, Promise] = {
    "draft": _("Draft"),
    "published": _("In force"),
    "superseded": _("Superseded"),
}

STATION_KINDS: Mapping[str, Promise] = {"fixed": _("Fixed"), "mobile": _("Mobile")}


def gap_text(gap: GapAt) -> str:
    """What is lacking, and at which point."""
    name = local_name(gap.requirement)
    if gap.point is None:
        return name
    return gettext("%(name)s (point %(point)s)") % {"name": name, "point": digits(gap.point)}


CHANGE_REASONS: Mapping[str, Promise] = {
    **NEED_STATES,
    "reinspected": _("refuted by re-inspection"),
    "asked": _("newly asked"),
    "withdrawn": _("no longer asked"),
    "covered": _("covered by a verified fallback"),
    "unknown": _("nothing is known of it"),
    "held": _("the election is held there"),
    "not-held": _("the election is no longer held there"),
    "opened": _("opened"),
    "restored": _("restored"),
    "moved": _("moved"),
    "retired": _("retired by order"),
    "electors": _("the register's number of electors changed"),
}
