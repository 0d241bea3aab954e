"""Kriging against the dense system of the textbook."""

import numpy as np
import pytest

from sandoq.engines.coverage.kriging import Observed, krige
from sandoq.engines.coverage.variogram import Variogram, assumed_variogram, fit_variogram

MODEL = Variogram(nugget=6.0, near=20.0, near_km=2.0, far=15.0, far_km=15.0)


def scene(size: int = 60, asked: int = 15) -> tuple[Observed, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    spots = rng.uniform(0, 30, (size, 3))
    spots[:, 2] = 0
    drift = np.column_stack((np.ones(size), rng.normal(size=size)))
    observed = Observed(spots, rng.normal(0, 6, size), rng.uniform(2, 6, size), drift)
    places = np.column_stack((rng.uniform(0, 30, (asked, 2)), np.zeros(asked)))
    return (
        observed,
        places,
        np.column_stack((np.ones(asked), rng.normal(size=asked))),
        np.diag([0.5, 0.2]),
    )


def dense(observed: Observed, place: np.ndarray, feature: np.ndarray, spread: np.ndarray):
    """Simple kriging with all readings, one place at a time."""
    number = len(observed.values)
    system = np.empty((number, number))
    toward = np.empty(number)
    for i in range(number):
        for j in range(number):
            h = np.linalg.norm(observed.spots[i] - observed.spots[j])
            system[i, j] = 20 * np.exp(-h / 2) + 15 * np.exp(-h / 15)
        system[i, i] += observed.noise[i]
        h = np.linalg.norm(observed.spots[i] - place)
        toward[i] = 20 * np.exp(-h / 2) + 15 * np.exp(-h / 15)
    weights = np.linalg.inv(system) @ toward
    left = feature - weights @ observed.drift
    return weights @ observed.values, 41 - weights @ toward + left @ spread @ left


def test_with_all_neighbours_it_is_the_dense_textbook_system() -> None:
    observed, places, features, spread = scene()
    found = krige(observed, places, features, spread, MODEL, neighbours=1000)
    for i, place in enumerate(places):
        mean, variance = dense(observed, place, features[i], spread)
        assert found.mean[i] == pytest.approx(mean, abs=1e-9)
        assert found.variance[i] == pytest.approx(variance, abs=1e-9)


def test_leaving_one_out_is_kriging_without_it() -> None:
    observed, _, _, spread = scene()
    left = krige(
        observed, observed.spots, observed.drift, spread, MODEL, neighbours=1000, leave_out=True
    )
    for i in (0, 17, 59):
        keep = np.arange(60) != i
        rest = Observed(
            observed.spots[keep], observed.values[keep], observed.noise[keep], observed.drift[keep]
        )
        mean, variance = dense(rest, observed.spots[i], observed.drift[i], spread)
        assert left.mean[i] == pytest.approx(mean, abs=1e-9)
        assert left.variance[i] == pytest.approx(variance, abs=1e-9)


def test_a_reading_at_the_same_place_as_another_is_not_its_own_witness() -> None:
    """Two stations in one school: leaving out one must leave the other in."""
    spots = np.zeros((3, 3))
    observed = Observed(spots, np.array([5.0, 5.0, -4.0]), np.full(3, 6.0), np.ones((3, 1)))
    left = krige(
        observed, spots, observed.drift, np.zeros((1, 1)), MODEL, neighbours=2, leave_out=True
    )
    assert left.mean[2] > 0
    assert left.mean[0] == pytest.approx(left.mean[1])
    assert left.mean[0] < left.mean[2]


def test_far_from_every_reading_nothing_is_known_but_the_trend() -> None:
    observed, _, _, _ = scene()
    found = krige(observed, np.array([[5000.0, 0, 0]]), np.ones((1, 2)), np.zeros((2, 2)), MODEL)
    assert found.mean[0] == pytest.approx(0, abs=1e-6)
    assert found.variance[0] == pytest.approx(MODEL.sill)


def test_without_readings_the_prior_stands() -> None:
    nothing = Observed(np.empty((0, 3)), np.empty(0), np.empty(0), np.empty((0, 1)))
    found = krige(nothing, np.zeros((2, 3)), np.ones((2, 1)), np.array([[4.0]]), MODEL)
    assert list(found.mean) == [0, 0]
    assert found.variance == pytest.approx([45, 45])


def test_the_variogram_of_a_known_field_is_found_again() -> None:
    """Nugget, sill and the distance of half the variance, from 1,200 readings."""
    rng = np.random.default_rng(5)
    spots = np.column_stack((rng.uniform(0, 60, (1200, 2)), np.zeros(1200)))
    distance = np.linalg.norm(spots[:, None] - spots[None], axis=2)
    system = MODEL.covariance(distance) + MODEL.nugget * np.eye(1200)
    values = np.linalg.cholesky(system) @ rng.normal(size=1200)
    found = fit_variogram(spots, values)
    assert found.sill == pytest.approx(MODEL.sill, rel=0.2)
    assert found.nugget == pytest.approx(MODEL.nugget, abs=5)
    at = np.array([1.0, 3.0, 10.0])
    assert found.covariance(at) == pytest.approx(MODEL.covariance(at), abs=6)
    assert found == fit_variogram(spots, values)


def test_few_readings_change_the_size_and_not_the_shape() -> None:
    spots = np.random.default_rng(1).uniform(0, 9, (12, 3))
    found = fit_variogram(spots, np.full(12, 5.0))
    assert found == assumed_variogram(5.0)
    assert fit_variogram(spots[:3], np.full(3, 50.0)) == assumed_variogram()
