"""Builders of real rows for tests: small, explicit, and through the same models as the product."""

from datetime import UTC, date, datetime, time
from itertools import count

from sandoq.apps.accounts.models import Person, Post, Tenure, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.models import Election, PollingDay
from sandoq.apps.territory.models import Point, Station, Unit
from sandoq.common.text import search_key

LONG_AGO = datetime(2023, 1, 1, tzinfo=UTC)
_numbers = count(1)


def a_unit(level: str, name: str, parent: Unit | None = None) -> Unit:
    fields = {"level": level, "name_fa": name, "name_en": name, "search_name": search_key(name)}
    return Unit.objects.add_child(parent, fields) if parent else Unit.objects.add_root(fields)


def a_country(name: str = "ایران") -> Unit:
    return Unit.objects.filter(level="country").first() or a_unit("country", name)


def a_province(name: str = "مازندران") -> Unit:
    return a_unit("province", name, a_country())


def a_county(name: str = "بابل", province: Unit | None = None) -> Unit:
    return a_unit("county", name, province or a_province())


def a_district(name: str = "مرکزی", county: Unit | None = None) -> Unit:
    return a_unit("district", name, county or a_county())


def a_user(
    role: Role | str, unit: Unit, *, username: str = "", election: Election | None = None
) -> User:
    """A person with an account who holds a post of this role at this unit."""
    number = next(_numbers)
    person = Person.objects.create(name_fa=f"شخص {number}", home_unit=unit, created_at=LONG_AGO)
    user = User.objects.create(
        username=username or f"{Role(role).value}-{number}", person=person, date_joined=LONG_AGO
    )
    user.set_password("a long enough password")
    user.save()
    post = Post.objects.create(unit=unit, role=Role(role).value, election=election, number=number)
    Tenure.objects.create(post=post, person=person, since=LONG_AGO, order_number=f"ح-{number}")
    return user


def a_station(
    unit: Unit, *, kind: str = "fixed", electors: int = 800, points: int = 1, **fields: object
) -> Station:
    """A station of a district with `points` points of disjoint times."""
    number = next(_numbers)
    name = str(fields.pop("name", f"دبستان شماره {number}"))
    county = Unit.objects.get(path=unit.path[:-4]) if unit.level == "district" else unit
    station = Station.objects.create(
        unit=unit,
        county=county,
        number=fields.pop("number", number),
        name=name,
        search_name=search_key(name),
        kind=kind,
        area=fields.pop("area", "urban"),
        electors=electors,
        opened_at=LONG_AGO,
        **fields,
    )
    for seq in range(1, points + 1):
        Point.objects.create(
            station=station,
            seq=seq,
            name=f"{name} {seq}",
            lon=52.6 + number % 1_000 / 10_000,  # stays in the county, however many were made
            lat=36.5 + seq / 1_000,
            opens=time(6 + 3 * seq) if points > 1 else time(8),
            closes=time(8 + 3 * seq) if points > 1 else time(18),
        )
    return station


def a_polling_day(on: date = date(2024, 3, 1)) -> PollingDay:
    return PollingDay.objects.get_or_create(
        date=on, defaults={"opens": time(8), "closes": time(18)}
    )[0]


def an_election(
    slug: str = "majles-12", *, on: date = date(2024, 3, 1), kind: str = "parliament"
) -> Election:
    return Election.objects.create(
        slug=slug,
        kind=kind,
        name_fa="انتخابات مجلس",
        name_en="Parliament",
        polling_day=a_polling_day(on),
    )
