"""Lists and figures show what is known, of the places a person may see, and nothing else."""

import gzip
import json
from datetime import timedelta
from itertools import accumulate
from typing import Any

import pytest

from sandoq.apps.connectivity.models import PointLinks
from sandoq.apps.connectivity.selectors import (
    Filters,
    child_figures,
    features,
    figures_as_of,
    link_figures,
    link_verdicts,
    listed,
    map_columns,
    operator_figures,
    point_links,
    point_names,
    point_of_key,
)
from sandoq.apps.territory.models import Point
from sandoq.common.clock import now
from sandoq.common.errors import NotFound
from tests.connectivity.scene import Scene, a_followed_station, measure, plan

pytestmark = pytest.mark.django_db


def shown(scene: Scene, **filters: str) -> set[int]:
    found = point_links(scene.head, scene.province, Filters.read(filters))
    return set(found.values_list("pk", flat=True))


def a_point(scene: Scene, **fields: Any) -> Point:
    return a_followed_station(scene.babol_central, **fields).points.get()


def test_the_two_lists_of_gaps(scene: Scene) -> None:
    dark, single, double = (a_point(scene) for _ in range(3))
    for point in (single, double):
        measure(point, scene.mci, scene.surveyor)
    measure(double, scene.irancell, scene.surveyor)
    plan(
        double,
        scene.babol_it,
        ("sim-a", scene.mci, "T1", "B1", "F1"),
        ("sim-b", scene.irancell, "T2", "B2", "F2"),
    )

    assert shown(scene, gap="link") == {dark.pk}
    assert shown(scene, gap="fallback") == {dark.pk, single.pk}
    assert shown(scene) == {dark.pk, single.pk, double.pk}


def test_a_list_for_an_operator_names_also_where_nobody_measured(scene: Scene) -> None:
    good, bad, unknown = (a_point(scene) for _ in range(3))
    measure(good, scene.mci, scene.surveyor)
    measure(bad, scene.mci, scene.surveyor, successes=1)

    assert shown(scene, operator="mci", grade="not-verified") == {bad.pk, unknown.pk}
    assert shown(scene, operator="mci", grade="failing") == {bad.pk}
    assert shown(scene, operator="mci", grade="unmeasured") == {unknown.pk}
    assert shown(scene, operator="irancell", grade="not-verified") == {good.pk, bad.pk, unknown.pk}
    (mci, irancell, *_) = operator_figures(scene.head, scene.province)
    assert (mci.verified, mci.failing, mci.unmeasured, mci.not_verified) == (1, 1, 1, 2)
    assert irancell.unmeasured == 3


def test_search_finds_by_name_in_any_spelling_and_by_number(scene: Scene) -> None:
    school = a_point(scene, name="دبستان کاوه", number=77)
    a_point(scene, name="مسجد جامع")

    assert shown(scene, text="كاوه") == {school.pk}
    assert shown(scene, text="۷۷") == {school.pk}
    assert shown(scene, text="نیست") == set()


def test_unknown_filters_are_left_out(scene: Scene) -> None:
    assert Filters.read({"gap": "x", "grade": "y", "operator": "z", "sort": "w"}) == Filters()


def test_a_county_sees_neither_points_nor_figures_of_its_neighbour(scene: Scene) -> None:
    point = a_point(scene)

    for look in (link_figures, point_links, child_figures, operator_figures):
        with pytest.raises(NotFound):
            look(scene.amol_it, scene.babol)
    with pytest.raises(NotFound):
        point_of_key(scene.amol_it, point.key)
    assert list(point_links(scene.amol_it, scene.amol)) == []


def test_figures_of_a_place_are_the_sums_of_those_below(
    scene: Scene, django_assert_num_queries: Any
) -> None:
    measure(a_point(scene, electors=500), scene.mci, scene.surveyor)
    a_point(scene, electors=300)
    a_followed_station(scene.amol_central, electors=200)

    with django_assert_num_queries(1):
        found = link_figures(scene.headquarters, scene.country)
    babol, amol = child_figures(scene.head, scene.province)

    assert (found.stations, found.electors, found.electors_without_link) == (3, 1000, 500)
    assert (babol.unit, babol.figures.electors_without_link) == (scene.babol, 300)
    assert (amol.unit, amol.figures.electors_without_link) == (scene.amol, 200)


def test_figures_say_up_to_when_they_are_true(scene: Scene) -> None:
    """After a night without the ageing job, they are yesterday's and say so."""
    measure(a_point(scene), scene.mci, scene.surveyor)
    assert now() - figures_as_of() < timedelta(minutes=1)

    aged = now() - timedelta(hours=9)
    PointLinks.objects.update(next_change=aged)

    assert figures_as_of() == aged


def test_a_point_never_measured_has_an_answer_too(scene: Scene) -> None:
    point = a_point(scene)

    verdicts = link_verdicts([point.pk, 999_999], now())

    assert {verdict.state.value for verdict in verdicts.values()} == {"not-ready"}
    assert len(verdicts) == 2


def test_files_hold_each_point_once_with_its_reasons(scene: Scene) -> None:
    point = a_point(scene)
    measure(point, scene.mci, scene.surveyor, successes=1)
    found = point_links(scene.head, scene.province)

    (row,) = listed(found, now())
    (feature,) = features(found, now(), scene.mci)

    assert [reason.code for reason in row.grade_of("mci").reasons] == ["success-too-low"]
    assert row.grade_of("irancell").state == "unmeasured"
    properties: Any = feature["properties"]
    assert properties["point"] == str(point.key)
    assert properties["operators"] == {
        "mci": properties["operators"]["mci"] | {"grade": "failing", "successes": 2}
    }


def test_the_map_shows_each_placed_point_by_the_operator_asked_for(scene: Scene) -> None:
    good, unknown = a_point(scene), a_point(scene)
    nowhere = a_point(scene)
    Point.objects.filter(pk=nowhere.pk).update(lon=None, lat=None)
    measure(good, scene.mci, scene.surveyor)

    body = map_columns(scene.head, scene.province, Filters(), scene.mci).body
    columns = json.loads(gzip.decompress(body))

    assert list(accumulate(columns["points"])) == [good.pk, unknown.pk]
    assert columns["states"] == "03"
    links = json.loads(gzip.decompress(map_columns(scene.head, scene.province, Filters()).body))
    assert links["states"] == "02"
    assert set(point_names(scene.head, scene.province, [good.pk])) == {good.pk}
