"""Names of states, kinds and reasons, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from sandoq.apps.connectivity.rules.grading import BandTally, Reason
from sandoq.apps.connectivity.rules.links import SharedDomain
from sandoq.ui.templatetags.sandoq import digits, jalali, number

GRADES: Mapping[str, Promise] = {
    "verified": _("Verified"),
    "failing": _("Fails"),
    "unproven": _("Not proven"),
    "unmeasured": _("Not measured"),
}
LINK_KINDS: Mapping[str, Promise] = {
    "sim-a": _("SIM A"),
    "sim-b": _("SIM B"),
    "fixed": _("Fibre or ADSL"),
    "satellite": pgettext_lazy("link", "Satellite"),
    "offline": _("Offline, then synchronise"),
}
TECHNOLOGIES: Mapping[str, Promise | str] = {
    "2g": _("2G"),
    "3g": _("3G"),
    "4g": _("4G"),
    "5g": _("5G"),
    "fibre": _("Fibre"),
    "adsl": "ADSL",
    "satellite": pgettext_lazy("link", "Satellite"),
}
OPERATOR_KINDS: Mapping[str, Promise] = {
    "mobile": _("Mobile network"),
    "fixed": _("Fixed lines"),
    "satellite": pgettext_lazy("link", "Satellite"),
}
DOMAINS: Mapping[str, Promise] = {
    "tower": _("Tower"),
    "backhaul": _("Backhaul"),
    "feeder": _("Power feeder"),
}
SIGNALS: Mapping[str, Promise] = {
    "strong": _("strong signal"),
    "fair": _("fair signal"),
    "weak": _("weak signal"),
}
SOURCES: Mapping[str, Promise | str] = {
    "phone": _("Phone"),
    "spreadsheet": _("Spreadsheet"),
    "xlsform": _("Survey form"),
    "api": "API",
}
OUTCOMES: Mapping[str, Promise] = {
    "created": _("New"),
    "known": _("Known already"),
    "merged": _("Same as another row"),
    "quarantined": _("Held back"),
    "ignored": _("Not a reading"),
}
TOWER_OUTCOMES: Mapping[str, Promise] = {
    "created": _("New towers"),
    "known": _("Known already"),
    "merged": _("Repeated in the file"),
    "quarantined": _("Held back"),
    "ignored": _("Not a tower"),
}
COLUMNS: Mapping[str, Promise | str] = {
    "key": _("Key"),
    "point": _("Point"),
    "code": _("Station code"),
    "county": _("County"),
    "number": _("Station number"),
    "seq": _("Stop"),
    "point_name": _("Name of the point"),
    "operator": pgettext_lazy("network", "Operator"),
    "technology": _("Technology"),
    "rsrp_dbm": "RSRP",
    "sinr_db": "SINR",
    "indoor": _("Indoors"),
    "attempts": _("Attempts"),
    "successes": _("Successes"),
    "p95_ms": _("95th percentile"),
    "date": _("Date"),
    "time": _("Time"),
    "taken_at": _("Measured at"),
    "note": _("Note"),
    "lat": _("Latitude"),
    "lon": _("Longitude"),
    "band_mhz": _("Band"),
    "height_m": _("Antenna height"),
    "eirp_dbm": "EIRP",
}
PROBLEMS: Mapping[str, Promise] = {
    "empty": _("is empty"),
    "ambiguous": _("could mean more than one thing; write the year with four digits"),
    "unreadable": _("cannot be read"),
    "no-such-day": _("the calendar has no such day"),
    "out-of-range": _("is out of range"),
    "not-a-number": _("is not a number"),
    "not-whole": _("is not a whole number"),
    "unknown": _("is not known"),
    "unknown-operator": _("no such operator is registered"),
    "unknown-station": _("no such station is in the register of the place"),
    "unknown-point": _("the station has no such point"),
    "several-stations": _("several stations fit; name the county"),
    "several-points": _("the station has several points; say which stop"),
    "not-a-uuid": _("is not a key of a submission"),
    "rsrp-out-of-range": _("no phone reports such a signal level"),
    "sinr-out-of-range": _("no modem reports such a value"),
    "successes-exceed-attempts": _("is more than were tried"),
    "reading-from-the-future": _("lies in the future"),
    "technology-mismatch": _("is not offered by this operator"),
    "reading-key-reused": _("belongs to another reading"),
    "too-large": _("is too large"),
    "not-a-coordinate": _("is no coordinate"),
    "wrong-axis": _("belongs to the other coordinate; are the columns exchanged?"),
    "nowhere": _("lies at the zero point of the map"),
    "far-away": _("is far from every station of the place; are the columns exchanged?"),
}
LIKELIHOODS: Mapping[str, Promise] = {
    "likely": _("Usable signal likely"),
    "unclear": _("Unclear"),
    "unlikely": _("Usable signal unlikely"),
}
BEYOND: Mapping[str, Promise] = {
    "frequency": _("the band lies outside the formulas"),
    "base-height": _("the antenna's height lies outside the formulas"),
    "near": _("nearer than 1 km"),
    "far": _("farther than 20 km"),
    "terrain-unknown": _("terrain unknown, taken as flat"),
    "height-assumed": _("antenna height assumed"),
    "power-assumed": _("power assumed"),
}


def reason_text(reason: Reason) -> str:
    """One thing that is missing, as a sentence with its numbers."""
    have, need = number(reason.have), number(reason.need)
    match reason.code:
        case "no-readings":
            return gettext("Nothing was measured.")
        case "too-few-transactions":
            told = gettext("%(have)s test transactions; at least %(need)s are needed.")
            return told % {"have": have, "need": need}
        case "too-few-bands":
            told = gettext("Measured in %(have)s part(s) of the day; %(need)s are needed.")
            return told % {"have": have, "need": need}
        case "readings-too-old":
            told = gettext("The readings of %(day)s are older than %(need)s days.")
            return told % {"day": jalali(reason.at), "need": need}
        case "success-too-low":
            told = gettext("%(have)s%% of the transactions succeeded; at least %(need)s%% must.")
            return told % {"have": have, "need": need}
    return reason.code


def shared_text(shared: SharedDomain) -> str:
    """What two links have in common."""
    domain = DOMAINS[shared.domain]
    if shared.is_unknown:
        return gettext("%(domain)s unknown, so taken as shared") % {"domain": domain}
    return gettext("same %(domain)s: %(name)s") % {"domain": domain, "name": digits(shared.name)}


def band_text(band: BandTally) -> str:
    """A part of the day by its hours."""
    return gettext("%(begins)s:00 to %(ends)s:00") % {
        "begins": digits(band.begins),
        "ends": digits(band.ends),
    }


def transactions_text(successes: int, attempts: int) -> str:
    """How many of how many succeeded."""
    told = ngettext(
        "%(successes)s of %(attempts)s transaction",
        "%(successes)s of %(attempts)s transactions",
        attempts,
    )
    return told % {"successes": number(successes), "attempts": number(attempts)}
