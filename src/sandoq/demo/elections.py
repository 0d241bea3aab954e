"""The demo's elections: two on one day in Mazandaran, a presidential one elsewhere.

The polling day is a Friday some weeks ahead, so that evidence ages and a deadline approaches as in
life; constituencies and seats are the real ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Contest, Election, PollingDay, SeatRule
from sandoq.apps.elections.services import (
    add_calendar_entry,
    add_contest,
    assign_stage,
    create_election,
    draw_constituency,
    install_seat_rules,
    plan_polling_day,
)
from sandoq.apps.territory.models import Unit
from sandoq.demo.territory import MAZANDARAN, ConstituencyData, Scope, Territory
from sandoq.demo.units import COUNTRY_REF, county_ref, province_ref

LEAST_DAYS_AHEAD = 38
_FRIDAY = 4
_OPENS, _CLOSES = time(8), time(18)
_BEFORE = date(2024, 6, 28)  # the presidential election of 8 Tir 1403
_ORDER = "1404/F/217"
COUNTING_COUNTIES = ("بابلسر", "رامسر")
"""Counties that already count electronically (S2)."""


@dataclass(frozen=True, slots=True)
class DemoElection:
    """What an election of the demo is called and decides."""

    slug: str
    kind: str
    name_fa: str
    name_en: str
    contest_slug: str
    contest_fa: str
    contest_en: str
    seat_rule: str


_PARLIAMENT = DemoElection(
    slug="majles",
    kind="parliament",
    name_fa="مجلس شورای اسلامی (نمونه)",
    name_en="Parliament (demo)",
    contest_slug="seats",
    contest_fa="کرسی‌های مجلس",
    contest_en="Seats of parliament",
    seat_rule="majles-first-round",
)
_EXPERTS = DemoElection(
    slug="experts",
    kind="experts",
    name_fa="مجلس خبرگان رهبری (نمونه)",
    name_en="Assembly of Experts (demo)",
    contest_slug="seats",
    contest_fa="کرسی‌های خبرگان",
    contest_en="Seats of the assembly",
    seat_rule="experts",
)
_PRESIDENT = DemoElection(
    slug="president",
    kind="president",
    name_fa="ریاست جمهوری (نمونه)",
    name_en="President (demo)",
    contest_slug="president",
    contest_fa="رئیس جمهور",
    contest_en="President",
    seat_rule="president-first-round",
)
_EARLIER = DemoElection(
    slug="president-1403",
    kind="president",
    name_fa="ریاست جمهوری ۱۴۰۳",
    name_en="President 1403",
    contest_slug="president",
    contest_fa="رئیس جمهور",
    contest_en="President",
    seat_rule="president-first-round",
)


def coming_polling_day(today: date) -> date:
    """The first Friday at least `LEAST_DAYS_AHEAD` days away."""
    earliest = today + timedelta(days=LEAST_DAYS_AHEAD)
    return earliest + timedelta(days=(_FRIDAY - earliest.weekday()) % 7)


def call_elections(
    *, by: User, scope: Scope, territory: Territory, units: Mapping[str, Unit], today: date
) -> PollingDay:
    """Plan the day, call its elections, draw constituencies and climb the stage ladder."""
    install_seat_rules(by=by)
    earlier_day = plan_polling_day(by=by, on=_BEFORE, opens=_OPENS, closes=_CLOSES)
    day = plan_polling_day(by=by, on=coming_polling_day(today), opens=_OPENS, closes=_CLOSES)
    tops = [units[province_ref(province.iso)] for province in territory.provinces]
    whole = units[COUNTRY_REF]

    earlier = _call(by, _EARLIER, earlier_day, None)
    _draw_whole(by, earlier, whole)
    for top in tops:
        _assign(by, earlier, top, "S1")

    if scope == "mazandaran":
        contests = [_call(by, _PARLIAMENT, day, earlier), _call(by, _EXPERTS, day, earlier)]
        for data in territory.constituencies:
            _draw(by, contests[data.contest == "experts"], data, units)
    else:
        contests = [_call(by, _PRESIDENT, day, earlier)]
        _draw_whole(by, contests[0], whole)

    for contest in contests:
        for top in tops:
            _assign(by, contest, top, "S1")
        for county in COUNTING_COUNTIES:
            unit = units.get(county_ref(MAZANDARAN, county))
            if unit is not None:
                _assign(by, contest, unit, "S2")
        _write_calendar(by, contest.election, day.date)
    return day


def _call(by: User, what: DemoElection, day: PollingDay, previous: Contest | None) -> Contest:
    election = create_election(
        by=by,
        slug=what.slug,
        kind=what.kind,
        name_fa=what.name_fa,
        name_en=what.name_en,
        polling_day=day,
        previous_election=previous.election if previous else None,
    )
    return add_contest(
        by=by,
        election=election,
        slug=what.contest_slug,
        name_fa=what.contest_fa,
        name_en=what.contest_en,
        seat_rule=SeatRule.objects.get(slug=what.seat_rule),
    )


def _draw(by: User, contest: Contest, data: ConstituencyData, units: Mapping[str, Unit]) -> None:
    counties = [units[county_ref(data.province_iso, county)] for county in data.counties]
    draw_constituency(
        by=by,
        contest=contest,
        name_fa=data.name_fa,
        name_en=data.name_en,
        seats=data.seats,
        units=counties,
    )


def _draw_whole(by: User, contest: Contest, country: Unit) -> None:
    draw_constituency(
        by=by,
        contest=contest,
        name_fa=country.name_fa,
        name_en=country.name_en,
        seats=1,
        units=[country],
    )


def _assign(by: User, contest: Contest, unit: Unit, stage: str) -> None:
    assign_stage(
        by=by, contest=contest, place=unit, stage=stage, fallback="S0", order_number=_ORDER
    )


def _write_calendar(by: User, election: Election, day: date) -> None:
    for name_fa, name_en, days_before, days_long in (
        ("پایان ثبت شعب", "Register of stations closes", 30, 0),
        ("آموزش متصدیان", "Training of operators", 25, 10),
        ("رزمایش سراسری", "Full rehearsal", 12, 0),
        ("تحویل تجهیزات به شعب", "Equipment goes to the stations", 4, 2),
        ("روز رأی‌گیری", "Polling day", 0, 0),
    ):
        begins = day - timedelta(days=days_before)
        add_calendar_entry(
            by=by,
            election=election,
            name_fa=name_fa,
            name_en=name_en,
            begins_on=begins,
            ends_on=begins + timedelta(days=days_long) if days_long else None,
        )
