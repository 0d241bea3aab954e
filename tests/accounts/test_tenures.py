"""Posts change hands by an order: never two holders at once, never rights without a tenure."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sandoq.apps.accounts.errors import (
    LastHeadquarters,
    MayNotAppoint,
    OwnAppointment,
    PostClosed,
    PostOccupied,
    PostOrderMissing,
    RoleOutOfPlace,
    TenureEnded,
    TenureOverlap,
    TenureTooFar,
)
from sandoq.apps.accounts.models import AuditEntry, Person, Post, Tenure, User
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.rules.tenures import Term, earliest_start, is_holding
from sandoq.apps.accounts.selectors import may, scope_of, tenures_of
from sandoq.apps.accounts.services import appoint, close_post, end_tenure, open_post
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.common.errors import DomainError, NotAllowed
from tests.factories import (
    LONG_AGO,
    a_country,
    a_county,
    a_district,
    a_province,
    a_user,
    an_election,
)

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def a_person(name: str = "زهرا نوری") -> Person:
    return Person.objects.create(name_fa=name, created_at=LONG_AGO)


@pytest.fixture
def headquarters(db: None) -> User:
    return a_user("headquarters", a_country())


def test_a_successor_ends_the_predecessor_at_the_same_moment(headquarters: User) -> None:
    """Between them there is no moment without a holder and none with two."""
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)
    first = appoint(
        by=headquarters, post=post, person=a_person(), order_number="۱۲/الف", since=NOON
    )
    second = appoint(
        by=headquarters,
        post=post,
        person=a_person("علی رضایی"),
        order_number="13",
        since=NOON + timedelta(days=9),
    )

    first.refresh_from_db()
    assert (first.until, first.ended_by_order) == (second.since, "13")
    assert second.until is None
    assert Tenure.objects.filter(post=post, until=None).count() == 1


def test_appointing_twice_is_one_appointment(headquarters: User) -> None:
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)
    person = a_person()

    first = appoint(by=headquarters, post=post, person=person, order_number=" 12 ")
    again = appoint(by=headquarters, post=post, person=person, order_number="12")

    assert first == again
    assert AuditEntry.objects.filter(verb="accounts.appoint").count() == 1


def test_an_appointment_is_recorded_with_its_order_and_predecessor(headquarters: User) -> None:
    county = a_county()
    post = open_post(by=headquarters, unit=county, role=Role.COUNTY_IT)
    first = appoint(by=headquarters, post=post, person=a_person(), order_number="12")
    appoint(by=headquarters, post=post, person=a_person(), order_number="13")

    entry = AuditEntry.objects.filter(verb="accounts.appoint").latest("seq")
    assert entry.user == headquarters
    assert entry.tenure == tenures_of(headquarters).get()
    assert entry.unit_path == county.path
    assert (entry.data["order_number"], entry.data["predecessor"]) == ("13", first.pk)


@pytest.mark.parametrize("order", ["", "   ", "\u200c"])
def test_no_post_changes_hands_without_an_order(headquarters: User, order: str) -> None:
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)
    tenure = appoint(by=headquarters, post=post, person=a_person(), order_number="1")

    with pytest.raises(PostOrderMissing):
        appoint(by=headquarters, post=post, person=a_person(), order_number=order)
    with pytest.raises(PostOrderMissing):
        end_tenure(by=headquarters, tenure=tenure, order_number=order)

    assert Tenure.objects.filter(post=post).get().until is None


def test_a_tenure_may_not_begin_before_its_predecessor(headquarters: User) -> None:
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)
    first = appoint(by=headquarters, post=post, person=a_person(), order_number="1", since=NOON)

    for since in (NOON, NOON - timedelta(days=1)):
        with pytest.raises(TenureOverlap):
            appoint(by=headquarters, post=post, person=a_person(), order_number="2", since=since)

    first.refresh_from_db()
    assert first.until is None
    assert Tenure.objects.filter(post=post).count() == 1


def test_an_ended_tenure_stays_as_it_was(headquarters: User) -> None:
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)
    first = appoint(by=headquarters, post=post, person=a_person(), order_number="1", since=NOON)
    end = NOON + timedelta(days=3)
    end_tenure(by=headquarters, tenure=first, order_number="2", until=end)

    with pytest.raises(TenureOverlap) as refusal:
        appoint(
            by=headquarters,
            post=post,
            person=a_person(),
            order_number="3",
            since=end - timedelta(seconds=1),
        )
    assert refusal.value.earliest == end
    second = appoint(by=headquarters, post=post, person=a_person(), order_number="3", since=end)

    assert second.since == end


def test_ending_twice_by_one_order_is_harmless_and_by_another_refused(headquarters: User) -> None:
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)
    tenure = appoint(by=headquarters, post=post, person=a_person(), order_number="1", since=NOON)
    ended = end_tenure(by=headquarters, tenure=tenure, order_number="2")

    assert end_tenure(by=headquarters, tenure=tenure, order_number="2").until == ended.until
    with pytest.raises(TenureEnded):
        end_tenure(by=headquarters, tenure=tenure, order_number="3")


def test_an_end_that_has_not_come_may_be_brought_forward(headquarters: User) -> None:
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)
    tenure = appoint(by=headquarters, post=post, person=a_person(), order_number="1", since=NOON)
    later = now() + timedelta(days=30)
    end_tenure(by=headquarters, tenure=tenure, order_number="2", until=later)

    with pytest.raises(TenureEnded):
        end_tenure(by=headquarters, tenure=tenure, order_number="3", until=later)
    ended = end_tenure(by=headquarters, tenure=tenure, order_number="3")

    assert ended.until is not None
    assert ended.until <= now()


def test_a_tenure_begins_within_a_year(headquarters: User) -> None:
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)

    with pytest.raises(TenureTooFar):
        appoint(
            by=headquarters,
            post=post,
            person=a_person(),
            order_number="1",
            since=now() + timedelta(days=400),
        )


def test_a_tenure_that_has_not_begun_gives_no_rights(headquarters: User) -> None:
    county = a_county()
    deputy = a_user("district-it", a_district(county=county))
    post = open_post(by=headquarters, unit=county, role=Role.COUNTY_IT)
    assert deputy.person is not None
    appoint(
        by=headquarters,
        post=post,
        person=deputy.person,
        order_number="1",
        since=now() + timedelta(hours=1),
    )

    assert not may(User.objects.get(pk=deputy.pk), Permission.STATION_EDIT)


def test_an_ended_tenure_gives_no_rights_any_more(headquarters: User) -> None:
    """Rights are asked of open tenures each time: the next request is refused."""
    county = a_county()
    officer = a_user("county-it", county)
    tenure = tenures_of(officer).get()
    assert scope_of(officer, Permission.STATION_EDIT).covers(county.path)

    end_tenure(by=headquarters, tenure=tenure, order_number="9")

    afterwards = User.objects.get(pk=officer.pk)
    assert not scope_of(afterwards, Permission.STATION_EDIT)
    assert not tenures_of(afterwards).exists()


def test_nobody_appoints_themselves(headquarters: User) -> None:
    post = open_post(by=headquarters, unit=a_province(), role=Role.PROVINCE_HEAD)
    assert headquarters.person is not None

    with pytest.raises(OwnAppointment):
        appoint(by=headquarters, post=post, person=headquarters.person, order_number="1")

    assert not Tenure.objects.filter(post=post).exists()


def test_the_last_holder_of_headquarters_stays(headquarters: User) -> None:
    """Otherwise nobody could appoint a successor, and the installation were lost."""
    tenure = tenures_of(headquarters).get()

    with pytest.raises(LastHeadquarters):
        end_tenure(by=headquarters, tenure=tenure, order_number="1")
    with pytest.raises(LastHeadquarters):
        appoint(by=headquarters, post=tenure.post, person=a_person(), order_number="1")

    second = a_user("headquarters", a_country())
    assert end_tenure(by=second, tenure=tenure, order_number="1").until is not None


def test_a_closed_post_is_not_filled(headquarters: User) -> None:
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)
    close_post(by=headquarters, post=post, order_number="5")

    with pytest.raises(PostClosed):
        appoint(by=headquarters, post=post, person=a_person(), order_number="6")

    reopened = open_post(by=headquarters, unit=post.unit, role=Role.COUNTY_IT, number=post.number)
    assert reopened.pk == post.pk
    assert reopened.closed_at is None


def test_a_held_post_is_not_closed(headquarters: User) -> None:
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)
    appoint(by=headquarters, post=post, person=a_person(), order_number="1")

    with pytest.raises(PostOccupied):
        close_post(by=headquarters, post=post, order_number="2")


def test_opening_a_post_twice_is_one_post_and_numbers_run_on(headquarters: User) -> None:
    province = a_province()
    first = open_post(by=headquarters, unit=province, role=Role.PROVINCE_MEMBER, number=1)

    assert open_post(by=headquarters, unit=province, role=Role.PROVINCE_MEMBER, number=1) == first
    second = open_post(by=headquarters, unit=province, role=Role.PROVINCE_MEMBER)
    election = an_election()
    third = open_post(
        by=headquarters, unit=province, role=Role.PROVINCE_MEMBER, number=1, election=election
    )

    assert second.number == 2
    assert third not in {first, second}
    assert Post.objects.filter(unit=province).count() == 3


def test_a_role_stands_only_at_its_level(headquarters: User) -> None:
    with pytest.raises(RoleOutOfPlace):
        open_post(by=headquarters, unit=a_province(), role=Role.COUNTY_IT)

    assert not Post.objects.filter(role=Role.COUNTY_IT).exists()


def test_a_county_fills_its_own_lower_posts_only(headquarters: User) -> None:
    county = a_county()
    officer = a_user("county-it", county)
    district = a_district(county=county)
    elsewhere = a_district("دیگر", a_county("آمل", Unit.objects.get_parent(county)))

    assert open_post(by=officer, unit=district, role=Role.DISTRICT_IT).unit == district
    for role in (Role.AUDITOR, Role.TRUSTEE, Role.AGENCY_OFFICER, Role.COUNTY_IT):
        place = county if role == Role.COUNTY_IT else district
        with pytest.raises(MayNotAppoint):
            open_post(by=officer, unit=place, role=role)
    with pytest.raises(NotAllowed):
        open_post(by=officer, unit=elsewhere, role=Role.OPERATOR)


def test_a_province_fills_what_is_below_it_and_not_itself(headquarters: User) -> None:
    county = a_county()
    head = a_user("province-head", Unit.objects.get_parent(county))

    assert open_post(by=head, unit=county, role=Role.COUNTY_IT)
    assert open_post(by=head, unit=county, role=Role.AUDITOR)
    for role in (Role.PROVINCE_MEMBER, Role.PROVINCE_HEAD, Role.EXPERT):
        with pytest.raises(MayNotAppoint):
            open_post(by=head, unit=Unit.objects.get_parent(county), role=role)
    with pytest.raises(NotAllowed):
        open_post(by=head, unit=a_province("گیلان"), role=Role.EXPERT)


def test_an_observer_fills_nothing(headquarters: User) -> None:
    county = a_county()
    observer = a_user("observer", county)

    with pytest.raises(NotAllowed):
        open_post(by=observer, unit=county, role=Role.OPERATOR)


def test_two_open_tenures_are_impossible_even_past_the_services(headquarters: User) -> None:
    post = open_post(by=headquarters, unit=a_county(), role=Role.COUNTY_IT)
    appoint(by=headquarters, post=post, person=a_person(), order_number="1")

    with pytest.raises(IntegrityError), transaction.atomic():
        Tenure.objects.create(post=post, person=a_person(), since=now(), order_number="2")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["appoint", "end", "close", "open"]),
        st.integers(0, 2),  # who
        st.integers(-400, 400),  # days from now
        st.integers(1, 6).map(str),  # order
    ),
    max_size=14,
)


class Successions(TestCase):
    """Whatever is ordered in whatever sequence, a post has one holder at most at any moment."""

    @settings(max_examples=60, deadline=None)
    @given(steps=STEPS)
    def test_no_sequence_of_orders_gives_two_holders(
        self, steps: list[tuple[str, int, int, str]]
    ) -> None:
        headquarters = a_user("headquarters", a_country())
        county = a_county()
        people = [a_person(str(number)) for number in range(3)]
        post = open_post(by=headquarters, unit=county, role=Role.COUNTY_IT, number=1)
        for act, who, days, order in steps:
            at = NOW + timedelta(days=days)
            try:
                match act:
                    case "appoint":
                        appoint(
                            by=headquarters,
                            post=post,
                            person=people[who],
                            order_number=order,
                            since=at,
                        )
                    case "end":
                        for tenure in post.tenures.filter(until=None):
                            end_tenure(by=headquarters, tenure=tenure, order_number=order, until=at)
                    case "close":
                        close_post(by=headquarters, post=post, order_number=order)
                    case "open":
                        open_post(by=headquarters, unit=county, role=Role.COUNTY_IT, number=1)
            except DomainError:
                continue
        terms = sorted(post.tenures.values_list("since", "until"), key=lambda term: term[0])
        assert sum(1 for _, until in terms if until is None) <= 1
        for (_, until), (since, _) in pairwise(terms):
            assert until is not None
            assert until <= since


NOW = now()
MOMENTS = st.integers(0, 40).map(lambda hours: NOON + timedelta(hours=hours))


@given(terms=st.lists(st.tuples(MOMENTS, st.none() | MOMENTS), max_size=6), at=MOMENTS)
def test_a_successor_at_the_earliest_start_overlaps_nothing(
    terms: list[tuple[datetime, datetime | None]], at: datetime
) -> None:
    """The rule alone: from the earliest start on, no ended tenure still holds."""
    known = [Term(since, until) for since, until in terms if until is None or until >= since]
    earliest = earliest_start(known)

    if earliest is not None:
        start = max(earliest, at)
        assert not any(is_holding(term, start) for term in known if term.until is not None)
        assert all(term.since < start for term in known if term.until is None)
