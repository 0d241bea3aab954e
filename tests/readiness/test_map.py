"""The map shows every point of the person's scope once, with its own state, and no other."""

import gzip
import json
from itertools import accumulate

import pytest
from django.test import Client

from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.readiness.models import PointStatus
from sandoq.apps.readiness.selectors.board import Filters
from sandoq.apps.readiness.selectors.map import (
    STATES,
    kept_maps,
    map_columns,
    point_names,
    point_status,
)
from sandoq.apps.readiness.services import follow_stations
from sandoq.common.errors import NotFound
from tests.factories import a_county, a_district, a_province, a_station, a_user
from tests.readiness.scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_kept_maps() -> None:
    """Each test has a database of its own, with the same keys and moments."""
    kept_maps.clear()


Shown = dict[int, tuple[float, float, str]]


def shown_on(body: bytes) -> Shown:
    """The points of a map's body, by key, as the browser reads them."""
    columns = json.loads(gzip.decompress(body))
    rows = zip(
        accumulate(columns["points"]),
        accumulate(columns["lon"]),
        accumulate(columns["lat"]),
        columns["states"],
        strict=True,
    )
    return {
        key: (lon / 100_000, lat / 100_000, STATES[int(letter)]) for key, lon, lat, letter in rows
    }


def test_every_point_is_shown_once_where_it_stands_and_as_it_is(scene: Scene) -> None:
    station = a_station(scene.babol_central, kind="mobile", points=3)
    follow_stations([station.pk])

    shown = shown_on(map_columns(scene.head, scene.election, scene.province).body)

    assert set(shown) == {point.pk for point in station.points.all()}
    for point in station.points.all():
        lon, lat, state = shown[point.pk]
        assert lon == pytest.approx(point.lon, abs=1e-5)
        assert lat == pytest.approx(point.lat, abs=1e-5)
        assert state == PointStatus.objects.get(election=scene.election, point=point).state


def test_another_province_is_neither_drawn_nor_named(scene: Scene) -> None:
    elsewhere = a_station(a_district(county=a_county("تبریز", a_province("آذربایجان شرقی"))))
    follow_stations([elsewhere.pk])
    point = elsewhere.points.get().pk

    shown = shown_on(map_columns(scene.head, scene.election, scene.province).body)

    assert point not in shown
    assert point_names(scene.head, scene.election, [point]) == {}
    with pytest.raises(NotFound):
        point_status(scene.head, scene.election, point)


def test_a_county_does_not_see_its_neighbour_even_by_asking_for_the_province(scene: Scene) -> None:
    with pytest.raises(NotFound):
        map_columns(scene.babol_it, scene.election, scene.province)


def test_two_people_with_different_scopes_never_share_a_kept_map(scene: Scene) -> None:
    stations = [a_station(scene.babol_central), a_station(scene.amol_central)]
    follow_stations([station.pk for station in stations])

    everything = map_columns(scene.head, scene.election, scene.province)
    babol = map_columns(scene.babol_it, scene.election, scene.babol)

    assert everything.tag != babol.tag
    assert len(shown_on(everything.body)) == 2
    assert len(shown_on(babol.body)) == 1


def test_a_filter_by_state_shows_the_points_in_that_state(scene: Scene) -> None:
    station = a_station(scene.babol_central)
    follow_stations([station.pk])

    ready = map_columns(scene.head, scene.election, scene.province, Filters(state="ready"))
    lacking = map_columns(scene.head, scene.election, scene.province, Filters(gap="power"))

    assert shown_on(ready.body) == {}
    assert set(shown_on(lacking.body)) == {station.points.get().pk}


def test_an_unchanged_map_costs_nothing_and_a_changed_one_is_sent(
    scene: Scene, client: Client
) -> None:
    follow_stations([a_station(scene.babol_central).pk])
    client.force_login(scene.head)
    address = f"/readiness/map/points.json?election={scene.election.slug}"

    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    follow_stations([a_station(scene.amol_central).pk])
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, changed.status_code) == (200, 304, 200)
    assert again.content == b""
    assert len(shown_on(changed.content)) == 2


def test_a_candidate_has_no_map(scene: Scene, client: Client) -> None:
    client.force_login(a_user(Role.CANDIDATE, scene.province))

    assert client.get("/readiness/map/").status_code == 403
    assert client.get("/readiness/map/points.json").status_code == 403
