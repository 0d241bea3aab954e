"""The estimate where the physics is deliberately wrong, and what to measure next."""

import itertools

import numpy as np
import pytest

from benchmarks.planning.instances_coverage import THRESHOLD_DBM, World, make_world
from sandoq.engines.coverage.estimate import Estimate, Readings, estimate
from sandoq.engines.coverage.geometry import great_circle_km, on_sphere
from sandoq.engines.coverage.propagation import Beyond
from sandoq.engines.coverage.question import NO_READINGS, NO_TOWERS
from sandoq.engines.coverage.server import Places, Towers, best_server
from sandoq.engines.coverage.survey import risk_of_misclassification, survey_next
from sandoq.engines.coverage.terrain import Terrain
from sandoq.engines.coverage.trend import features, fit_trend, predict
from sandoq.engines.coverage.variogram import assumed_variogram

WORLDS = (40, 41, 42, 43)
SURVEYED = 60


@pytest.fixture(scope="module")
def worlds() -> list[tuple[World, Estimate]]:
    """The benchmark's first four."""
    made = [make_world(seed) for seed in WORLDS]
    return [
        (one, estimate(one.places, one.readings, one.known_towers, one.known_terrain))
        for one in made
    ]


def unmeasured(world: World) -> np.ndarray:
    return np.setdiff1d(np.arange(len(world.places)), world.measured)


def error(world: World, dbm: np.ndarray) -> float:
    asked = unmeasured(world)
    return float(np.sqrt(np.mean((dbm[asked] - world.dbm[asked]) ** 2)))


def test_ninety_percent_intervals_hold_about_ninety_percent(
    worlds: list[tuple[World, Estimate]],
) -> None:
    """Over 2,100 unmeasured stations of each world."""
    for world, found in worlds:
        low, high = found.interval()
        asked = unmeasured(world)
        inside = (world.dbm >= low) & (world.dbm <= high)
        assert 0.88 <= inside[asked].mean() <= 0.94
        assert found.is_calibrated


def test_it_errs_less_than_kriging_alone_and_than_physics_alone(
    worlds: list[tuple[World, Estimate]],
) -> None:
    """Physics alone is given the readings' own linear correction, which flatters it."""
    for world, found in worlds:
        kriged = estimate(world.places, world.readings, NO_TOWERS, world.known_terrain)
        indoors = features(world.places, np.zeros(len(world.places), np.bool_), found.served)
        trend = fit_trend(indoors[world.measured], world.dbm[world.measured])
        ours = error(world, found.mean_dbm)
        assert ours < 0.95 * error(world, kriged.mean_dbm)
        assert ours < 0.95 * error(world, predict(trend, indoors))
        assert found.served is not None
        assert ours < 0.8 * error(world, found.served.dbm)


def test_probabilities_mean_what_they_say(worlds: list[tuple[World, Estimate]]) -> None:
    """Of stations given about p, about p are usable."""
    told = np.concatenate(
        [one.probability(THRESHOLD_DBM)[unmeasured(world)] for world, one in worlds]
    )
    true = np.concatenate([world.dbm[unmeasured(world)] >= THRESHOLD_DBM for world, _ in worlds])
    for low, high in itertools.pairwise((0.0, 0.2, 0.4, 0.6, 0.8, 1.0)):
        group = (told >= low) & (told <= high)
        assert true[group].mean() == pytest.approx(told[group].mean(), abs=0.08)


def wrong_electors(world: World, measured: np.ndarray) -> int:
    """Electors at stations on the wrong side of the threshold; what is measured is right."""
    found = estimate(
        world.places, world.readings_at(measured), world.known_towers, world.known_terrain
    )
    wrong = (found.mean_dbm >= THRESHOLD_DBM) != (world.dbm >= THRESHOLD_DBM)
    wrong[measured] = False
    return int(world.electors[wrong].sum())


def test_the_survey_list_is_worth_four_random_surveys(
    worlds: list[tuple[World, Estimate]],
) -> None:
    """Electors at misclassified stations, over four worlds; random means of four draws each."""
    ours = drawn = 0.0
    for world, found in worlds:
        before = wrong_electors(world, world.measured)
        listed = survey_next(world.places, world.electors, [found], THRESHOLD_DBM, SURVEYED)
        assert not np.isin(listed.place, world.measured).any()
        assert len(set(listed.place)) == SURVEYED
        ours += before - wrong_electors(world, np.append(world.measured, listed.place))
        rng = np.random.default_rng(0)
        for _ in range(4):
            chosen = rng.choice(unmeasured(world), SURVEYED, replace=False)
            after = wrong_electors(world, np.append(world.measured, chosen))
            drawn += (before - after) / 4
    assert ours >= 4 * drawn > 0


def small(number: int = 8) -> tuple[Places, np.ndarray, Estimate]:
    rng = np.random.default_rng(2)
    places = Places(
        36.5 + rng.normal(0, 0.02, number), 52.5 + rng.normal(0, 0.02, number), np.zeros(number)
    )
    found = Estimate(
        mean_dbm=rng.normal(-108, 6, number),
        deviation_db=rng.uniform(4, 9, number),
        served=None,
        is_measured=np.arange(number) == 0,
        variogram=assumed_variogram(8.0),
        stretch=1.0,
        is_calibrated=True,
    )
    return places, rng.integers(100, 3000, number), found


def test_the_survey_list_is_the_greedy_list_of_plain_loops() -> None:
    """Lazy evaluation changes nothing; every gain is what the definition says."""
    places, electors, found = small()
    listed = survey_next(places, electors, [found], -110.0, 5)
    left = electors * risk_of_misclassification(found, -110.0)
    spots = on_sphere(places.lat, places.lon)
    distance = np.linalg.norm(spots[:, None] - spots[None], axis=2)
    share = (found.variogram.covariance(distance) / found.variogram.sill) ** 2
    np.fill_diagonal(share, 1.0)
    for place, told in zip(listed.place, listed.electors_at_risk, strict=True):
        gains = share @ left
        gains[0] = -1
        assert int(np.argmax(gains)) == place
        assert told == pytest.approx(gains[place])
        left = left * (1 - share[place])


def test_no_operator_no_risk_no_list() -> None:
    places, electors, found = small()
    assert len(survey_next(places, electors, [], -110.0, 5).place) == 0
    assert len(survey_next(places, electors, [found], -110.0, 0).place) == 0
    assert len(survey_next(places, 0 * electors, [found], -110.0, 5).place) == 0


def test_best_server_is_the_strongest_of_all_by_plain_loops() -> None:
    places, _, _ = small()
    rng = np.random.default_rng(4)
    towers = Towers(
        36.5 + rng.normal(0, 0.05, 7),
        52.5 + rng.normal(0, 0.05, 7),
        np.array([900.0, 1800, 900, 2600, 1800, 900, 900]),
        np.array([30.0, 40, np.nan, 25, 35, 60, 30]),
        np.array([60.0, 58, 62, np.nan, 61, 55, 60]),
    )
    found = best_server(places, towers, Terrain())
    for i in range(len(places)):
        alone = [
            best_server(
                places.take(np.array([i])),
                Towers(
                    *(
                        column[[t]]
                        for column in (
                            towers.lat,
                            towers.lon,
                            towers.frequency_mhz,
                            towers.height_m,
                            towers.eirp_dbm,
                        )
                    )
                ),
                Terrain(),
            ).dbm[0]
            for t in range(7)
        ]
        assert found.tower[i] == int(np.argmax(alone))
        assert found.dbm[i] == pytest.approx(max(alone))
        assert found.beyond[i] & Beyond.TERRAIN_UNKNOWN
        assert bool(found.beyond[i] & Beyond.HEIGHT_ASSUMED) == (found.tower[i] == 2)


def test_with_nothing_measured_physics_answers_with_a_wide_deviation() -> None:
    places, _, _ = small()
    tower = Towers(*(np.array([value]) for value in (36.5, 52.5, 900.0, 30.0, 60.0)))
    found = estimate(places, NO_READINGS, tower, Terrain())
    assert not found.is_calibrated
    assert np.all(found.deviation_db > 9)
    bare = estimate(places, NO_READINGS, NO_TOWERS, Terrain())
    assert np.all(bare.deviation_db > 15)
    assert np.all((bare.probability(-110.0) > 0.2) & (bare.probability(-110.0) < 0.9))


def test_readings_at_one_point_are_averaged_and_the_point_counts_as_measured() -> None:
    places, _, _ = small()
    readings = Readings(np.array([3, 3, 5]), np.array([-80.0, -90, -70]), np.zeros(3, np.bool_))
    found = estimate(places, readings, NO_TOWERS, Terrain())
    assert list(np.flatnonzero(found.is_measured)) == [3, 5]
    assert not found.is_calibrated


def test_distances_agree_with_the_sphere() -> None:
    lat, lon = np.array([36.0, 36.5, 37.0]), np.array([52.0, 52.7, 53.0])
    along = great_circle_km(lat[:1], lon[:1], lat, lon)
    straight = np.linalg.norm(on_sphere(lat, lon) - on_sphere(lat[:1], lon[:1]), axis=1)
    assert along == pytest.approx(straight, rel=1e-4)
    one_degree = great_circle_km(np.zeros(1), np.zeros(1), np.ones(1), np.zeros(1))
    assert one_degree[0] == pytest.approx(111.195, abs=0.01)
