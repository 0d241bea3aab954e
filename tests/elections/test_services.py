"""Elections are planned by the headquarters, twice the same is once, and every act is recorded."""

from datetime import date, time

import pytest

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.errors import (
    CalendarOutOfOrder,
    ConstituenciesOverlap,
    ConstituencyEmpty,
    ConstituencyNameTaken,
    ForeignConstituency,
    HoursOutOfOrder,
    PollingDayPlanned,
    PreviousElectionNotEarlier,
    RunOffEmpty,
    RunOffSeats,
    SeatRuleInUse,
    SlugTaken,
)
from sandoq.apps.elections.models import (
    CalendarEntry,
    Constituency,
    Contest,
    Election,
    PollingDay,
    SeatRule,
)
from sandoq.apps.elections.selectors import same_day
from sandoq.apps.elections.services import (
    add_calendar_entry,
    add_contest,
    assign_stage,
    create_election,
    create_run_off,
    draw_constituency,
    election_changed,
    install_seat_rules,
    plan_polling_day,
    remove_calendar_entry,
    revise_constituency,
    revise_contest,
    revise_election,
)
from sandoq.common.errors import BadInput, NotAllowed
from tests.elections.builders import (
    FRIDAY,
    NEXT,
    RUN_OFF_DAY,
    Land,
    a_contest_by,
    a_planned_day,
    an_election_by,
)
from tests.factories import a_station, a_user

pytestmark = pytest.mark.django_db


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))


def test_the_seat_rules_are_installed_once(boss: User) -> None:
    """A second call writes nothing, not even a line of the trail."""
    first = install_seat_rules(by=boss)
    recorded = len(verbs())

    assert install_seat_rules(by=boss) == first
    assert {rule.slug for rule in first} == {
        "majles-first-round",
        "majles-second-round",
        "experts",
        "president-first-round",
        "president-second-round",
    }
    assert len(verbs()) == recorded == 5


def test_a_rule_in_use_does_not_change(contest: Contest) -> None:
    """How a contest is decided cannot change under it; an unused rule may be corrected."""
    changed = {"winners": "plurality", "threshold": {"numerator": 1, "denominator": 4}}
    SeatRule.objects.update(rule={**changed, "runoff": "none"})

    with pytest.raises(SeatRuleInUse):
        install_seat_rules(by=None)
    Contest.objects.all().delete()
    install_seat_rules(by=None)

    assert SeatRule.objects.get(slug="experts").rule["threshold"]["numerator"] == 0


def test_a_day_is_planned_once_and_keeps_its_hours(boss: User) -> None:
    """All elections of a day open and close together."""
    day = a_planned_day(boss)

    assert a_planned_day(boss) == day
    with pytest.raises(PollingDayPlanned):
        plan_polling_day(by=boss, on=FRIDAY, opens=time(9), closes=time(18))
    with pytest.raises(HoursOutOfOrder):
        plan_polling_day(by=boss, on=NEXT, opens=time(18), closes=time(8))
    assert PollingDay.objects.count() == 1


def test_a_second_election_on_the_same_day_shares_it(boss: User) -> None:
    """One check-in: Majles and Experts of 11 Esfand 1402 are one day."""
    majles = an_election_by(boss, "majles-12")
    experts = an_election_by(boss, "experts-6")
    an_election_by(boss, "majles-13", on=NEXT)

    assert list(same_day(majles)) == [experts]
    assert PollingDay.objects.count() == 2


def test_an_election_is_created_once(boss: User) -> None:
    """The same call again returns it; another election cannot take its address."""
    election = an_election_by(boss)

    assert an_election_by(boss) == election
    with pytest.raises(SlugTaken):
        an_election_by(boss, on=NEXT)
    assert verbs().count("elections.create-election") == 1


@pytest.mark.parametrize("slug", ["", "Majles", "majles 12", "مجلس", "a" * 51, "-a"])
def test_an_address_is_made_of_small_latin_letters(boss: User, slug: str) -> None:
    """It is typed, printed and sent to colleagues."""
    with pytest.raises(BadInput):
        an_election_by(boss, slug)


def test_an_unknown_kind_and_an_empty_name_are_refused(boss: User) -> None:
    """A form cannot be bypassed."""
    day = a_planned_day(boss)
    given = {"by": boss, "slug": "x", "polling_day": day, "name_en": "X"}

    with pytest.raises(BadInput):
        create_election(**given, kind="senate", name_fa="ایکس")
    with pytest.raises(BadInput):
        create_election(**given, kind="council", name_fa=" ")
    assert not Election.objects.exists()


def test_the_previous_election_was_held_before(boss: User) -> None:
    """Otherwise two elections could pull each other up the ladder."""
    later = an_election_by(boss, "majles-13", on=NEXT)

    with pytest.raises(PreviousElectionNotEarlier):
        an_election_by(boss, "majles-12", previous=later)


@pytest.mark.parametrize("role", [Role.PROVINCE_HEAD, Role.COUNTY_IT, Role.AUDITOR])
def test_only_the_headquarters_writes_elections(land: Land, contest: Contest, role: Role) -> None:
    """Every service of the room refuses everybody else, and nothing is written."""
    other = a_user(role, land.mazandaran)
    election = contest.election
    day = election.polling_day
    constituency = Constituency.objects.create(contest=contest, name_fa="ساری", seats=1)
    before = len(verbs())
    text = {"name_fa": "الف", "name_en": "A"}

    for act in (
        lambda: install_seat_rules(by=other),
        lambda: plan_polling_day(by=other, on=NEXT, opens=time(8), closes=time(18)),
        lambda: create_election(by=other, slug="x", kind="council", polling_day=day, **text),
        lambda: revise_election(by=other, election=election, **text),
        lambda: add_contest(
            by=other, election=election, slug="y", seat_rule=contest.seat_rule, **text
        ),
        lambda: revise_contest(by=other, contest=contest, **text),
        lambda: draw_constituency(
            by=other, contest=contest, name_fa="ب", seats=1, units=[land.babol]
        ),
        lambda: revise_constituency(
            by=other, constituency=constituency, name_fa="ب", seats=1, units=[land.babol]
        ),
        lambda: add_calendar_entry(by=other, election=election, name_fa="ت", begins_on=FRIDAY),
        lambda: remove_calendar_entry(by=other, election=election, entry_id=1),
        lambda: create_run_off(
            by=other,
            first=election,
            slug="z",
            polling_day=day,
            seats={constituency: 1},
            seat_rule=contest.seat_rule,
            **text,
        ),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert len(verbs()) == before


def test_names_are_corrected_and_recorded(boss: User, contest: Contest) -> None:
    """A correction is an act; the same names again are none."""
    revise_election(by=boss, election=contest.election, name_fa="مجلس دوازدهم", name_en="12th")
    revise_election(by=boss, election=contest.election, name_fa="مجلس دوازدهم", name_en="12th")
    revise_contest(by=boss, contest=contest, name_fa="نمایندگان", name_en="Members")

    assert Election.objects.get().name_fa == "مجلس دوازدهم"
    assert Contest.objects.get().name_en == "Members"
    assert verbs().count("elections.revise-election") == 1


def test_a_constituency_is_drawn_once(boss: User, land: Land, contest: Contest) -> None:
    """Sari and Miandorud with two seats; the same again is the same one."""
    units = [land.sari, land.miandorud]
    given = {"by": boss, "contest": contest, "name_fa": "ساری و میاندورود", "name_en": "Sari"}
    drawn = draw_constituency(**given, seats=2, units=units)

    assert draw_constituency(**given, seats=2, units=units[::-1]) == drawn
    assert list(drawn.units.all()) == units
    with pytest.raises(ConstituencyNameTaken):
        draw_constituency(**given, seats=1, units=units)
    assert verbs().count("elections.draw-constituency") == 1


@pytest.mark.parametrize("clash", ["sari", "sari_centre", "mazandaran", "country"])
def test_no_ground_is_drawn_twice(boss: User, land: Land, contest: Contest, clash: str) -> None:
    """The unit itself, one above it and one below it are the same ground; the holder is named."""
    draw_constituency(by=boss, contest=contest, name_fa="ساری", seats=2, units=[land.sari])

    with pytest.raises(ConstituenciesOverlap) as refusal:
        draw_constituency(
            by=boss, contest=contest, name_fa="دیگر", seats=1, units=[getattr(land, clash)]
        )

    assert (refusal.value.unit, refusal.value.holder) == (getattr(land, clash).name_fa, "ساری")
    assert Constituency.objects.count() == 1


def test_units_of_one_constituency_do_not_overlap(boss: User, land: Land, contest: Contest) -> None:
    """A county and its district would count the district's stations twice."""
    with pytest.raises(ConstituenciesOverlap):
        draw_constituency(
            by=boss, contest=contest, name_fa="ساری", seats=1, units=[land.sari, land.sari_centre]
        )
    assert not Constituency.objects.exists()


def test_units_of_several_levels_form_one_constituency(
    boss: User, land: Land, contest: Contest
) -> None:
    """A county and a district of the neighbouring county; the same ground in another contest."""
    units = [land.miandorud, land.sari_centre]
    draw_constituency(by=boss, contest=contest, name_fa="الف", seats=1, units=units)
    other = a_contest_by(boss, an_election_by(boss, "experts-6"), "experts")

    draw_constituency(by=boss, contest=other, name_fa="مازندران", seats=4, units=[land.mazandaran])

    assert Constituency.objects.count() == 2


@pytest.mark.parametrize("seats", [0, -1, 501])
def test_a_constituency_has_seats_and_units(
    boss: User, land: Land, contest: Contest, seats: int
) -> None:
    """Nothing could be elected in it."""
    with pytest.raises(ConstituencyEmpty):
        draw_constituency(by=boss, contest=contest, name_fa="س", seats=seats, units=[land.sari])
    with pytest.raises(ConstituencyEmpty):
        draw_constituency(by=boss, contest=contest, name_fa="س", seats=1, units=[])


def test_a_constituency_is_redrawn_without_clashing_with_itself(
    boss: User, land: Land, contest: Contest
) -> None:
    """Its own ground is free for it, another's is not."""
    sari = draw_constituency(by=boss, contest=contest, name_fa="س", seats=2, units=[land.sari])
    draw_constituency(by=boss, contest=contest, name_fa="بابل", seats=2, units=[land.babol])
    told = []

    def listener(election: Election, _stations: object) -> None:
        told.append(election)

    election_changed.append(listener)
    try:
        revise_constituency(
            by=boss,
            constituency=sari,
            name_fa="ساری",
            seats=1,
            units=[land.sari_centre, land.miandorud],
        )
    finally:
        election_changed.remove(listener)

    sari.refresh_from_db()
    assert (sari.name_fa, sari.seats, sari.units.count()) == ("ساری", 1, 2)
    assert told == [contest.election]
    with pytest.raises(ConstituenciesOverlap):
        revise_constituency(by=boss, constituency=sari, name_fa="ساری", seats=1, units=[land.babol])
    with pytest.raises(ConstituencyNameTaken):
        revise_constituency(by=boss, constituency=sari, name_fa="بابل", seats=1, units=[land.sari])


def test_a_calendar_step_is_added_and_removed_once(boss: User, contest: Contest) -> None:
    """Networks repeat themselves; the calendar does not."""
    given = {"by": boss, "election": contest.election, "name_fa": "تبلیغات"}
    days = {"begins_on": date(2024, 2, 22), "ends_on": date(2024, 2, 28)}
    entry = add_calendar_entry(**given, **days)

    assert add_calendar_entry(**given, **days) == entry
    with pytest.raises(CalendarOutOfOrder):
        add_calendar_entry(**given, begins_on=FRIDAY, ends_on=date(2024, 2, 29))
    for _ in range(2):
        remove_calendar_entry(by=boss, election=contest.election, entry_id=entry.pk)
    assert not CalendarEntry.objects.exists()
    assert verbs()[-2:] == ["elections.add-calendar-entry", "elections.remove-calendar-entry"]


def test_a_run_off_is_held_elsewhere_on_another_day(
    boss: User, land: Land, contest: Contest
) -> None:
    """Only where seats stayed open, for those seats, with the stages of the first round there."""
    sari = draw_constituency(by=boss, contest=contest, name_fa="ساری", seats=2, units=[land.sari])
    draw_constituency(by=boss, contest=contest, name_fa="بابل", seats=2, units=[land.babol])
    a_station(land.sari_centre)
    stage = {"stage": "S1", "fallback": "S0", "order_number": "ص-۱"}
    assign_stage(by=boss, contest=contest, place=land.mazandaran, **stage)
    assign_stage(by=boss, contest=contest, place=land.babol, **stage)
    given = {
        "by": boss,
        "first": contest.election,
        "slug": "majles-12-2",
        "name_fa": "مرحله دوم",
        "name_en": "Second round",
        "polling_day": a_planned_day(boss, RUN_OFF_DAY),
        "seat_rule": SeatRule.objects.get(slug="majles-second-round"),
    }
    run_off = create_run_off(**given, seats={sari: 1})

    assert create_run_off(**given, seats={sari: 1}) == run_off
    assert (run_off.round, run_off.previous_round) == (2, contest.election)
    copy = run_off.contests.get()
    assert list(copy.constituencies.values_list("name_fa", "seats")) == [("ساری", 1)]
    assert list(copy.stages.values_list("unit", "stage")) == [(land.mazandaran.pk, "S1")]
    with pytest.raises(SlugTaken):
        create_run_off(**given, seats={sari: 2})
    assert contest.constituencies.count() == 2


def test_a_run_off_that_cannot_be_is_refused(boss: User, land: Land, contest: Contest) -> None:
    """No constituency, too many seats, another election's constituency, the same day."""
    sari = draw_constituency(by=boss, contest=contest, name_fa="ساری", seats=2, units=[land.sari])
    other = a_contest_by(boss, an_election_by(boss, "experts-6"), "experts")
    foreign = draw_constituency(by=boss, contest=other, name_fa="م", seats=4, units=[land.sari])
    given = {
        "by": boss,
        "first": contest.election,
        "slug": "majles-12-2",
        "name_fa": "مرحله دوم",
        "name_en": "Second round",
        "seat_rule": SeatRule.objects.get(slug="majles-second-round"),
    }
    later = a_planned_day(boss, RUN_OFF_DAY)

    with pytest.raises(RunOffEmpty):
        create_run_off(**given, polling_day=later, seats={})
    for seats in (0, 3):
        with pytest.raises(RunOffSeats):
            create_run_off(**given, polling_day=later, seats={sari: seats})
    with pytest.raises(ForeignConstituency):
        create_run_off(**given, polling_day=later, seats={foreign: 1})
    with pytest.raises(PreviousElectionNotEarlier):
        create_run_off(**given, polling_day=contest.election.polling_day, seats={sari: 1})
    assert Election.objects.count() == 2
