"""Drafts of stations for the tests of the territory room."""

from dataclasses import replace
from datetime import UTC, datetime, time

from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.rules.stations import PointDraft, StationDraft

NOW = datetime(2024, 1, 10, 9, tzinfo=UTC)
LATER = datetime(2024, 2, 10, 9, tzinfo=UTC)
SCHOOL = PointDraft("دبستان آزادی", lon=52.68, lat=36.55, opens=time(8), closes=time(18))
MOSQUE = PointDraft("مسجد جامع", lon=52.7, lat=36.5, opens=time(8), closes=time(12))
VILLAGE = PointDraft("خانه بهداشت", lon=52.8, lat=36.4, opens=time(13), closes=time(18))


def a_draft(district: Unit, number: int = 1, **fields: object) -> StationDraft:
    """A fixed urban station at a school of its own."""
    county = district.parent()
    assert county is not None
    draft = StationDraft(
        unit_id=district.pk,
        county_id=county.pk,
        number=number,
        name=f"دبستان آزادی {number}",
        kind="fixed",
        area="urban",
        electors=1_000,
        points=(replace(SCHOOL, name=f"دبستان آزادی {number}"),),
    )
    return replace(draft, **fields)  # type: ignore[arg-type]
