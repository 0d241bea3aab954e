"""The structure of the classes we emit, described by us after NIST SP 1500-100 version 2.

Source: the published JSON schema `NIST_V2_election_results_reporting.json` of
github.com/usnistgov/ElectionResultsReporting, read in 2026; only the classes and properties we
write are described, and every property named here is one that the schema allows.
"""

import re
from collections.abc import Iterator
from typing import Any

TEXT, WHOLE, NUMBER, TRUTH = (str,), (int,), (int, float), (bool,)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})")

REPORTING_UNIT_TYPES = {
    "ballot-batch",
    "ballot-style-area",
    "borough",
    "city",
    "city-council",
    "combined-precinct",
    "congressional",
    "country",
    "county",
    "county-council",
    "drop-box",
    "judicial",
    "municipality",
    "other",
    "polling-place",
    "precinct",
    "school",
    "special",
    "split-precinct",
    "state",
    "state-house",
    "state-senate",
    "town",
    "township",
    "utility",
    "village",
    "vote-center",
    "ward",
    "water",
}
DEVICE_TYPES = {
    "bmd",
    "dre",
    "manual-count",
    "opscan-central",
    "opscan-precinct",
    "other",
    "unknown",
}
IDENTIFIER_TYPES = {"fips", "local-level", "national-level", "ocd-id", "other", "state-level"}
ELECTION_TYPES = {
    "general",
    "other",
    "partisan-primary-closed",
    "partisan-primary-open",
    "primary",
    "runoff",
    "special",
}
VARIATIONS = {
    "approval",
    "borda",
    "cumulative",
    "majority",
    "n-of-m",
    "other",
    "plurality",
    "proportional",
    "range",
    "rcv",
    "super-majority",
}
STATUSES = {
    "certified",
    "correction",
    "pre-election",
    "recount",
    "unofficial-complete",
    "unofficial-partial",
}


class Ref(str):
    """A property that holds the @id of an object of one of the classes, parted by a bar."""


class Many(tuple):
    """A property that holds a list, with the least number of items."""


UNITS = Ref("ReportingUnit|ReportingDevice")
UNIT = Ref("ReportingUnit")

# class: (required properties, allowed properties with what they hold)
CLASSES: dict[str, tuple[set[str], dict[str, Any]]] = {
    "ElectionReport": (
        {
            "Format",
            "GeneratedDate",
            "Issuer",
            "IssuerAbbreviation",
            "SequenceEnd",
            "SequenceStart",
            "Status",
            "VendorApplicationId",
        },
        {
            "Format": {"precinct-level", "summary-contest"},
            "GeneratedDate": MOMENT,
            "Issuer": TEXT,
            "IssuerAbbreviation": TEXT,
            "Notes": TEXT,
            "SequenceEnd": WHOLE,
            "SequenceStart": WHOLE,
            "Status": STATUSES,
            "VendorApplicationId": TEXT,
            "GpUnit": Many((0, "ReportingUnit|ReportingDevice")),
            "Election": Many((0, "Election")),
        },
    ),
    "Election": (
        {"ElectionScopeId", "EndDate", "Name", "StartDate", "Type"},
        {
            "ElectionScopeId": UNIT,
            "EndDate": DAY,
            "StartDate": DAY,
            "Name": "InternationalizedText",
            "Type": ELECTION_TYPES,
            "ExternalIdentifier": Many((0, "ExternalIdentifier")),
            "Contest": Many((0, "CandidateContest")),
        },
    ),
    "CandidateContest": (
        {"@id", "ElectionDistrictId", "Name", "VotesAllowed"},
        {
            "Name": TEXT,
            "BallotTitle": "InternationalizedText",
            "ElectionDistrictId": UNIT,
            "NumberElected": WHOLE,
            "NumberRunoff": WHOLE,
            "VotesAllowed": WHOLE,
            "VoteVariation": VARIATIONS,
            "SequenceOrder": WHOLE,
            "ExternalIdentifier": Many((0, "ExternalIdentifier")),
        },
    ),
    "ReportingUnit": (
        {"@id", "Type"},
        {
            "Type": REPORTING_UNIT_TYPES,
            "OtherType": TEXT,
            "Name": "InternationalizedText",
            "Number": TEXT,
            "IsDistricted": TRUTH,
            "VotersRegistered": WHOLE,
            "ContactInformation": "ContactInformation",
            "SpatialDimension": "SpatialDimension",
            "ExternalIdentifier": Many((0, "ExternalIdentifier")),
            "ComposingGpUnitIds": Many((0, UNITS)),
        },
    ),
    "ReportingDevice": (
        {"@id"},
        {
            "Name": "InternationalizedText",
            "DeviceClass": "DeviceClass",
            "ExternalIdentifier": Many((0, "ExternalIdentifier")),
        },
    ),
    "DeviceClass": (set(), {"Type": DEVICE_TYPES, "OtherType": TEXT}),
    "ExternalIdentifier": (
        {"Type", "Value"},
        {"Type": IDENTIFIER_TYPES, "OtherType": TEXT, "Value": TEXT, "Label": TEXT},
    ),
    "InternationalizedText": ({"Text"}, {"Text": Many((1, "LanguageString"))}),
    "LanguageString": ({"Content", "Language"}, {"Content": TEXT, "Language": TEXT}),
    "ContactInformation": (
        set(),
        {"AddressLine": Many((0, TEXT)), "LatLng": "LatLng"},
    ),
    "LatLng": ({"Latitude", "Longitude"}, {"Latitude": NUMBER, "Longitude": NUMBER}),
    "SpatialDimension": (set(), {"SpatialExtent": "SpatialExtent"}),
    "SpatialExtent": (
        {"Coordinates", "Format"},
        {"Coordinates": TEXT, "Format": {"geo-json", "gml", "kml", "shp", "wkt"}},
    ),
}
WITH_OTHER = {"ReportingUnit", "DeviceClass", "ExternalIdentifier"}


def faults(report: Any) -> list[str]:
    """Everything in which the report departs from the description; empty if it conforms."""
    kinds: dict[str, str] = {}
    found = []
    for item in _objects(report):
        if "@id" in item:
            if item["@id"] in kinds:
                found.append(f"@id twice: {item['@id']}")
            kinds[item["@id"]] = str(item.get("@type", "")).removeprefix("ElectionResults.")
    return found + list(_faults(report, "ElectionReport", "report", kinds))


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _objects(item)


def _faults(value: Any, kinds: str, where: str, ids: dict[str, str]) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where}: no object"
        return
    kind = str(value.get("@type", "")).removeprefix("ElectionResults.")
    if kind not in kinds.split("|"):
        yield f"{where}: @type {kind!r} is not {kinds}"
        return
    required, allowed = CLASSES[kind]
    yield from (f"{where}: {kind} without {name}" for name in sorted(required - set(value)))
    if kind in WITH_OTHER and (value.get("Type") == "other") != ("OtherType" in value):
        yield f"{where}: OtherType goes with the type other"
    for name, held in value.items():
        if name == "@type" or (name == "@id" and "@id" in required):
            continue
        if name not in allowed:
            yield f"{where}: {kind} has no {name}"
            continue
        yield from _held(held, allowed[name], f"{where}.{name}", ids)


def _held(value: Any, expected: Any, where: str, ids: dict[str, str]) -> Iterator[str]:
    if isinstance(expected, Many):
        yield from _listed(value, expected, where, ids)
    elif isinstance(expected, Ref):
        if ids.get(value) not in expected.split("|"):
            yield f"{where}: {value} is no @id of {expected}"
    elif isinstance(expected, str):
        yield from _faults(value, expected, where, ids)
    elif not _fits(value, expected):
        yield f"{where}: {value!r} does not fit"


def _listed(value: Any, expected: Many, where: str, ids: dict[str, str]) -> Iterator[str]:
    least, item = expected
    if not isinstance(value, list) or len(value) < least:
        yield f"{where}: no list of at least {least}"
        return
    for index, one in enumerate(value):
        yield from _held(one, item, f"{where}[{index}]", ids)


def _fits(value: Any, expected: Any) -> bool:
    """A value of a list of values, of a form, or of one of the types; a truth is no number."""
    if isinstance(expected, set):
        return value in expected
    if isinstance(expected, re.Pattern):
        return isinstance(value, str) and expected.fullmatch(value) is not None
    return isinstance(value, expected) and (bool in expected or not isinstance(value, bool))
