"""Every address × every role × own and other province, against the access table.

The addresses are found, not listed: a new one without a mark, or with an object nobody can build,
fails here.
"""

import json
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from sandoq.apps.accounts.guard import PUBLIC, SIGNED_IN
from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.routes import Route, routes
from sandoq.apps.accounts.rules.access import ACCESS, Permission, Reach, Role, covers, grants
from sandoq.apps.accounts.selectors import offices_of
from tests.access.objects import BODIES, Built, Place, Scene, builder_of
from tests.factories import a_county, a_district, a_province, a_user, an_election

OURS = [route for route in routes() if not route.is_foreign]
PAGES = [route for route in OURS if not route.methods]
OPERATIONS = [route for route in OURS if route.methods]

OPEN = {200, 204, 302, 405}
WORKED_ON = OPEN | {201, 400, 409, 413, 422}  # the door was open; the empty body was refused
HIDDEN = 404
LOGIN = "/account/login/"


@pytest.mark.parametrize("route", OURS, ids=lambda route: route.pattern)
def test_every_address_says_who_may_open_it(route: Route) -> None:
    """`@requires`, `@signed_in` or `@public`; `@asks` at the API."""
    assert isinstance(route.access, Permission) or route.access in {PUBLIC, SIGNED_IN}


@pytest.mark.parametrize("route", OURS, ids=lambda route: route.pattern)
def test_every_part_of_an_address_can_be_built(route: Route) -> None:
    """Add what is missing to `tests/access/objects.py`."""
    missing = [part for part in route.arguments if builder_of(route, part) is None]

    assert not missing


@pytest.mark.django_db
@pytest.mark.parametrize("route", PAGES, ids=lambda route: route.pattern)
def test_a_page_opens_to_those_the_table_names_and_to_nobody_else(route: Route) -> None:
    here, there = a_place("مازندران"), a_place("گیلان")
    an_election()
    with undone():
        check_stranger(route, here)
    for role in Role:
        user = a_user(role, here.unit_of(role))
        client = Client(raise_request_exception=True)
        client.force_login(user)
        with undone():
            check_page(client, user, route, here)
        if any(builder_of(route, part) for part in route.arguments):
            with undone():
                check_page(client, user, route, there)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "route", OPERATIONS, ids=lambda route: f"{route.methods[0]} {route.pattern}"
)
def test_an_operation_answers_those_the_table_names_and_nobody_else(route: Route) -> None:
    here, there = a_place("مازندران"), a_place("گیلان")
    an_election()
    for role in Role:
        user = a_user(role, here.unit_of(role))
        client = Client()
        client.force_login(user)
        for place in (here, there):
            with undone():
                check_operation(client, user, route, place)
    with undone():
        address, _ = built(route, here)
        for method in route.methods:
            status = Client().generic(method, address).status_code
            assert status == (401 if route.access != PUBLIC else 200)


def check_stranger(route: Route, place: Place) -> None:
    address, _ = built(route, place)
    response = Client().get(address)
    if route.access == PUBLIC:
        assert status_of(response) in OPEN
        return
    assert response.status_code == 302
    assert response.headers["Location"].startswith(LOGIN)
    assert Client().post(address).status_code in {302, 403, 405}


def check_page(client: Client, user: User, route: Route, place: Place) -> None:
    address, objects = built(route, place)
    got = status_of(client.get(address))
    where = f"{user.username} at {address}: GET {got}"
    if not has_right(user, route):
        assert got == 403, where
        assert status_of(client.post(address)) in {403, 405}, where
        return
    if all(reaches(user, route, one) for one in objects):
        assert got in OPEN, where
        return
    posted = status_of(client.post(address))
    assert got in {HIDDEN, 405}, where
    assert posted in {HIDDEN, 405}, f"{where}, POST {posted}"
    assert HIDDEN in {got, posted}, where


def check_operation(client: Client, user: User, route: Route, place: Place) -> None:
    scene = Scene(place)
    address, objects = built(route, place, scene)
    for method in route.methods:
        body, named = BODIES.get((method, route.pattern), lambda _: ({}, None))(scene)
        reached = [*objects, *([named] if named else [])]
        text = json.dumps(body)
        status = client.generic(method, address, text, "application/json").status_code
        where = f"{user.username}: {method} {address}: {status}"
        if not has_right(user, route):
            assert status == 403, where
        elif all(reaches(user, route, one) for one in reached):
            assert status in WORKED_ON, where
        else:
            assert status == HIDDEN, where


def status_of(response: Any) -> int:
    """The status; a file is read to its end, which closes it."""
    if response.streaming:
        deque(response.streaming_content, maxlen=0)
    status: int = response.status_code
    return status


def has_right(user: User, route: Route) -> bool:
    if not isinstance(route.access, Permission):
        return True
    return any(office.role in ACCESS[route.access] for office in offices_of(user))


def reaches(user: User, route: Route, one: Built) -> bool:
    """Whether the table lets this person have this object by this address."""
    if one.path is None:
        return True
    permissions = [*one.also]
    if isinstance(route.access, Permission):
        permissions.append(route.access)
    return any(covers(grants(offices_of(user), p), one.path) for p in permissions)


def built(route: Route, place: Place, scene: Scene | None = None) -> tuple[str, list[Built]]:
    """The address with objects of the place in it, and the objects."""
    address, objects, scene = route.pattern, [], scene or Scene(place)
    for part in route.arguments:
        builder = builder_of(route, part)
        assert builder is not None
        one = builder(scene)
        objects.append(one)
        address = _filled(address, part, one.value)
    return f"/{address}", objects


def _filled(address: str, part: str, value: object) -> str:
    before, _, rest = address.partition("<")
    while rest:
        inside, _, after = rest.partition(">")
        if inside.rpartition(":")[2] == part:
            return f"{before}{value}{after}"
        head, _, rest = after.partition("<")
        before = f"{before}<{inside}>{head}"
    raise AssertionError(f"{part} is not in {address}")


def a_place(name: str) -> Place:
    province = a_province(name)
    county = a_county(f"شهرستان {name}", province)
    return Place(province, county, a_district(f"بخش {name}", county))


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_the_table_covers_every_role_and_permission() -> None:
    """A permission without a row would be open to nobody, silently."""
    assert set(ACCESS) == set(Permission)
    assert {role for roles in ACCESS.values() for role in roles} == set(Role)
    assert all(reach in Reach for roles in ACCESS.values() for reach in roles.values())


def test_the_walk_sees_every_pattern() -> None:
    """The walk and Django count alike, so none is left out."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    assert names <= {route.name.rpartition(":")[2] for route in routes()}
