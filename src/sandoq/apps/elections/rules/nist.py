"""The classes of NIST SP 1500-100 version 2 that a report before an election needs, as JSON types.

Iranian levels that the standard does not list are "other" with their own name.

Source: NIST SP 1500-100r2, *Election Results Reporting Common Data Format Specification*; JSON
schema `NIST_V2_election_results_reporting.json`.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sandoq.apps.elections.rules.seats import RunOff, SeatRuleData, Winners

Json = dict[str, Any]
LonLat = tuple[float, float]

_TYPE_OF_LEVEL = {"country": "country", "county": "county"}
_TYPE_OF_SCHEME = {"interior": "national-level"}
_DEVICE_OF_STAGE = {"S2": "opscan-precinct", "S3": "dre", "S4": "dre"}
_OTHER = "other"


def _of(kind: str, **members: Any) -> Json:
    """An object of the class; members that are None or empty are left out."""
    given = {name: value for name, value in members.items() if value or value == 0}
    return {"@type": f"ElectionResults.{kind}", **given}


def text(fa: str, en: str = "") -> Json:
    """InternationalizedText in Persian, and in English where it is known."""
    strings = [("fa", fa), ("en", en)]
    parts = [_of("LanguageString", Content=said, Language=tag) for tag, said in strings if said]
    return _of("InternationalizedText", Text=parts)


def identifier(scheme: str, value: str, *, label: str = "") -> Json:
    """ExternalIdentifier of a coding scheme of ours."""
    known = _TYPE_OF_SCHEME.get(scheme, _OTHER)
    other = scheme if known == _OTHER else None
    return _of("ExternalIdentifier", Type=known, OtherType=other, Value=value, Label=label)


def code(scheme: str, value: str, since: date | None, until: date | None) -> Json:
    """A dated code; the label says from when until when it holds."""
    label = f"{since or '..'}/{until or '..'}" if since or until else ""
    return identifier(scheme, value, label=label)


def unit(
    key: str,
    level: str,
    name: Json,
    *,
    codes: Sequence[Json],
    parts: Sequence[str],
) -> Json:
    """ReportingUnit of an administrative unit; `parts` are the units or stations it is made of."""
    known = _TYPE_OF_LEVEL.get(level, _OTHER)
    return {
        "@id": key,
        **_of(
            "ReportingUnit",
            Type=known,
            OtherType=level if known == _OTHER else None,
            Name=name,
            ExternalIdentifier=codes,
            ComposingGpUnitIds=parts,
        ),
    }


def district(key: str, name: Json, *, identifiers: Sequence[Json], parts: Sequence[str]) -> Json:
    """ReportingUnit of a constituency."""
    return {
        "@id": key,
        **_of(
            "ReportingUnit",
            Type=_OTHER,
            OtherType="constituency",
            IsDistricted=True,
            Name=name,
            ExternalIdentifier=identifiers,
            ComposingGpUnitIds=parts,
        ),
    }


def polling_place(
    key: str,
    name: Json,
    *,
    number: int | None,
    electors: int,
    address: str,
    places: Sequence[LonLat],
    codes: Sequence[Json],
    device: str | None,
) -> Json:
    """ReportingUnit of a station; a mobile one has its stops as a GeoJSON extent."""
    return {
        "@id": key,
        **_of(
            "ReportingUnit",
            Type="polling-place",
            Name=name,
            Number=None if number is None else str(number),
            VotersRegistered=electors,
            ContactInformation=_contact(address, places),
            SpatialDimension=_extent(places) if len(places) > 1 else None,
            ExternalIdentifier=codes,
            ComposingGpUnitIds=[device] if device else None,
        ),
    }


def device(key: str, name: Json, stage: str) -> Json:
    """ReportingDevice of a station at S1 or above; at S1 it only checks electors in."""
    kind = _DEVICE_OF_STAGE.get(stage, _OTHER)
    other = "electronic-check-in" if kind == _OTHER else None
    return {
        "@id": key,
        **_of(
            "ReportingDevice",
            Name=name,
            DeviceClass=_of("DeviceClass", Type=kind, OtherType=other),
            ExternalIdentifier=[identifier("sandoq-stage", stage)],
        ),
    }


def candidate_contest(
    key: str,
    name: str,
    *,
    title: Json,
    electoral_district: str,
    seats: int,
    rule: SeatRuleData,
    order: int,
    identifiers: Sequence[Json],
) -> Json:
    """CandidateContest of one constituency: an elector may name as many as there are seats."""
    runoff = {RunOff.NONE: None, RunOff.FIRST_TWO: 2, RunOff.TWICE_OPEN_SEATS: 2 * seats}
    return {
        "@id": key,
        **_of(
            "CandidateContest",
            Name=name,
            BallotTitle=title,
            ElectionDistrictId=electoral_district,
            NumberElected=seats,
            NumberRunoff=runoff[rule.runoff],
            VotesAllowed=seats,
            VoteVariation=_variation(rule, seats),
            SequenceOrder=order,
            ExternalIdentifier=identifiers,
        ),
    }


def election(
    name: Json,
    *,
    on: date,
    round_number: int,
    scope: str,
    contests: Iterable[Json],
    identifiers: Sequence[Json],
) -> Json:
    """Election of one round."""
    return _of(
        "Election",
        Name=name,
        Type="general" if round_number == 1 else "runoff",
        StartDate=on.isoformat(),
        EndDate=on.isoformat(),
        ElectionScopeId=scope,
        ExternalIdentifier=identifiers,
        Contest=list(contests),
    )


def report_head(
    *, at: datetime, issuer: str, abbreviation: str, application: str, notes: str
) -> Json:
    """ElectionReport without its units and elections. `at` is an aware moment."""
    return _of(
        "ElectionReport",
        Format="precinct-level",
        GeneratedDate=at.replace(microsecond=0).isoformat(),
        Issuer=issuer,
        IssuerAbbreviation=abbreviation,
        SequenceStart=1,
        SequenceEnd=1,
        Status="pre-election",
        VendorApplicationId=application,
        Notes=notes,
    )


def _variation(rule: SeatRuleData, seats: int) -> str:
    if rule.winners is Winners.MAJORITY:
        return "majority"
    return "plurality" if seats == 1 else "n-of-m"


def _contact(address: str, places: Sequence[LonLat]) -> Json | None:
    point = None
    if len(places) == 1:
        lon, lat = places[0]
        point = _of("LatLng", Latitude=lat, Longitude=lon)
    if not address and point is None:
        return None
    return _of("ContactInformation", AddressLine=[address] if address else None, LatLng=point)


def _extent(places: Sequence[LonLat]) -> Json:
    points = ",".join(f"[{lon},{lat}]" for lon, lat in places)
    shape = f'{{"type":"MultiPoint","coordinates":[{points}]}}'
    return _of(
        "SpatialDimension",
        SpatialExtent=_of("SpatialExtent", Format="geo-json", Coordinates=shape),
    )
