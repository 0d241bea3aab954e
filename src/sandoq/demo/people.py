"""Who holds which office in the demo: names by seed, usernames that say the office."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from random import Random

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.accounts.services import PostRow, provision_posts
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.demo.names import draw_name, draw_national_id

HEADQUARTERS = "headquarters"
MEMBERS = 3
_SINCE_DAYS = 90

TITLES: Mapping[Role, tuple[str, str]] = {
    Role.PROVINCE_HEAD: ("رئیس کمیتهٔ فناوری انتخابات استان", "Head of the technology committee"),
    Role.PROVINCE_MEMBER: ("عضو کمیتهٔ فناوری انتخابات استان", "Member of the committee"),
    Role.COUNTY_IT: ("نمایندهٔ فناوری اطلاعات فرمانداری", "IT representative of the county"),
    Role.DISTRICT_IT: ("نمایندهٔ فناوری اطلاعات بخشداری", "IT representative of the district"),
    Role.OPERATOR: ("متصدی شعب بخش", "Operator of the district's stations"),
    Role.EXPERT: ("کارشناس فناوری اطلاعات", "IT expert"),
    Role.AGENCY_OFFICER: ("نمایندهٔ شرکت مخابرات", "Officer of the telecommunication company"),
    Role.OBSERVER: ("ناظر", "Observer"),
    Role.AUDITOR: ("ممیز", "Auditor"),
    Role.CANDIDATE: ("نامزد", "Candidate"),
    Role.MODERATOR: ("گردانندهٔ گفت‌وگو", "Moderator"),
    Role.TRUSTEE: ("امین کلید", "Trustee"),
}


def fill_offices(*, by: User, units: Mapping[str, Unit], seed: int) -> None:
    """Open and fill every office of the demo's units in one act.

    Args:
        by: the national headquarters.
        units: every unit of the demo by its reference; `territory_drafts` says which.
        seed: chooses the names.
    """
    provision_posts(by=by, rows=list(_rows(list(units.values()), seed)))


def _rows(units: list[Unit], seed: int) -> Iterator[PostRow]:
    # Not a secret: the demo must be repeatable.
    rng = Random(f"{seed}/people")  # noqa: S311
    ordinals: dict[str, int] = {}
    drawn: set[str] = set()
    for unit in units:
        ordinals[unit.level] = ordinal = ordinals.get(unit.level, 0) + 1
        for role, number in _offices(unit.level, ordinal):
            name_fa, name_en = draw_name(rng)
            title_fa, title_en = TITLES[role]
            yield PostRow(
                unit=unit,
                role=role,
                number=number,
                title_fa=title_fa,
                title_en=title_en,
                name_fa=name_fa,
                name_en=name_en,
                national_id=_new_national_id(rng, drawn),
                mobile=f"09{rng.randrange(10**9):09}",
                username=f"{role.value}-{ordinal}" + (f"-{number}" if number > 1 else ""),
                order_number=f"1404/{rng.randrange(1000, 9999)}/الف",
                since=now() - timedelta(days=_SINCE_DAYS),
            )


def _offices(level: str, ordinal: int) -> Iterator[tuple[Role, int]]:
    """The offices of one unit; of the demo's rarer offices one in the first province is enough."""
    if level == "province":
        yield Role.PROVINCE_HEAD, 1
        for number in range(1, MEMBERS + 1):
            yield Role.PROVINCE_MEMBER, number
        yield Role.EXPERT, 1
        yield Role.AGENCY_OFFICER, 1
        yield Role.OBSERVER, 1
        yield Role.AUDITOR, 1
        if ordinal == 1:
            for role in (Role.CANDIDATE, Role.MODERATOR, Role.TRUSTEE):
                yield role, 1
    elif level == "county":
        yield Role.COUNTY_IT, 1
    elif level == "district":
        yield Role.DISTRICT_IT, 1
        yield Role.OPERATOR, 1


def _new_national_id(rng: Random, drawn: set[str]) -> str:
    """A number that nobody of the demo has yet."""
    while (number := draw_national_id(rng)) in drawn or len(set(number)) == 1:
        pass
    drawn.add(number)
    return number
