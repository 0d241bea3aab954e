"""Two provinces, people, and elections built through the services, for this room's tests."""

from dataclasses import dataclass
from datetime import date, time

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.models import Contest, Election, PollingDay, SeatRule
from sandoq.apps.elections.services import (
    add_contest,
    create_election,
    install_seat_rules,
    plan_polling_day,
)
from sandoq.apps.territory.models import Unit
from tests.factories import a_country, a_county, a_district, a_province, a_user

FRIDAY = date(2024, 3, 1)
RUN_OFF_DAY = date(2024, 5, 10)
NEXT = date(2028, 3, 3)


@dataclass
class Land:
    """Mazandaran with Sari, Miandorud and Babol; East Azerbaijan with Tabriz."""

    country: Unit
    mazandaran: Unit
    sari: Unit
    sari_centre: Unit
    sari_dodangeh: Unit
    miandorud: Unit
    babol: Unit
    azerbaijan: Unit
    tabriz: Unit


def a_land() -> Land:
    country = a_country()
    mazandaran = a_province("مازندران")
    sari = a_county("ساری", mazandaran)
    azerbaijan = a_province("آذربایجان شرقی")
    land = Land(
        country=country,
        mazandaran=mazandaran,
        sari=sari,
        sari_centre=a_district("مرکزی", sari),
        sari_dodangeh=a_district("دودانگه", sari),
        miandorud=a_county("میاندورود", mazandaran),
        babol=a_county("بابل", mazandaran),
        azerbaijan=azerbaijan,
        tabriz=a_county("تبریز", azerbaijan),
    )
    for unit in vars(land).values():
        unit.refresh_from_db()
    return land


def the_headquarters(land: Land) -> User:
    return a_user(Role.HEADQUARTERS, land.country)


def a_planned_day(by: User, on: date = FRIDAY) -> PollingDay:
    return plan_polling_day(by=by, on=on, opens=time(8), closes=time(18))


def an_election_by(
    by: User, slug: str = "majles-12", *, on: date = FRIDAY, previous: Election | None = None
) -> Election:
    return create_election(
        by=by,
        slug=slug,
        kind="parliament",
        name_fa=f"انتخابات {slug}",
        name_en=f"Election {slug}",
        polling_day=a_planned_day(by, on),
        previous_election=previous,
    )


def a_contest_by(by: User, election: Election, slug: str = "majles") -> Contest:
    install_seat_rules(by=by)
    return add_contest(
        by=by,
        election=election,
        slug=slug,
        name_fa="نمایندگان مجلس",
        name_en="Members of parliament",
        seat_rule=SeatRule.objects.get(slug="majles-first-round"),
    )
