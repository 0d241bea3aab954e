"""Posts: which role has a place at which level, and who fills it.

Like the access table, the two tables here are the only place that says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sandoq.apps.accounts.rules.access import Office, Permission, Role, covers, grants

LEVELS = ("country", "province", "county", "district")
"""The levels of the administrative tree, from the root down."""

_ANYWHERE = frozenset(LEVELS)

PLACES: Mapping[Role, frozenset[str]] = {
    Role.HEADQUARTERS: frozenset({"country"}),
    Role.PROVINCE_HEAD: frozenset({"province"}),
    Role.PROVINCE_MEMBER: frozenset({"province"}),
    Role.COUNTY_IT: frozenset({"county"}),
    Role.DISTRICT_IT: frozenset({"district"}),
    Role.OPERATOR: _ANYWHERE,
    Role.EXPERT: _ANYWHERE,
    Role.AGENCY_OFFICER: _ANYWHERE,
    Role.CANDIDATE: _ANYWHERE,
    Role.MODERATOR: _ANYWHERE,
    Role.TRUSTEE: _ANYWHERE,
    Role.OBSERVER: _ANYWHERE,
    Role.AUDITOR: _ANYWHERE,
}


@dataclass(frozen=True, slots=True)
class Appointing:
    """Which roles a role fills, at `highest` and every level below it."""

    roles: frozenset[Role]
    highest: str


APPOINTS: Mapping[Role, Appointing] = {
    Role.HEADQUARTERS: Appointing(frozenset(Role), "country"),
    Role.PROVINCE_HEAD: Appointing(frozenset(Role), "county"),
    Role.COUNTY_IT: Appointing(
        frozenset({Role.DISTRICT_IT, Role.OPERATOR, Role.EXPERT, Role.OBSERVER}), "county"
    ),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A post as the rules see it: its role, and where and for which election it is."""

    role: Role
    level: str
    unit_path: str
    election_id: int | None = None


def is_in_place(role: Role, level: str) -> bool:
    """Whether units of this level have posts of this role."""
    return level in PLACES[role]


def may_fill(offices: Iterable[Office], seat: Seat) -> bool:
    """Whether a holder of `offices` opens, fills, vacates and closes this post."""
    return any(_fills(office, seat) for office in offices)


def may_manage(offices: Iterable[Office], held: Iterable[Seat]) -> bool:
    """Whether a holder of `offices` may manage a person who holds the posts `held`.

    Nobody manages the account or the identifiers of somebody whose post they could not fill, such
    as a superior's. Where the person is registered is asked apart.
    """
    offices = tuple(offices)
    return all(may_fill(offices, seat) for seat in held)


def _fills(office: Office, seat: Seat) -> bool:
    rule = APPOINTS.get(office.role)
    return (
        rule is not None
        and seat.role in rule.roles
        and LEVELS.index(seat.level) >= LEVELS.index(rule.highest)
        and covers(grants([office], Permission.POST_EDIT), seat.unit_path, seat.election_id)
    )
