"""Which obstacles a person may see: those that touch their area, or that their agency owns."""

from uuid import UUID

from django.db.models import Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of, tenures_of
from sandoq.apps.obstacles.models import (
    Agency,
    Obstacle,
    ObstacleArea,
    ObstacleOwner,
    SolutionOption,
)
from sandoq.apps.readiness.selectors.paths import below
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import NotFound


def agencies_of(user: User) -> QuerySet[Agency]:
    """The agencies the person speaks for now."""
    seats = tenures_of(user).values("post")
    return Agency.objects.filter(seats__post__in=seats, closed_at=None)


def agencies(user: User, unit_path: str) -> QuerySet[Agency]:
    """The agencies that may answer for something at a unit: its own and those above it."""
    steps = range(Unit.steplen, len(unit_path) + 1, Unit.steplen)
    paths = [unit_path[:end] for end in steps]
    scope = scope_of(user, Permission.OBSTACLE_VIEW)
    if not scope:
        return agencies_of(user)
    return Agency.objects.filter(unit__path__in=paths, closed_at=None).select_related("unit")


def agency_of_key(user: User, key: UUID | str) -> Agency:
    """The agency with this key, at or above or below a unit of the person.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    found = Agency.objects.filter(key=key).select_related("unit").first()
    if found is not None:
        scope = scope_of(user, Permission.OBSTACLE_VIEW)
        path = found.unit.path
        if any(g.path.startswith(path) or path.startswith(g.path) for g in scope.grants):
            return found
        if agencies_of(user).filter(pk=found.pk).exists():
            return found
    raise NotFound("agency", str(key))


def visible(user: User) -> QuerySet[Obstacle]:
    """The obstacles this person may see, of all elections."""
    scope = scope_of(user, Permission.OBSTACLE_VIEW)
    if scope.is_national:
        return Obstacle.objects.all()
    owned = ObstacleOwner.objects.filter(agency__in=agencies_of(user)).values("obstacle")
    wanted = Q(pk__in=owned)
    for grant in scope.grants:
        areas = ObstacleArea.objects.filter(below("unit_path", grant.path))
        if grant.election_id is not None:
            areas = areas.filter(election=grant.election_id)
        wanted |= Q(pk__in=areas.values("obstacle"))
    return Obstacle.objects.filter(wanted)


def obstacle_of_key(user: User, key: UUID | str) -> Obstacle:
    """The obstacle with this key.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    found = (
        visible(user)
        .filter(key=key)
        .select_related(
            *("unit", "election__polling_day", "decided__agency", "accepted_unit"),
            *("merged_into", "reported_by__person"),
        )
        .first()
    )
    if found is None:
        raise NotFound("obstacle", str(key))
    return found


def option_of_key(obstacle: Obstacle, key: UUID | str) -> SolutionOption:
    """One option of an obstacle that the person sees.

    Raises:
        NotFound: it has no such option.
    """
    found = obstacle.options.filter(key=key).select_related("obstacle", "agency").first()
    if found is None:
        raise NotFound("option", str(key))
    return found


def owner_of_id(obstacle: Obstacle, pk: int) -> ObstacleOwner:
    """One owner of an obstacle that the person sees.

    Raises:
        NotFound: it has no such owner.
    """
    found = obstacle.owners.filter(pk=pk).select_related("obstacle", "unit", "agency").first()
    if found is None:
        raise NotFound("owner", str(pk))
    return found
