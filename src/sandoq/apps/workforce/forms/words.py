"""What people call the codes of this room."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sandoq.apps.workforce.models import Appointment, Attendance, PeopleRow, Presence
from sandoq.apps.workforce.rules.training import TrainingGap

STATE_WORDS = {
    "free": gettext_lazy("without duty on the day"),
    "untrained": gettext_lazy("not trained at all"),
    **{state.value: state.label for state in Appointment.State},
    **{state.value: state.label for state in Attendance.State},
    **{outcome.value: outcome.label for outcome in PeopleRow.Outcome},
    **{way.value: way.label for way in Presence.Way},
    "not-accepted": gettext_lazy("has not accepted"),
}

FIELD_WORDS = {
    "name": gettext_lazy("Name"),
    "national-id": gettext_lazy("National ID"),
    "mobile": gettext_lazy("Mobile number"),
    "sheba": gettext_lazy("Sheba"),
    "county": gettext_lazy("County"),
    "district": gettext_lazy("District"),
    "role": gettext_lazy("Role"),
}

REASON_WORDS = {
    "empty": gettext_lazy("is empty"),
    "too-long": gettext_lazy("is too long"),
    "not-a-name": gettext_lazy("holds no letters"),
    "not-digits": gettext_lazy("holds something other than digits"),
    "wrong-length": gettext_lazy("has too few or too many digits"),
    "all-equal": gettext_lazy("repeats one digit"),
    "checksum": gettext_lazy("has a wrong digit: its check digit does not fit"),
    "not-a-mobile": gettext_lazy("is no mobile number"),
    "unknown-place": gettext_lazy("names no unit of this place"),
    "unknown-role": gettext_lazy("names no role of this election"),
    "repeated": gettext_lazy("stands in another row with the same words"),
    "two-counties": gettext_lazy("stands in another row with another county"),
    "contradicts": gettext_lazy("stands in another row with other words"),
    "shared": gettext_lazy("is the account of two persons"),
    "listed-elsewhere": gettext_lazy("is listed by another county: that county lets go first"),
    "registered-elsewhere": gettext_lazy("is registered outside your reach"),
    "holds-office": gettext_lazy("holds an office: their record is corrected by hand"),
    "blank": gettext_lazy("empty row"),
    "total": gettext_lazy("row of a total"),
    "note": gettext_lazy("note"),
    "title": gettext_lazy("title"),
    "header": gettext_lazy("header"),
    "repeated-header": gettext_lazy("header again"),
}


def reason_text(reason: dict[str, str]) -> str:
    """One sentence for why a row is held back, merged or ignored."""
    words = str(REASON_WORDS.get(reason["reason"], reason["reason"]))
    field = FIELD_WORDS.get(reason["field"])
    return words if field is None else f"{field} {words}"


def gap_text(gap: TrainingGap) -> str:
    """One sentence for why training does not count."""
    values = {"model": gap.device_model, "build": gap.build, "other": gap.trained_on}
    match gap.lack.value:
        case "no-released-build":
            return _("no build is released for %(model)s yet") % values
        case "other-build":
            return (
                _("trained on %(model)s with build %(other)s; on polling day %(build)s runs")
                % values
            )
        case "expired":
            return _("training on %(model)s is no longer valid") % values
    return _("not trained on %(model)s with build %(build)s") % values
