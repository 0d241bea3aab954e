"""The second round of an election: chosen constituencies, the seats left open, another day."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.errors import (
    ForeignConstituency,
    RunOffEmpty,
    RunOffSeats,
    SlugTaken,
)
from sandoq.apps.elections.models import (
    Constituency,
    Contest,
    Election,
    PollingDay,
    SeatRule,
    StageAssignment,
)
from sandoq.apps.elections.rules.stages import upwards
from sandoq.apps.elections.selectors import stations_of
from sandoq.apps.elections.services.announcing import announce
from sandoq.apps.elections.services.checks import read_name, read_slug, require_editor
from sandoq.apps.elections.services.elections import LONGEST_NAME, require_earlier


@transaction.atomic
def create_run_off(
    *,
    by: User,
    first: Election,
    slug: str,
    name_fa: str,
    name_en: str,
    polling_day: PollingDay,
    seats: Mapping[Constituency, int],
    seat_rule: SeatRule,
) -> Election:
    """Hold the next round of an election where seats stayed open; the same again returns the first.

    Contests, the chosen constituencies with their units, and the stages there are taken over: a
    run-off goes no step further than its first round might have gone.

    Args:
        seats: seats left open by constituency of the first round.
        seat_rule: how the run-off fills them.

    Raises:
        NotAllowed: only the headquarters creates elections.
        RunOffEmpty: no constituency was chosen.
        ForeignConstituency: a constituency belongs to another election.
        RunOffSeats: no seat, or more than the constituency has.
        PreviousElectionNotEarlier: the run-off must be held after the first round.
        SlugTaken: another election has the short name.
        BadInput: slug or names cannot be accepted.
    """
    require_editor(by, first)
    first = Election.objects.select_for_update(of=("self",)).get(pk=first.pk)
    _check(first, seats)
    require_earlier(first, polling_day)
    name_fa, name_en = (
        read_name("name_fa", name_fa, LONGEST_NAME),
        read_name("name_en", name_en, LONGEST_NAME),
    )
    known = Election.objects.filter(slug=read_slug(slug)).first()
    if known is not None:
        if _is_same(known, first, polling_day, seats):
            return known
        raise SlugTaken(slug, known.name_fa)
    election = Election.objects.create(
        slug=slug,
        kind=first.kind,
        name_fa=name_fa,
        name_en=name_en,
        polling_day=polling_day,
        round=first.round + 1,
        previous_round=first,
        previous_election=first.previous_election,
    )
    for contest in first.contests.filter(constituencies__in=list(seats)).distinct():
        _copy_contest(contest, election, seats, seat_rule)
    data = {
        "first": first.slug,
        "slug": slug,
        "polling_day": polling_day.date,
        "seat_rule": seat_rule.slug,
        "seats": {str(constituency.key): n for constituency, n in seats.items()},
    }
    record_action(by=by, verb="elections.create-run-off", target=election, data=data)
    announce(election, stations_of(election))
    return election


def _check(first: Election, seats: Mapping[Constituency, int]) -> None:
    if not seats:
        raise RunOffEmpty(first.name_fa)
    for constituency, open_seats in seats.items():
        if constituency.contest.election_id != first.pk:
            raise ForeignConstituency(constituency.name_fa, first.name_fa)
        if not 1 <= open_seats <= constituency.seats:
            raise RunOffSeats(constituency.name_fa, open_seats, constituency.seats)


def _is_same(
    known: Election, first: Election, polling_day: PollingDay, seats: Mapping[Constituency, int]
) -> bool:
    held = Constituency.objects.filter(contest__election=known)
    return (
        known.previous_round_id == first.pk
        and known.polling_day_id == polling_day.pk
        and sorted(held.values_list("name_fa", "seats"))
        == sorted((constituency.name_fa, n) for constituency, n in seats.items())
    )


def _copy_contest(
    contest: Contest, election: Election, seats: Mapping[Constituency, int], seat_rule: SeatRule
) -> None:
    copy = Contest.objects.create(
        election=election,
        slug=contest.slug,
        name_fa=contest.name_fa,
        name_en=contest.name_en,
        seat_rule=seat_rule,
    )
    paths: list[str] = []
    for constituency, open_seats in seats.items():
        if constituency.contest_id != contest.pk:
            continue
        drawn = Constituency.objects.create(
            contest=copy,
            name_fa=constituency.name_fa,
            name_en=constituency.name_en,
            seats=open_seats,
        )
        units = list(constituency.units.all())
        drawn.units.set(units)
        paths += [unit.path for unit in units]
    _copy_stages(contest, copy, paths)


def _copy_stages(contest: Contest, copy: Contest, paths: list[str]) -> None:
    """Take over the stages that hold somewhere in the units with these paths."""
    reach = Q(unit__path__in={above for path in paths for above in upwards(path)})
    for path in paths:
        reach |= Q(unit__path__startswith=path) | Q(station__unit__path__startswith=path)
    for assignment in contest.stages.filter(reach):
        StageAssignment.objects.create(
            contest=copy,
            unit_id=assignment.unit_id,
            station_id=assignment.station_id,
            stage=assignment.stage,
            fallback=assignment.fallback,
            order_number=assignment.order_number,
            reason=assignment.reason,
            assigned_by_id=assignment.assigned_by_id,
            assigned_at=assignment.assigned_at,
        )
