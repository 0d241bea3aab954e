"""Path loss against published values and formulas written out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.engines.coverage.diffraction import bullington_loss, knife_edge_loss
from sandoq.engines.coverage.propagation import (
    Beyond,
    Surroundings,
    free_space_loss,
    median_loss,
    outside_limits,
)


def array(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def test_free_space_has_the_textbook_value() -> None:
    """ITU-R P.525: 32.45 + 20 log f(MHz) + 20 log d(km)."""
    assert free_space_loss(array(1.0), array(900.0))[0] == pytest.approx(91.53, abs=0.01)


@pytest.mark.parametrize(
    ("link", "place", "loss"),
    [
        # The example of many textbooks for a large city.
        ((4.0, 900.0, 100.0, 2.0), Surroundings.LARGE_CITY, 137.3),
        # Hata's own formulas worked out: 126.42 - 0.015, less 9.94 and 28.51.
        ((1.0, 900.0, 30.0, 1.5), Surroundings.URBAN, 126.40),
        ((1.0, 900.0, 30.0, 1.5), Surroundings.SUBURBAN, 116.46),
        ((1.0, 900.0, 30.0, 1.5), Surroundings.OPEN, 97.89),
        # COST 231: 46.3 + 33.9 log 1800 - 13.82 log 30 - a + (44.9 - 6.55 log 30) log 5.
        ((5.0, 1800.0, 30.0, 1.5), Surroundings.URBAN, 160.82),
    ],
)
def test_hata_and_cost_231_give_published_losses(
    link: tuple[float, float, float, float], place: Surroundings, loss: float
) -> None:
    """Kilometres, megahertz, metres of the base and of the mobile."""
    km, mhz, base, mobile = link
    found = median_loss(array(km), array(mhz), array(base), mobile, int(place))
    assert found[0] == pytest.approx(loss, abs=0.1)


def hata_by_hand(km: float, mhz: float, base: float, mobile: float) -> float:
    gain = (1.1 * math.log10(mhz) - 0.7) * mobile - (1.56 * math.log10(mhz) - 0.8)
    first = 69.55 + 26.16 * math.log10(mhz) if mhz < 1500 else 46.3 + 33.9 * math.log10(mhz)
    slope = 44.9 - 6.55 * math.log10(base)
    return first - 13.82 * math.log10(base) - gain + slope * math.log10(km)


@settings(deadline=None, max_examples=100)
@given(
    st.floats(1, 20),
    st.one_of(st.floats(150, 1499), st.floats(1500, 2000)),
    st.floats(30, 200),
    st.floats(1, 10),
)
def test_the_vectorised_formula_is_the_formula(
    km: float, mhz: float, base: float, mobile: float
) -> None:
    found = median_loss(array(km), array(mhz), array(base), mobile)
    free = 32.45 + 20 * math.log10(km) + 20 * math.log10(mhz)
    assert found[0] == pytest.approx(max(hata_by_hand(km, mhz, base, mobile), free), abs=1e-9)


def test_loss_is_never_below_free_space() -> None:
    """Hata's formula is, close to a tower; nature is not."""
    km = array(0.01, 0.05, 0.3)
    found = median_loss(km, array(900.0), array(60.0), 1.5, int(Surroundings.OPEN))
    assert np.all(found >= free_space_loss(km, array(900.0)))


@pytest.mark.parametrize(
    ("km", "mhz", "base", "flags"),
    [
        (5.0, 900.0, 30.0, 0),
        (20.0, 2000.0, 200.0, 0),
        (0.9, 900.0, 30.0, Beyond.NEAR),
        (20.1, 900.0, 30.0, Beyond.FAR),
        (5.0, 2600.0, 30.0, Beyond.FREQUENCY),
        (25.0, 149.0, 29.0, Beyond.FAR | Beyond.FREQUENCY | Beyond.BASE_HEIGHT),
    ],
)
def test_links_outside_the_formulas_limits_are_flagged(
    km: float, mhz: float, base: float, flags: int
) -> None:
    assert outside_limits(array(km), array(mhz), array(base))[0] == flags


@pytest.mark.parametrize(("nu", "loss"), [(-1.0, 0.0), (0.0, 6.03), (1.0, 13.93), (2.4, 20.54)])
def test_a_knife_edge_loses_what_the_recommendation_says(nu: float, loss: float) -> None:
    """ITU-R P.526 equation (31); 6 dB at grazing."""
    assert knife_edge_loss(array(nu))[0] == pytest.approx(loss, abs=0.06)


def bullington_by_hand(km: float, mhz: float, base: float, mobile: float, ground: list) -> float:
    """ITU-R P.526-15, section 4.5.1, sample by sample."""
    lam, ce, n = 299.792458 / mhz, 1 / 8500.0, len(ground)
    where = [km * (i + 1) / (n + 1) for i in range(n)]
    known = [(x, h) for x, h in zip(where, ground, strict=True) if not math.isnan(h)]

    def bump(x: float) -> float:
        return 500 * ce * x * (km - x)

    def edge(nu: float) -> float:
        if nu <= -0.78:
            return 0.0
        return 6.9 + 20 * math.log10(math.sqrt((nu - 0.1) ** 2 + 1) + nu - 0.1)

    stim = max((h + bump(x) - base) / x for x, h in known)
    if stim < (mobile - base) / km:
        nu = max(
            (h + bump(x) - (base * (km - x) + mobile * x) / km)
            * math.sqrt(0.002 * km / (lam * x * (km - x)))
            for x, h in known
        )
    else:
        srim = max((h + bump(x) - mobile) / (km - x) for x, h in known)
        db = (mobile - base + srim * km) / (stim + srim)
        nu = (base + stim * db - (base * (km - db) + mobile * db) / km) * math.sqrt(
            0.002 * km / (lam * db * (km - db))
        )
    loss = edge(nu)
    return loss + (1 - math.exp(-loss / 6)) * (10 + 0.02 * km)


@settings(deadline=None, max_examples=150)
@given(
    st.floats(0.5, 60),
    st.sampled_from([900.0, 1800.0, 2600.0]),
    st.lists(st.integers(0, 900), min_size=1, max_size=20),
    st.floats(15, 80),
)
def test_bullington_is_the_recommendation_sample_by_sample(
    km: float, mhz: float, ground: list[int], mast: float
) -> None:
    base, mobile = 100.0 + mast, 51.5
    profile = [float(height) for height in ground]
    found = bullington_loss(array(km), array(mhz), array(base), array(mobile), np.array([profile]))
    wanted = bullington_by_hand(km, mhz, base, mobile, profile)
    assert found[0] == pytest.approx(wanted, abs=1e-6)


def test_unknown_ground_hides_nothing() -> None:
    """A void in the tile is no hill, and no valley either."""
    ends = array(10.0), array(900.0), array(60.0), array(20.0)
    flat = bullington_loss(*ends, np.zeros((1, 9)))
    holed = bullington_loss(*ends, np.array([[0, 0, np.nan, 0, 0, 0, np.nan, 0, 0]]))
    assert holed == pytest.approx(flat)
    nothing = bullington_loss(*ends, np.full((1, 9), np.nan))
    assert nothing[0] == 0.0


def test_a_hill_between_costs_more_the_higher_it_is() -> None:
    losses = [
        bullington_loss(
            array(10.0), array(900.0), array(40.0), array(10.0), np.array([[0, 0, top, 0, 0.0]])
        )[0]
        for top in (0, 50, 200, 800)
    ]
    assert losses == sorted(losses)
    assert losses[0] < 12
    assert losses[-1] > 40
