"""The demo's units as the territory room takes them, with the ISO codes through time."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from sandoq.apps.accounts.models import User
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.rules.units import CodeDraft, UnitDraft
from sandoq.apps.territory.services import provision_units
from sandoq.demo.territory import Territory

COUNTRY_REF = "country"
ISO_SCHEME = "iso-3166-2"
ISO_RECODED_ON = date(2020, 11, 24)
"""The day of the ISO 3166-2 newsletter that recoded Iran's provinces."""


def open_units(*, by: User, territory: Territory, at: datetime) -> Mapping[str, Unit]:
    """Open every unit of the demo in one act; the units by their references."""
    return provision_units(by=by, rows=list(_drafts(territory)), at=at)


def province_ref(iso: str) -> str:
    """The reference of a province, by its current ISO code."""
    return iso


def county_ref(iso: str, county_fa: str) -> str:
    """The reference of a county."""
    return f"{iso}/{county_fa}"


def _drafts(territory: Territory) -> Iterator[UnitDraft]:
    yield UnitDraft(COUNTRY_REF, None, "country", "ایران", "Iran")
    for province in territory.provinces:
        yield UnitDraft(
            province_ref(province.iso),
            COUNTRY_REF,
            "province",
            province.name_fa,
            province.name_en,
            province.seat,
            _iso_codes(province.iso, province.iso_before_2020),
        )
    for county in territory.counties:
        yield UnitDraft(
            county_ref(county.province_iso, county.name_fa),
            province_ref(county.province_iso),
            "county",
            county.name_fa,
            county.name_en,
            county.seat,
        )
    for district in territory.districts:
        above = county_ref(district.province_iso, district.county_fa)
        yield UnitDraft(
            f"{above}/{district.name_fa}",
            above,
            "district",
            district.name_fa,
            district.name_en,
            district.seat,
        )


def _iso_codes(now: str, before: str) -> tuple[CodeDraft, ...]:
    if now == before:
        return (CodeDraft(ISO_SCHEME, now),)
    return (
        CodeDraft(ISO_SCHEME, before, until=ISO_RECODED_ON),
        CodeDraft(ISO_SCHEME, now, since=ISO_RECODED_ON),
    )
