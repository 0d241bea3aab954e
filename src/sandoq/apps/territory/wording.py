"""The words of the territory room as people read them, by the stable codes programs use."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

WORDS = {
    # Levels of units
    "country": _("Country"),
    "province": _("Province"),
    "county": _("County"),
    "district": _("District"),
    # Kinds and areas of stations
    "fixed": _("Fixed"),
    "mobile": _("Mobile"),
    "urban": _("Urban"),
    "rural": _("Rural"),
    # Changes of the register
    "opened": _("Opened"),
    "retired": _("Retired"),
    "restored": _("Restored"),
    "electors": _("Electors changed"),
    "moved": _("Moved"),
    "moved_in": _("Moved in"),
    "moved_out": _("Moved out"),
    "revised": _("Corrected"),
    "points": _("Points changed"),
    # Schemes of codes
    "iso-3166-2": _("ISO 3166-2"),
    "interior": _("Ministry of Interior"),
    # Fields of a station
    "number": _("Number"),
    "name": _("Name"),
    "kind": _("Kind"),
    "area": _("Area"),
    "address": _("Address"),
    "code": _("Code"),
    # What is wrong with a station or its points
    "name-missing": _("The name is missing."),
    "text-too-long": _("A name or an address is too long."),
    "unknown-kind": _("The kind is neither fixed nor mobile."),
    "unknown-area": _("The area is neither urban nor rural."),
    "electors-out-of-range": _("The number of electors cannot be right."),
    "number-out-of-range": _("The station's number cannot be right."),
    "code-malformed": _("The code is longer than 40 characters."),
    "no-point": _("The station stands nowhere: give it a point."),
    "fixed-needs-one-point": _(
        "A fixed station has exactly one point. Make it mobile, or keep one point."
    ),
    "point-name-missing": _("A point has no name."),
    "half-a-coordinate": _("A point has only one of longitude and latitude."),
    "point-off-earth": _("A point lies outside longitudes -180 to 180 or latitudes -90 to 90."),
    "closes-before-it-opens": _("A point closes before it opens."),
    "times-overlap": _("The station would stand at two points at one time."),
    # What is wrong with a row of a bulk
    "unit-outside": _("The unit lies outside the one written to."),
    "unit-holds-no-stations": _("Stations belong to districts, or to counties without districts."),
    "county-mismatch": _("The unit belongs to another county."),
    "key-repeated": _("The same station stands in an earlier row."),
    "number-repeated": _("An earlier row of the county has the same number."),
    "code-repeated": _("An earlier row has the same code."),
    "number-taken": _("Another station of the county has the number."),
    "code-taken": _("The code is in force for another one."),
    "station-retired": _("The station left the register."),
    "station-outside": _("The station lies outside the unit."),
    "bad-name": _("The name is empty or too long."),
    "bad-code": _("A code is empty or too long."),
    "parent-unknown": _("The unit above is not among the rows."),
    "level-mismatch": _("A unit of this level does not stand below that one."),
    "ref-repeated": _("An earlier row has the same reference."),
    # What is wrong with a feature of a GeoJSON file
    "not-a-feature": _("This is no feature."),
    "not-a-point": _("Its geometry is no point."),
    "bad-coordinates": _("Its coordinates are no two numbers."),
    "off-earth": _("Its coordinates lie outside the earth's degrees."),
    "unnamed": _("It names neither a point nor a station nor a code."),
    "bad-seq": _("Its place in the itinerary is no whole number."),
    "unknown-point": _("It names no point that you may edit."),
    "far": _("More than 20 km away"),
    "swapped": _("Longitude and latitude exchanged?"),
}


def in_language(name_fa: str, name_en: str) -> str:
    """The name in the page's language, or in the other where there is only one."""
    is_english = (get_language() or "fa").startswith("en")
    return (name_en or name_fa) if is_english else (name_fa or name_en)
