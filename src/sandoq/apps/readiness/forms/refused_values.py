"""Why a value of a requirement is not accepted, as sentences."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_OTHER = _("It does not have the form that this value must have.")
_NUMBER = _("It must be a number.")
_WHOLE = _("It must be a whole number.")
_TEXT = _("It must be a text.")
_TRUTH = _("It must be yes or no.")
_LIST = _("It must be a list.")
_CHOICE = _("It is not one of the values that can be chosen.")
_SMALL = _("It is smaller than allowed.")
_LARGE = _("It is larger than allowed.")
_SHORT = _("It is shorter than allowed.")
_LONG = _("It is longer than allowed.")

SENTENCES: dict[str, str | Promise] = {
    "not-a-code": _("A code is of small Latin letters, digits and hyphens, and not reserved."),
    "empty": _("It is empty."),
    "another-day": _("This election has another polling day than the set."),
    "unknown": _CHOICE,
    "not-json": _("It is no JSON object."),
    "maximum-below-minimum": _("The maximum is below the minimum."),
    "room-decides": _(
        "How many links or staff there must be is decided where they are planned. "
        "Leave the quantity at one for each place."
    ),
    "equipment-has-serials": _("Equipment is proven by serial numbers. Ask for them."),
    "place-of-evidence": _("It is asked of a station or of a point."),
    "place-of-primary-link": _("A link is asked of a point."),
    "place-of-fallback-link": _("A link is asked of a point."),
    "place-of-equipment": _("Equipment is asked of a station or of a point."),
    "place-of-staff": _("Staff are asked of a station."),
    "item-of-evidence": _("This item cannot be proven by evidence."),
    "item-of-primary-link": _("No link is known by this item."),
    "item-of-fallback-link": _("No link is known by this item."),
    "item-of-equipment": _("The catalogue of equipment has no such kind."),
    "item-of-staff": _("No role of the staff has this code."),
    # What reading the formula or the policy itself refuses
    "extra-forbidden": _("There is no value of this name. Remove it."),
    "missing": _("It is missing."),
    "greater-than": _SMALL,
    "greater-than-equal": _SMALL,
    "less-than": _LARGE,
    "less-than-equal": _LARGE,
    "too-short": _SHORT,
    "string-too-short": _SHORT,
    "too-long": _LONG,
    "string-too-long": _LONG,
    "finite-number": _NUMBER,
    "float-type": _NUMBER,
    "float-parsing": _NUMBER,
    "decimal-type": _NUMBER,
    "decimal-parsing": _NUMBER,
    "int-type": _WHOLE,
    "int-parsing": _WHOLE,
    "int-from-float": _WHOLE,
    "string-type": _TEXT,
    "bool-type": _TRUTH,
    "bool-parsing": _TRUTH,
    "list-type": _LIST,
    "tuple-type": _LIST,
    "set-type": _LIST,
    "frozen-set-type": _LIST,
    "enum": _CHOICE,
    "literal-error": _CHOICE,
}
"""By the reason of `BadRequirement`."""


def why_refused(reason: str) -> str:
    """The sentence of a reason; of one that has none, that the form is wrong."""
    return str(SENTENCES.get(reason, _OTHER))
