"""The access table's own promises, whatever it says: no framework, except where rows are asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sandoq.apps.accounts.models import Person, Post, Tenure, User
from sandoq.apps.accounts.rules.access import (
    ACCESS,
    SECOND_FACTOR_ROLES,
    Grant,
    Office,
    Permission,
    Reach,
    Role,
    covers,
    grants,
    holds,
    needs_second_factor,
)
from sandoq.apps.accounts.rules.posts import (
    APPOINTS,
    LEVELS,
    PLACES,
    Seat,
    is_in_place,
    may_fill,
    may_manage,
)
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.territory.models import Unit
from tests.factories import LONG_AGO, a_country, a_county, a_district, a_province

STEP = 4
PATHS = st.lists(st.sampled_from(["0001", "0002", "0003"]), min_size=0, max_size=3).map(
    lambda parts: "".join(["0001", *parts])
)
ELECTIONS = st.none() | st.integers(1, 2)


def an_office(role: Role, path: str, election: int | None = None) -> Office:
    return Office(role, path, path[: 2 * STEP], election)


def a_seat(role: Role, path: str, election: int | None = None) -> Seat:
    return Seat(role, LEVELS[len(path) // STEP - 1], path, election)


OFFICES = st.builds(an_office, st.sampled_from(Role), PATHS, ELECTIONS)
PERMISSIONS = st.sampled_from(Permission)


@given(office=OFFICES, permission=PERMISSIONS, path=PATHS, election=ELECTIONS)
def test_a_grant_never_reaches_beyond_its_reach(
    office: Office, permission: Permission, path: str, election: int | None
) -> None:
    """Whatever the table gives: nothing above or beside the unit, unless the reach says so."""
    if not covers(grants([office], permission), path, election):
        return
    reach = ACCESS[permission][office.role]
    edge = {Reach.UNIT: office.unit_path, Reach.PROVINCE: office.province_path, Reach.NATION: ""}
    assert path.startswith(edge[reach])
    assert office.election_id in {None, election}


@given(offices=st.lists(OFFICES, max_size=4), more=OFFICES, permission=PERMISSIONS)
def test_another_office_never_takes_a_right_away(
    offices: list[Office], more: Office, permission: Permission
) -> None:
    assert grants(offices, permission) <= grants([*offices, more], permission)


@given(offices=st.lists(OFFICES, max_size=4), permission=PERMISSIONS, path=PATHS)
def test_offices_are_asked_one_by_one(
    offices: list[Office], permission: Permission, path: str
) -> None:
    """Rights of two posts never mix into one that neither gives."""
    together = covers(grants(offices, permission), path, None)

    assert together == any(covers(grants([office], permission), path, None) for office in offices)


@given(offices=st.lists(OFFICES, max_size=4), permission=PERMISSIONS)
def test_without_a_row_in_the_table_there_is_no_right(
    offices: list[Office], permission: Permission
) -> None:
    named = any(office.role in ACCESS[permission] for office in offices)

    assert holds(offices, permission) == named
    assert named or not grants(offices, permission)


@given(path=PATHS, election=ELECTIONS)
def test_what_covers_a_unit_covers_all_below_it(path: str, election: int | None) -> None:
    grant = Grant(path)

    assert covers([grant], path, election)
    assert covers([grant], path + "0001", election)
    assert not covers([grant], path[:-STEP], election) or path[:-STEP] == path


def test_a_grant_for_one_election_is_none_for_another_or_for_all() -> None:
    grant = Grant("0001", election_id=7)

    assert covers([grant], "00010001", 7)
    assert not covers([grant], "00010001", 8)
    assert not covers([grant], "00010001", None)


@given(offices=st.lists(OFFICES, max_size=3), role=st.sampled_from(Role), path=PATHS)
def test_nobody_fills_a_post_above_or_beside_their_unit(
    offices: list[Office], role: Role, path: str
) -> None:
    if may_fill(offices, a_seat(role, path)):
        assert any(
            office.role is Role.HEADQUARTERS or path.startswith(office.unit_path)
            for office in offices
        )


@pytest.mark.parametrize("role", [Role.PROVINCE_HEAD, Role.COUNTY_IT])
def test_nobody_but_headquarters_fills_their_own_kind_of_post(role: Role) -> None:
    """Otherwise a province could multiply its own head."""
    path = {Role.PROVINCE_HEAD: "00010001", Role.COUNTY_IT: "000100010001"}[role]

    assert not may_fill([an_office(role, path)], a_seat(role, path))
    assert may_fill([an_office(Role.HEADQUARTERS, "0001")], a_seat(role, path))


@given(offices=st.lists(OFFICES, max_size=3), held=st.lists(st.sampled_from(Role), max_size=3))
def test_one_post_out_of_reach_puts_the_person_out_of_reach(
    offices: list[Office], held: list[Role]
) -> None:
    seats = [a_seat(role, "000100010001") for role in held]

    assert may_manage(offices, seats) == all(may_fill(offices, [seat][0]) for seat in seats)


def test_every_role_has_a_place_and_every_appointer_exists() -> None:
    assert set(PLACES) == set(Role)
    assert all(levels <= set(LEVELS) for levels in PLACES.values())
    for role, rule in APPOINTS.items():
        assert rule.highest in LEVELS
        assert role in ACCESS[Permission.POST_EDIT]
        assert all(
            any(is_in_place(other, level) for level in LEVELS[LEVELS.index(rule.highest) :])
            for other in rule.roles
            if role is Role.HEADQUARTERS
        )
    assert set(APPOINTS) == set(ACCESS[Permission.POST_EDIT])


def test_whoever_may_read_identifiers_or_waive_signs_in_with_a_second_factor() -> None:
    """The gravest rights are never one stolen password away."""
    for permission in (Permission.PEOPLE_REVEAL, Permission.NEED_WAIVE, Permission.STATION_RETIRE):
        assert set(ACCESS[permission]) <= SECOND_FACTOR_ROLES
    assert needs_second_factor([an_office(Role.PROVINCE_HEAD, "00010001")])
    assert not needs_second_factor([an_office(Role.COUNTY_IT, "000100010001")])


class Rows(TestCase):
    """What a selector returns is exactly what the rule covers, for any posts held."""

    @settings(max_examples=25, deadline=None)
    @given(
        held=st.lists(st.tuples(st.sampled_from(Role), st.integers(0, 5)), max_size=3, unique=True),
        permission=PERMISSIONS,
    )
    def test_the_rows_of_a_scope_are_the_units_it_covers(
        self, held: list[tuple[Role, int]], permission: Permission
    ) -> None:
        country, north, south = a_country(), a_province("شمال"), a_province("جنوب")
        county = a_county("یک", north)
        units = [country, north, south, county, a_district("دو", county), a_county("سه", south)]
        person = Person.objects.create(name_fa="کسی", created_at=LONG_AGO)
        user = User.objects.create(username="somebody", person=person, date_joined=LONG_AGO)
        for role, place in held:
            post = Post.objects.create(unit=units[place], role=role)
            Tenure.objects.create(post=post, person=person, since=LONG_AGO, order_number="1")

        scope = scope_of(user, permission)

        found = set(Unit.objects.filter(scope.q("path")))
        assert found == {unit for unit in units if scope.covers(unit.path)}
