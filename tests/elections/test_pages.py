"""The room's pages: what each person sees, what is written, and what a refusal says."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections import errors
from sandoq.apps.elections.models import (
    CalendarEntry,
    Constituency,
    Contest,
    Election,
    SeatRule,
    StageAssignment,
)
from sandoq.apps.elections.services import add_calendar_entry, draw_constituency
from sandoq.common.errors import DomainError
from tests.elections.builders import (
    NEXT,
    Land,
    a_contest_by,
    an_election_by,
)
from tests.elections.nist_structure import faults
from tests.factories import a_station, a_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(boss: User, land: Land) -> Contest:
    contest = a_contest_by(boss, an_election_by(boss, on=NEXT))
    draw_constituency(
        by=boss,
        contest=contest,
        name_fa="ساری و میاندورود",
        name_en="Sari and Miandorud",
        seats=2,
        units=[land.sari, land.miandorud],
    )
    a_station(land.sari_centre, number=7)
    return contest


def signed_in(user: User, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def at(name: str, *args: Any) -> str:
    return reverse(f"elections:{name}", args=args)


def text_of(response: Any) -> str:
    return response.content.decode()


def test_the_first_page_says_what_to_do_first(boss: User, land: Land) -> None:
    """The headquarters gets the button, others are told who acts."""
    assert at("election_new") in text_of(signed_in(boss).get(at("elections")))
    page = text_of(signed_in(a_user(Role.COUNTY_IT, land.sari)).get(at("elections")))
    assert "No elections yet" in page
    assert at("election_new") not in page


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize("role", [Role.HEADQUARTERS, Role.PROVINCE_HEAD, Role.CANDIDATE])
def test_every_page_opens_for_who_may_see_it(
    land: Land, contest: Contest, role: Role, language: str
) -> None:
    """In both languages, with only the doors that are open to the person."""
    unit = land.country if role is Role.HEADQUARTERS else land.mazandaran
    client = signed_in(a_user(role, unit), language)
    election, key = contest.election.slug, contest.constituencies.get().key
    for address in (
        at("elections"),
        at("election", election),
        at("contest", election, contest.slug),
        at("constituency", key),
        at("stages", election, contest.slug),
    ):
        response = client.get(address)
        assert response.status_code == 200
        page = text_of(response)
        assert (at("election_edit", election) in page) == (
            role is Role.HEADQUARTERS and address == at("election", election)
        )
        if role is Role.CANDIDATE:
            assert at("stage_assign", election, contest.slug) not in page


def test_the_record_shows_day_and_neighbours_in_both_calendars(
    boss: User, contest: Contest
) -> None:
    """Friday 13 Esfand 1406; one check-in for the elections of the day."""
    an_election_by(boss, "experts-7", on=NEXT)
    page = text_of(signed_in(boss).get(at("election", contest.election.slug)))

    assert "3 March 2028" in page
    assert "۱۳ اسفند ۱۴۰۶" in page
    assert "One check-in, one ballot per contest" in page
    assert at("election", "experts-7") in page
    assert "at least a fifth of the valid votes" in page


def test_an_election_is_created_with_a_jalali_day_and_persian_digits(boss: User) -> None:
    """As people type it; then the page of the election."""
    response = signed_in(boss).post(
        at("election_new"),
        {
            "name_fa": "مجلس سیزدهم",
            "name_en": "13th Majles",
            "kind": "parliament",
            "slug": "majles-13",
            "polling_on": "۱۴۰۶/۱۲/۱۳",
            "opens": "۸ صبح",
            "closes": "۱۸:۰۰",
        },
    )

    election = Election.objects.get()
    assert response.headers["Location"] == at("election", "majles-13")
    assert election.polling_day.date == date(2028, 3, 3)
    assert election.polling_day.closes.hour == 18


def test_a_refusal_keeps_what_was_typed(boss: User, contest: Contest) -> None:
    """The sentence stands above the form, and nothing was written."""
    response = signed_in(boss).post(
        at("election_new"),
        {
            "name_fa": "دیگر",
            "name_en": "Another",
            "kind": "council",
            "slug": contest.election.slug,
            "polling_on": "2030-03-01",
            "opens": "8:00",
            "closes": "18:00",
        },
    )

    assert response.status_code == 409
    assert 'data-code="slug-taken"' in text_of(response)
    assert 'value="Another"' in text_of(response)
    assert Election.objects.count() == 1
    bad = signed_in(boss).post(at("election_new"), {"polling_on": "1404/12/30", "opens": "soon"})
    assert bad.status_code == 422


def test_contests_and_constituencies_are_drawn_on_pages(boss: User, land: Land) -> None:
    """From the empty election to a constituency of two counties, then redrawn."""
    election = a_contest_by(boss, an_election_by(boss), "other").election
    client = signed_in(boss)
    rule = SeatRule.objects.get(slug="majles-first-round")
    client.post(
        at("contest_new", election.slug),
        {"name_fa": "مجلس", "name_en": "Majles", "slug": "majles", "seat_rule": rule.pk},
    )
    form = at("constituency_new", election.slug, "majles") + f"?province={land.mazandaran.key}"
    assert str(land.sari_dodangeh.key) in text_of(client.get(form))
    drawn = {"name_fa": "ساری", "seats": "۲", "units": [str(land.sari.key)]}
    client.post(form, drawn)

    constituency = Constituency.objects.get()
    assert (constituency.seats, list(constituency.units.all())) == (2, [land.sari])
    clash = client.post(form, {**drawn, "name_fa": "ب", "units": [str(land.sari_centre.key)]})
    assert (clash.status_code, Constituency.objects.count()) == (409, 1)
    edit = at("constituency_edit", constituency.key)
    assert f'value="{land.sari.key}" id' in text_of(client.get(edit))
    client.post(edit, {**drawn, "units": [str(land.sari.key), str(land.miandorud.key)]})
    assert constituency.units.count() == 2


def test_names_are_corrected_on_pages(boss: User, contest: Contest) -> None:
    """Of an election and of a contest."""
    client = signed_in(boss)
    names = {"name_fa": "نام نو", "name_en": "New name"}

    client.post(at("election_edit", contest.election.slug), names)
    client.post(at("contest_edit", contest.election.slug, contest.slug), names)

    contest.refresh_from_db()
    assert (contest.name_fa, Election.objects.get().name_en) == ("نام نو", "New name")


def test_a_run_off_is_created_on_its_page(boss: User, contest: Contest) -> None:
    """Only where seats stayed open; without any the form says so."""
    client = signed_in(boss)
    address = at("run_off_new", contest.election.slug)
    typed = {
        "name_fa": "مرحله دوم",
        "name_en": "Second round",
        "slug": "majles-12-2",
        "polling_on": "2028-05-12",
        "opens": "8:00",
        "closes": "18:00",
        "seat_rule": SeatRule.objects.get(slug="majles-second-round").pk,
    }

    assert client.post(address, typed).status_code == 422
    key = contest.constituencies.get().key
    client.post(address, {**typed, f"seats-{key}": "۱"})

    run_off = Election.objects.get(slug="majles-12-2")
    assert run_off.contests.get().constituencies.get().seats == 1
    assert at("election", "majles-12-2") in text_of(
        client.get(at("election", contest.election.slug))
    )


def test_the_calendar_is_written_and_taken_out_on_pages(boss: User, contest: Contest) -> None:
    """And comes as a file that calendar programs read."""
    client = signed_in(boss)
    slug = contest.election.slug
    client.post(
        at("calendar_new", slug),
        {"name_fa": "تبلیغات", "begins_on": "1406/12/4", "ends_on": "1406/12/10"},
    )

    entry = CalendarEntry.objects.get()
    file = client.get(at("calendar_file", slug))
    assert file.headers["Content-Type"].startswith("text/calendar")
    assert "DTEND;VALUE=DATE:20280301" in text_of(file)
    assert "DTSTART:20280303T043000Z" in text_of(file)
    assert "تبلیغات" in text_of(client.get(at("election", slug)))
    assert client.get(at("calendar_remove", slug, entry.pk)).status_code == 405
    client.post(at("calendar_remove", slug, entry.pk))
    assert not CalendarEntry.objects.exists()


def test_a_head_assigns_a_stage_in_the_own_province_only(land: Land, contest: Contest) -> None:
    """Units of the province are offered; another province's head is told no and writes nothing."""
    address = at("stage_assign", contest.election.slug, contest.slug)
    typed = {
        "unit": str(land.sari.key),
        "stage": "S1",
        "fallback": "S0",
        "order_number": "ص-۱۲",
    }
    stranger = signed_in(a_user(Role.PROVINCE_HEAD, land.azerbaijan))
    head = signed_in(a_user(Role.PROVINCE_HEAD, land.mazandaran))

    assert str(land.sari.key) not in text_of(stranger.get(address))
    assert stranger.post(address, typed).status_code == 422
    assert not StageAssignment.objects.exists()
    assert signed_in(a_user(Role.COUNTY_IT, land.sari)).get(address).status_code == 403
    assert head.post(address, typed).status_code == 302
    assert StageAssignment.objects.get().unit == land.sari
    far = head.post(address, {**typed, "stage": "S2"})
    assert (far.status_code, 'data-code="stage-too-far"' in text_of(far)) == (422, True)


def test_a_stage_is_assigned_to_one_station_by_its_number(land: Land, contest: Contest) -> None:
    """The number alone is not enough where two counties use it."""
    head = signed_in(a_user(Role.PROVINCE_HEAD, land.mazandaran))
    address = at("stage_assign", contest.election.slug, contest.slug)
    a_station(land.miandorud, number=7)
    typed = {"stage": "S1", "fallback": "S0", "order_number": "ص-۱", "station": "۷"}

    assert head.post(address, {**typed, "unit": str(land.mazandaran.key)}).status_code == 422
    assert head.post(address, {**typed, "unit": str(land.babol.key)}).status_code == 422
    assert head.post(address, {**typed, "unit": str(land.sari.key)}).status_code == 302

    assigned = StageAssignment.objects.get()
    assert (assigned.station.number, assigned.station.unit) == (7, land.sari_centre)
    stages = text_of(head.get(at("stages", contest.election.slug, contest.slug) + "?stage=S1"))
    assert "Station 7" in stages


@pytest.mark.parametrize("role", [Role.PROVINCE_HEAD, Role.AUDITOR, Role.CANDIDATE])
def test_only_the_headquarters_reaches_the_forms(land: Land, contest: Contest, role: Role) -> None:
    """The door is closed, not only the button hidden."""
    client = signed_in(a_user(role, land.mazandaran))
    slug, key = contest.election.slug, contest.constituencies.get().key
    for address in (
        at("election_new"),
        at("election_edit", slug),
        at("run_off_new", slug),
        at("calendar_new", slug),
        at("contest_new", slug),
        at("contest_edit", slug, contest.slug),
        at("constituency_new", slug, contest.slug),
        at("constituency_edit", key),
    ):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403


def test_an_editor_of_one_election_edits_no_other(land: Land, boss: User, contest: Contest) -> None:
    """A headquarters post for one election sees that one; the others do not exist for it."""
    other = an_election_by(boss, "experts-7", on=NEXT)
    limited = signed_in(a_user(Role.HEADQUARTERS, land.country, election=other))

    assert limited.get(at("election_edit", contest.election.slug)).status_code == 404
    assert limited.get(at("election", "experts-7")).status_code == 200


def test_what_does_not_exist_is_not_found(boss: User, contest: Contest) -> None:
    """An address typed wrongly."""
    client = signed_in(boss)
    slug = contest.election.slug
    for address in (
        at("election", "nothing"),
        at("contest", slug, "nothing"),
        at("constituency", "00000000-0000-4000-8000-000000000000"),
        at("nist_file", "nothing"),
    ):
        assert client.get(address).status_code == 404


def test_lists_are_filtered_and_exported(boss: User, contest: Contest) -> None:
    """The file has the rows that the page shows."""
    an_election_by(boss, "experts-5", on=date(2016, 2, 26))
    client = signed_in(boss)

    held = text_of(client.get(at("elections") + "?when=held"))
    assert at("election", "experts-5") in held
    assert f'{at("election", contest.election.slug)}">Election' not in held
    assert "No election matches" in text_of(client.get(at("elections") + "?q=zzz"))
    for address in (
        at("elections") + "?format=json&kind=parliament",
        at("contest", contest.election.slug, contest.slug) + "?format=json&q=ساری",
        at("stages", contest.election.slug, contest.slug) + "?format=csv",
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert "attachment" in response.headers["Content-Disposition"]
    rows = json.loads(
        client.get(at("contest", contest.election.slug, contest.slug) + "?format=json").getvalue()
    )
    assert rows[0]["Seats"] == 2
    assert rows[0]["Stations"] == 1


def test_the_nist_report_is_sent_as_a_file(boss: User, contest: Contest) -> None:
    """Streamed, and sound."""
    response = signed_in(boss).get(at("nist_file", contest.election.slug))

    assert response.headers["Content-Type"] == "application/json"
    assert faults(json.loads(response.getvalue())) == []


def test_a_visitor_is_sent_to_the_door(contest: Contest) -> None:
    """Nothing of the room is public."""
    assert Client().get(at("elections")).status_code == 302
    assert Client().get(at("nist_file", contest.election.slug)).status_code == 302


def test_the_record_costs_the_same_with_more_stations(
    boss: User, land: Land, contest: Contest
) -> None:
    """Pages ask for sums, not for stations."""
    client = signed_in(boss)
    for address in (
        at("election", contest.election.slug),
        at("contest", contest.election.slug, contest.slug),
        at("constituency", contest.constituencies.get().key),
    ):
        client.get(address)
        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for _ in range(5):
            a_station(land.sari_centre)
        with CaptureQueriesContext(connection) as many:
            client.get(address)
        assert len(many) == len(few)


def refusals() -> list[type[DomainError]]:
    found = vars(errors).values()
    return [one for one in found if isinstance(one, type) and one.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", refusals(), ids=lambda kind: kind.code)
def test_every_refusal_has_its_sentence(kind: type[DomainError]) -> None:
    """A code without a sentence would leave a person before a riddle."""
    assert get_template(f"errors/{kind.code}.html")


def test_the_persian_catalogue_is_complete() -> None:
    """No sentence is left in English, none is only a guess."""
    catalogue = Path(errors.__file__).parent / "locale" / "fa" / "LC_MESSAGES" / "django.po"
    entries = catalogue.read_text(encoding="utf-8").split("\n\n")[1:]

    assert len(entries) > 200
    for entry in entries:
        assert "fuzzy" not in entry
        assert 'msgstr ""' not in entry or entry.split('msgstr ""')[1].strip()
        assert 'msgstr[0] ""' not in entry


def test_a_calendar_step_of_the_polling_day_is_shown_once(boss: User, contest: Contest) -> None:
    """Whoever enters the polling day as a step does not see it twice."""
    add_calendar_entry(
        by=boss, election=contest.election, name_fa="روز رأی‌گیری", name_en="Vote", begins_on=NEXT
    )
    page = text_of(signed_in(boss).get(at("election", contest.election.slug)))

    assert page.count('class="is-polling') == 1
