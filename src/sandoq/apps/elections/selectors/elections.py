"""Elections a person may see, and plain look-ups for the rooms above."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import (
    CalendarEntry,
    Constituency,
    Contest,
    Election,
    SeatRule,
)
from sandoq.apps.elections.rules.stages import upwards
from sandoq.common import clock
from sandoq.common.errors import NotFound


def elections(user: User) -> QuerySet[Election]:
    """The elections this person may see, the latest polling day first."""
    grants = scope_of(user, Permission.ELECTION_VIEW).grants
    found = Election.objects.select_related("polling_day")
    if not grants:
        return found.none()
    if any(grant.election_id is None for grant in grants):
        return found
    return found.filter(pk__in=[grant.election_id for grant in grants])


def election_of_slug(user: User, slug: str) -> Election:
    """The election with this short name.

    Raises:
        NotFound: there is none, or this person may not know it.
    """
    election = (
        elections(user)
        .select_related("previous_round", "previous_election")
        .filter(slug=slug)
        .first()
    )
    if election is None:
        raise NotFound("election", slug)
    return election


def contest_of_slug(user: User, election_slug: str, slug: str) -> Contest:
    """A contest of an election.

    Raises:
        NotFound: there is none, or this person may not know it.
    """
    contest = (
        Contest.objects.select_related("seat_rule", "election__polling_day")
        .filter(election__in=elections(user).values("pk"), election__slug=election_slug, slug=slug)
        .first()
    )
    if contest is None:
        raise NotFound("contest", slug)
    return contest


def constituency_of_key(user: User, key: UUID) -> Constituency:
    """The constituency with this key.

    Raises:
        NotFound: there is none, or this person may not know it.
    """
    constituency = (
        Constituency.objects.select_related("contest__seat_rule", "contest__election__polling_day")
        .filter(contest__election__in=elections(user).values("pk"), key=key)
        .first()
    )
    if constituency is None:
        raise NotFound("constituency", str(key))
    return constituency


def seat_rules() -> QuerySet[SeatRule]:
    """All seat rules; they are law, open to everybody."""
    return SeatRule.objects.order_by("pk")


def calendar_of(election: Election) -> QuerySet[CalendarEntry]:
    """The dated steps of an election, the earliest first."""
    return election.calendar.order_by("begins_on", "pk")


def next_election(at: datetime, unit_path: str = "") -> Election | None:
    """The election of the next polling day, else of the last one; those held at the unit first."""
    found = list(Election.objects.select_related("polling_day"))
    if not found:
        return None
    here = frozenset[int]()
    if unit_path:
        reach = Q(contests__constituencies__units__path__startswith=unit_path) | Q(
            contests__constituencies__units__path__in=list(upwards(unit_path))
        )
        here = frozenset(Election.objects.filter(reach).values_list("pk", flat=True))
    today = clock.today(at)

    def order(election: Election) -> tuple[bool, bool, int, int]:
        days = (election.polling_day.date - today).days
        return (bool(here) and election.pk not in here, days < 0, abs(days), election.pk)

    return min(found, key=order)


def same_day(election: Election) -> QuerySet[Election]:
    """The other elections of the same polling day: one check-in, one ballot per contest."""
    return (
        Election.objects.filter(polling_day=election.polling_day_id)
        .exclude(pk=election.pk)
        .select_related("polling_day")
        .order_by("pk")
    )


def constituencies_of(election: Election, unit_path: str = "") -> QuerySet[Constituency]:
    """Constituencies of an election that share ground with the unit; all without one."""
    found = Constituency.objects.filter(contest__election=election).select_related("contest")
    if not unit_path:
        return found
    reach = Q(units__path__startswith=unit_path) | Q(units__path__in=list(upwards(unit_path)))
    return found.filter(pk__in=Constituency.objects.filter(reach).values("pk"))
