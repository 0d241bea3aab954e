"""Who may do what, where: every selector and service of every room asks here."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Grant, Office, Permission, Role, covers, grants, holds
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed

_PROVINCE_DEPTH = 2
PATH_STEP = 4
"""Characters that a level of the tree adds to a unit's path."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The subtrees (and elections) in which a person may use one permission."""

    permission: Permission
    grants: frozenset[Grant]

    def __bool__(self) -> bool:
        return bool(self.grants)

    @property
    def is_national(self) -> bool:
        return any(grant.path == "" and grant.election_id is None for grant in self.grants)

    def covers(self, unit_path: str, election_id: int | None = None) -> bool:
        return covers(self.grants, unit_path, election_id)

    def q(self, path_field: str, election_field: str | None = None) -> Q:
        """The rows whose unit path, and election where rows have one, lie inside the scope.

        It may be combined with other conditions by `|` and `&`: an empty `Q` would vanish there.
        """
        found = Q(pk__in=[])
        for grant in self.grants:
            inside = Q(**{f"{path_field}__startswith": grant.path}) if grant.path else Q()
            if grant.election_id is not None and election_field:
                inside &= Q(**{election_field: grant.election_id})
            if not inside:
                return ~Q(pk__in=[])
            found |= inside
        return found


def tenures_of(user: User, *, at: datetime | None = None) -> QuerySet[Tenure]:
    """The posts a person holds at `at`; with an API token, only the token's own."""
    at = at or now()
    held = Tenure.objects.filter(
        Q(until=None) | Q(until__gt=at),
        person=user.person_id,
        since__lte=at,
        post__closed_at=None,
    ).select_related("post__unit", "post__election")
    if user.token is not None:
        held = held.filter(pk=user.token.tenure_id)
    return held if user.is_active and user.person_id else held.none()


def offices_of(user: User) -> tuple[Office, ...]:
    """The posts a person holds now, as the access table reads them; asked once per request."""
    if user.is_anonymous:
        return ()
    if user.known_offices is None:
        user.known_offices = tuple(_office(tenure) for tenure in tenures_of(user))
    return user.known_offices


def _office(tenure: Tenure) -> Office:
    path = tenure.post.unit.path
    return Office(
        role=Role(tenure.post.role),
        unit_path=path,
        province_path=path[: _PROVINCE_DEPTH * PATH_STEP],
        election_id=tenure.post.election_id,
    )


def may(user: User, permission: Permission) -> bool:
    """Whether the person may use the permission anywhere: decides which doors are shown."""
    if user.is_anonymous or _token_withholds(user, permission):
        return False
    return holds(offices_of(user), permission)


def scope_of(user: User, permission: Permission) -> Scope:
    """Where the person may use the permission; empty means nowhere."""
    if user.is_anonymous or _token_withholds(user, permission):
        return Scope(permission, frozenset())
    return Scope(permission, grants(offices_of(user), permission))


def require(
    user: User, permission: Permission, *, unit_path: str, election_id: int | None = None
) -> None:
    """Refuse unless the person may use the permission at this unit.

    Raises:
        NotAllowed: no post of the person reaches the unit with this permission.
    """
    if not scope_of(user, permission).covers(unit_path, election_id):
        raise NotAllowed(permission.value, unit_path)


def acting_tenure(
    user: User, permission: Permission, *, unit_path: str, election_id: int | None = None
) -> Tenure:
    """The post under which the person uses the permission at this unit, the nearest one.

    Raises:
        NotAllowed: there is none.
    """
    if not _token_withholds(user, permission):
        fitting = [
            tenure
            for tenure in tenures_of(user)
            if covers(grants([_office(tenure)], permission), unit_path, election_id)
        ]
        if fitting:
            return max(fitting, key=lambda tenure: len(tenure.post.unit.path))
    raise NotAllowed(permission.value, unit_path)


def _token_withholds(user: User, permission: Permission) -> bool:
    return user.token is not None and permission.value not in user.token.permissions
