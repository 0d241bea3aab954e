"""All points of an area as columns, small enough to send 90,000 of them to a browser at once."""

import gzip
import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from itertools import pairwise

from django.db.models import QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.readiness.models import DayRevision, PointStatus, State
from sandoq.apps.readiness.selectors.board import Filters, filtered
from sandoq.apps.readiness.selectors.paths import below
from sandoq.apps.readiness.selectors.scope import require_view
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import NotFound
from sandoq.common.hashing import sha256_hex

STATES = (State.READY.value, State.ON_FALLBACK.value, State.NOT_READY.value)
"""A point's letter in the `states` text is its state's position here."""

_DEGREE = 100_000  # coordinates are sent in units of 0.00001 degrees, about a metre
_KEPT = 24
_EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class MapColumns:
    """The points of a map, gzipped JSON: {"revision", "lon", "lat", "states", "points"}.

    `lon` and `lat` are in units of 0.00001 degrees, each but the first as the difference to the
    one before; `points` are the points' keys for `point_card`, differences too. `tag` changes
    whenever the content may have.
    """

    tag: str
    body: bytes


def map_columns(
    user: User, election: Election, unit: Unit, filters: Filters = _EVERYTHING
) -> MapColumns:
    """The points of the stations a person may see at and below `unit`.

    Raises:
        NotFound: the person may not see the unit's readiness.
    """
    require_view(user, election, unit)
    scope = scope_of(user, Permission.READINESS_VIEW)
    paths = tuple(sorted(grant.path for grant in scope.grants))
    revision, changed_at = _revision(election)
    asked = [election.pk, unit.path, paths, astuple(filters), changed_at]
    tag = f"{revision}-{sha256_hex(json.dumps(asked))[:24]}"
    body = _kept(tag, lambda: _build(user, election, unit, filters, revision))
    return MapColumns(tag, body)


def point_status(user: User, election: Election, point: int) -> PointStatus:
    """One point with its station, if the person may see it.

    Raises:
        NotFound: there is none, or this person may not see it.
    """
    found = (
        _visible(user, election)
        .filter(point=point)
        .select_related("point", "station__unit", "station__county")
        .first()
    )
    if found is None:
        raise NotFound("point", str(point))
    return found


def point_names(user: User, election: Election, points: Sequence[int]) -> dict[int, str]:
    """Station and point names of those of the given points that the person may see."""
    found = _visible(user, election).filter(point__in=points)
    rows = found.values_list("point_id", "station__name", "point__name")
    return {
        key: station if station == name else f"{station}: {name}" for key, station, name in rows
    }


def _build(user: User, election: Election, unit: Unit, filters: Filters, revision: int) -> bytes:
    found = _visible(user, election).filter(
        below("station__unit__path", unit.path), point__lon__isnull=False
    )
    if filters.are_set:
        # The state asked for is the point's own: one bad point does not paint the others.
        stations = filtered(election, unit, replace(filters, state=""))
        found = found.filter(station__in=stations.values("station"))
        if filters.state:
            found = found.filter(state=filters.state)
    rows = list(
        found.order_by("point").values_list("point_id", "point__lon", "point__lat", "state")
    )
    letters = {state: str(position) for position, state in enumerate(STATES)}
    columns = {
        "revision": revision,
        "lon": _differences([round((row[1] or 0.0) * _DEGREE) for row in rows]),
        "lat": _differences([round((row[2] or 0.0) * _DEGREE) for row in rows]),
        "states": "".join(letters[row[3]] for row in rows),
        "points": _differences([row[0] for row in rows]),
    }
    return gzip.compress(json.dumps(columns, separators=(",", ":")).encode("ascii"), 5, mtime=0)


def _visible(user: User, election: Election) -> QuerySet[PointStatus]:
    scope = scope_of(user, Permission.READINESS_VIEW)
    return PointStatus.objects.filter(scope.q("station__unit__path", "election"), election=election)


def _differences(values: list[int]) -> list[int]:
    if not values:
        return []
    return [values[0], *(later - earlier for earlier, later in pairwise(values))]


def _revision(election: Election) -> tuple[int, str]:
    """Number and moment of the day's last change; a database put back has another moment."""
    found = DayRevision.objects.filter(polling_day=election.polling_day_id).first()
    return (found.number, found.changed_at.isoformat()) if found else (0, "")


kept_maps: OrderedDict[str, bytes] = OrderedDict()
"""The last few maps of this process by their tags: a revision's map never changes."""


def _kept(tag: str, build: Callable[[], bytes]) -> bytes:
    if tag not in kept_maps:
        kept_maps[tag] = build()
        while len(kept_maps) > _KEPT:
            kept_maps.popitem(last=False)
    return kept_maps[tag]
