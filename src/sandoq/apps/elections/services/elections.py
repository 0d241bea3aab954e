"""Planning polling days and elections, and adding contests to them."""

from datetime import date, time
from typing import TypeVar

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.errors import (
    HoursOutOfOrder,
    PollingDayPlanned,
    PreviousElectionNotEarlier,
    SlugTaken,
)
from sandoq.apps.elections.models import Contest, Election, PollingDay, SeatRule
from sandoq.apps.elections.selectors import stations_of
from sandoq.apps.elections.services.announcing import announce
from sandoq.apps.elections.services.checks import read_name, read_slug, require_editor
from sandoq.common.errors import BadInput

LONGEST_NAME = 120

_Named = TypeVar("_Named", Election, Contest)


@transaction.atomic
def plan_polling_day(*, by: User, on: date, opens: time, closes: time) -> PollingDay:
    """Plan a day on which elections are held; the same day and hours again return the first.

    Args:
        opens, closes: Tehran time of day; all elections of the day share them.

    Raises:
        NotAllowed: only the headquarters plans.
        HoursOutOfOrder: it would close before it opens.
        PollingDayPlanned: the day is planned with other hours.
    """
    require_editor(by)
    if closes <= opens:
        raise HoursOutOfOrder(f"{opens:%H:%M}", f"{closes:%H:%M}")
    day, is_new = PollingDay.objects.get_or_create(
        date=on, defaults={"opens": opens, "closes": closes}
    )
    if is_new:
        data = {"date": on, "opens": opens, "closes": closes}
        record_action(by=by, verb="elections.plan-polling-day", target=day, data=data)
    elif (day.opens, day.closes) != (opens, closes):
        raise PollingDayPlanned(on, f"{day.opens:%H:%M}", f"{day.closes:%H:%M}")
    return day


@transaction.atomic
def create_election(
    *,
    by: User,
    slug: str,
    kind: str,
    name_fa: str,
    name_en: str,
    polling_day: PollingDay,
    previous_election: Election | None = None,
) -> Election:
    """Create an election's first round; the same again returns the first.

    Args:
        slug: its short name in addresses, such as "majles-12".
        previous_election: the one from whose stages it goes at most one step further.

    Raises:
        NotAllowed: only the headquarters creates elections.
        BadInput: slug, kind or names cannot be accepted.
        SlugTaken: another election has the short name.
        PreviousElectionNotEarlier: the previous election is held on this day or later.
    """
    require_editor(by)
    if kind not in Election.Kind.values:
        raise BadInput("kind", kind[:20], "unknown-value")
    given = {
        "kind": kind,
        "name_fa": read_name("name_fa", name_fa, LONGEST_NAME),
        "name_en": read_name("name_en", name_en, LONGEST_NAME),
        "polling_day": polling_day,
        "round": 1,
        "previous_election": previous_election,
    }
    require_earlier(previous_election, polling_day)
    election, is_new = Election.objects.get_or_create(slug=read_slug(slug), defaults=given)
    if is_new:
        data = {
            "slug": slug,
            "kind": kind,
            "polling_day": polling_day.date,
            "previous": previous_election.slug if previous_election else None,
        }
        record_action(by=by, verb="elections.create-election", target=election, data=data)
    elif any(getattr(election, field) != value for field, value in given.items()):
        raise SlugTaken(slug, election.name_fa)
    return election


def require_earlier(previous: Election | None, polling_day: PollingDay) -> None:
    """Refuse an election, or a round, that is not held after the one before it."""
    if previous is not None and previous.polling_day.date >= polling_day.date:
        raise PreviousElectionNotEarlier(
            previous.name_fa, previous.polling_day.date, polling_day.date
        )


@transaction.atomic
def revise_election(*, by: User, election: Election, name_fa: str, name_en: str) -> Election:
    """Correct an election's names; day, kind and predecessor stay.

    Raises:
        NotAllowed: only the headquarters revises elections.
        BadInput: a name is empty or too long.
    """
    require_editor(by, election)
    election = Election.objects.select_for_update(of=("self",)).get(pk=election.pk)
    return _rename(by, election, name_fa, name_en)


@transaction.atomic
def add_contest(
    *, by: User, election: Election, slug: str, name_fa: str, name_en: str, seat_rule: SeatRule
) -> Contest:
    """Add a contest to an election; the same again returns the first.

    Raises:
        NotAllowed: only the headquarters adds contests.
        BadInput: slug or names cannot be accepted.
        SlugTaken: another contest of the election has the short name.
    """
    require_editor(by, election)
    given = {
        "name_fa": read_name("name_fa", name_fa, LONGEST_NAME),
        "name_en": read_name("name_en", name_en, LONGEST_NAME),
        "seat_rule": seat_rule,
    }
    contest, is_new = Contest.objects.get_or_create(
        election=election, slug=read_slug(slug), defaults=given
    )
    if is_new:
        data = {"election": election.slug, "slug": slug, "seat_rule": seat_rule.slug}
        record_action(by=by, verb="elections.add-contest", target=contest, data=data)
        announce(election, stations_of(election))
    elif any(getattr(contest, field) != value for field, value in given.items()):
        raise SlugTaken(slug, contest.name_fa)
    return contest


@transaction.atomic
def revise_contest(*, by: User, contest: Contest, name_fa: str, name_en: str) -> Contest:
    """Correct a contest's names; its seat rule stays.

    Raises:
        NotAllowed: only the headquarters revises contests.
        BadInput: a name is empty or too long.
    """
    require_editor(by, contest.election)
    contest = Contest.objects.select_for_update(of=("self",)).get(pk=contest.pk)
    return _rename(by, contest, name_fa, name_en)


def _rename(by: User, thing: _Named, fa: str, en: str) -> _Named:
    before = (thing.name_fa, thing.name_en)
    after = (read_name("name_fa", fa, LONGEST_NAME), read_name("name_en", en, LONGEST_NAME))
    if before == after:
        return thing
    thing.name_fa, thing.name_en = after
    thing.save(update_fields=["name_fa", "name_en"])
    kind = thing._meta.model_name
    data = {"before": before, "after": after}
    record_action(by=by, verb=f"elections.revise-{kind}", target=thing, data=data)
    return thing
