"""Which place and election a page is about: the address says, else the session, else the post."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.elections.selectors import elections, next_election
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.selectors import units
from sandoq.common import clock
from sandoq.common.errors import NotFound

PLACE, ELECTION = "place", "election"
"""Keys of the session."""


def place_in_view(request: Any) -> Unit | None:
    """The unit of `?unit=`, else the one last seen, else that of the person's nearest post.

    Raises:
        NotFound: the unit named lies outside the person's scope, or is none.
    """
    user: User = request.user
    scope = scope_of(user, Permission.TERRITORY_VIEW)
    if not scope:
        return None
    visible = units(user)
    if (asked := _asked(request, "unit")) is not None:
        unit = _of_key(visible, asked)
        if unit is None:
            raise NotFound("unit", asked)
        _keep(request, PLACE, str(unit.key))
        return unit
    kept = _of_key(visible, request.session.get(PLACE, ""))
    return kept or _own_unit(visible, [grant.path for grant in scope.grants])


def election_in_view(request: Any) -> Election | None:
    """The election of `?election=`, else the one last seen, else the next held at the place.

    Raises:
        NotFound: there is no such election, or the person may not see it.
    """
    if not may(request.user, Permission.ELECTION_VIEW):
        return None
    visible = {election.slug: election for election in elections_in_view(request)}
    if (asked := _asked(request, "election")) is not None:
        if asked not in visible:
            raise NotFound("election", asked)
        _keep(request, ELECTION, asked)
        return visible[asked]
    if kept := visible.get(request.session.get(ELECTION, "")):
        return kept
    if len(visible) <= 1:
        return next(iter(visible.values()), None)
    nearest = next_election(clock.now(), request.place.path if request.place else "")
    return visible.get(nearest.slug if nearest else "") or next(iter(visible.values()))


def elections_in_view(request: Any) -> list[Election]:
    """The elections the person may see, asked once per request."""
    known: dict[str, Any] = request.__dict__
    if "_elections" not in known:
        known["_elections"] = list(elections(request.user))
    found: list[Election] = known["_elections"]
    return found


def children_in_view(user: User, place: Unit) -> list[Unit]:
    """The units just below the place that the person may see."""
    return list(units(user, place).filter(depth=place.depth + 1, closed_on=None))


def _asked(request: Any, name: str) -> str | None:
    """What the address asks for, once: the page that tells the refusal does not ask again."""
    asked: str | None = request.GET.get(name)
    already: set[str] = request.__dict__.setdefault("_places_asked", set())
    if not asked or name in already:
        return None
    already.add(name)
    return asked


def _keep(request: Any, name: str, value: str) -> None:
    """Remember what was chosen; a session that knows it already is not written."""
    if request.session.get(name) != value:
        request.session[name] = value


def _of_key(visible: QuerySet[Unit], text: str) -> Unit | None:
    try:
        return visible.filter(key=UUID(text)).first()
    except ValueError:
        return None


def _own_unit(visible: QuerySet[Unit], paths: Iterable[str]) -> Unit | None:
    nearest = max(paths, key=len)
    return visible.filter(path=nearest).first() or visible.order_by("path").first()
