"""Whom the demo's sign-in page offers: its people by office, the most telling offices first."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.common.errors import NotFound

_SHOWN = 4
_MOST = 60


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the demo: the account, the name, and where the office is."""

    username: str
    name: str
    place: str


@dataclass(slots=True)
class CastOffice:
    """One kind of office, what its holders see, and who holds it."""

    role: Role
    title: str
    sees: str
    people: list[Member] = field(default_factory=list)
    others: list[Member] = field(default_factory=list)


def _offices() -> list[CastOffice]:
    return [
        CastOffice(
            Role.PROVINCE_HEAD,
            _("Head of the province's committee"),
            _("The whole province: what stands in the way, county by county."),
        ),
        CastOffice(
            Role.COUNTY_IT,
            _("IT representative of a county"),
            _("One county's stations: imports them, records evidence, verifies other counties'."),
        ),
        CastOffice(
            Role.OPERATOR,
            _("Station operator"),
            _("The stations of one district, on a phone."),
        ),
        CastOffice(
            Role.DISTRICT_IT,
            _("IT representative of a district"),
            _("One district's stations: records what is there and what is missing."),
        ),
        CastOffice(
            Role.PROVINCE_MEMBER,
            _("Member of the province's committee"),
            _("Verifies what the counties record."),
        ),
        CastOffice(
            Role.HEADQUARTERS,
            _("National headquarters"),
            _("Elections, requirements, all provinces."),
        ),
        CastOffice(Role.EXPERT, _("IT expert"), _("Records and verifies on the road.")),
        CastOffice(Role.AGENCY_OFFICER, _("Agency officer"), _("Looks, changes nothing.")),
        CastOffice(Role.OBSERVER, _("Observer"), _("Looks, changes nothing.")),
        CastOffice(Role.AUDITOR, _("Auditor"), _("Looks, and reads the audit trail.")),
    ]


def cast() -> list[CastOffice]:
    """Every office of the demo that somebody holds, with at most `_MOST` people each."""
    holders: dict[str, list[Member]] = defaultdict(list)
    english = get_language() == "en"
    tenures = (
        Tenure.objects.filter(until=None, person__user__is_active=True)
        .select_related("post__unit", "person__user")
        .order_by("post__unit__path", "post__number")
    )
    for tenure in tenures:
        person, unit = tenure.person, tenure.post.unit
        found = holders[tenure.post.role]
        if len(found) < _MOST:
            found.append(
                Member(
                    username=person.user.username,
                    name=(english and person.name_en) or person.name_fa,
                    place=(english and unit.name_en) or unit.name_fa,
                )
            )
    offices = []
    for office in _offices():
        members = holders[office.role.value]
        office.people, office.others = members[:_SHOWN], members[_SHOWN:]
        if members:
            offices.append(office)
    return offices


def welcome(address: str) -> str:
    """What the terminal shows of the demo: where one signs in, and an account of every office."""
    with override("en"):  # a terminal seldom writes from right to left
        accounts = [
            f"  {office.people[0].username:20} {office.title}, {office.people[0].place}"
            for office in cast()
        ]
    if not accounts:
        return ""
    return "\n".join([f"Sign in without a password at {address}demo/sign-in/ as", *accounts])


def person_of(username: str) -> User:
    """The demo's account of this name.

    Raises:
        NotFound: nobody of the demo has it.
    """
    found = User.objects.filter(username=username, is_active=True, person__isnull=False).first()
    if found is None:
        raise NotFound("account", username)
    return found
