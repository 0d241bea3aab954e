"""Drawing constituencies: units that together fill seats, no unit twice in a contest."""

from collections.abc import Sequence

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.errors import (
    ConstituenciesOverlap,
    ConstituencyEmpty,
    ConstituencyNameTaken,
)
from sandoq.apps.elections.models import Constituency, Contest
from sandoq.apps.elections.rules.stages import overlap
from sandoq.apps.elections.selectors.stations import stations_of_constituency, stations_under
from sandoq.apps.elections.services.announcing import announce
from sandoq.apps.elections.services.checks import read_name, read_text, require_editor
from sandoq.apps.territory.models import Unit

_LONGEST_NAME = 200
_MOST_SEATS = 500


@transaction.atomic
def draw_constituency(
    *,
    by: User,
    contest: Contest,
    name_fa: str,
    seats: int,
    units: Sequence[Unit],
    name_en: str = "",
) -> Constituency:
    """Draw a constituency of units of one or several levels; the same again returns the first.

    Raises:
        NotAllowed: only the headquarters draws.
        ConstituencyEmpty: no unit, or no seat.
        ConstituencyNameTaken: the contest has one of this name with other units or seats.
        ConstituenciesOverlap: a unit, one above or one below it belongs to another, or is given
            twice.
        BadInput: a name is empty or too long.
    """
    require_editor(by, contest.election)
    contest = _locked(contest)
    name_fa = read_name("name_fa", name_fa, _LONGEST_NAME)
    _require_content(name_fa, seats, units)
    known = contest.constituencies.filter(name_fa=name_fa).first()
    if known is not None:
        if known.seats == seats and _paths_of(known) == {unit.path for unit in units}:
            return known
        raise ConstituencyNameTaken(name_fa, contest.name_fa)
    _require_free(contest, units)
    constituency = Constituency.objects.create(
        contest=contest,
        name_fa=name_fa,
        name_en=read_text("name_en", name_en, _LONGEST_NAME),
        seats=seats,
    )
    constituency.units.set(units)
    _record(by, "elections.draw-constituency", constituency, units)
    announce(contest.election, stations_of_constituency(constituency))
    return constituency


@transaction.atomic
def revise_constituency(
    *,
    by: User,
    constituency: Constituency,
    name_fa: str,
    seats: int,
    units: Sequence[Unit],
    name_en: str = "",
) -> Constituency:
    """Redraw a constituency; what is the same changes nothing.

    Raises: as `draw_constituency`.
    """
    contest = _locked(constituency.contest)
    require_editor(by, contest.election)
    constituency = Constituency.objects.get(pk=constituency.pk)
    given = {
        "name_fa": read_name("name_fa", name_fa, _LONGEST_NAME),
        "name_en": read_text("name_en", name_en, _LONGEST_NAME),
        "seats": seats,
    }
    _require_content(given["name_fa"], seats, units)
    others = contest.constituencies.exclude(pk=constituency.pk)
    if others.filter(name_fa=given["name_fa"]).exists():
        raise ConstituencyNameTaken(str(given["name_fa"]), contest.name_fa)
    is_redrawn = _paths_of(constituency) != {unit.path for unit in units}
    changes = {field for field, value in given.items() if getattr(constituency, field) != value}
    if not is_redrawn and not changes:
        return constituency
    _require_free(contest, units, apart_from=constituency)
    left = list(constituency.units.all())
    for field in changes:
        setattr(constituency, field, given[field])
    constituency.save()
    constituency.units.set(units)
    _record(by, "elections.revise-constituency", constituency, units)
    if is_redrawn:
        _announce_redrawn(constituency, [*left, *units])
    return constituency


def _locked(contest: Contest) -> Contest:
    locked = Contest.objects.select_for_update(of=("self",)).select_related("election")
    return locked.get(pk=contest.pk)


def _paths_of(constituency: Constituency) -> set[str]:
    return set(constituency.units.values_list("path", flat=True))


def _require_content(name: object, seats: int, units: Sequence[Unit]) -> None:
    if not 1 <= seats <= _MOST_SEATS or not units:
        raise ConstituencyEmpty(str(name))


def _require_free(
    contest: Contest, units: Sequence[Unit], apart_from: Constituency | None = None
) -> None:
    rows = Constituency.units.through.objects.filter(constituency__contest=contest)
    if apart_from is not None:
        rows = rows.exclude(constituency=apart_from)
    drawn = dict(rows.values_list("unit__path", "constituency__name_fa"))
    found = overlap(drawn, [unit.path for unit in units])
    if found is not None:
        path, holder = found
        name = next(unit.name_fa for unit in units if unit.path == path)
        raise ConstituenciesOverlap(name, holder, contest.name_fa)


def _record(by: User, verb: str, constituency: Constituency, units: Sequence[Unit]) -> None:
    data = {
        "contest": constituency.contest.slug,
        "election": constituency.contest.election.slug,
        "name": constituency.name_fa,
        "seats": constituency.seats,
        "units": sorted(str(unit.key) for unit in units),
    }
    record_action(by=by, verb=verb, target=constituency, data=data)


def _announce_redrawn(constituency: Constituency, units: Sequence[Unit]) -> None:
    touched = Unit.objects.filter(pk__in=[unit.pk for unit in units])
    announce(constituency.contest.election, stations_under(touched))
