"""Layout and schedule: every job is done once, and only once, whatever the lanes."""

import numpy as np
import pytest

from sandoq.engines.ballots.kernel.layout import Kind, Layout
from sandoq.engines.ballots.kernel.proofs import flatten
from sandoq.engines.ballots.kernel.schedule import IDLE, PLACE, SCALAR, SHIFTED, SIDE, schedule
from tests.ballots.kernel.cases import context, honest
from tests.ballots.kernel.forge import Forger


def layout() -> Layout:
    return Layout(context())


def test_a_layout_counts_what_a_ballot_holds() -> None:
    """Plain: 3 pairs, sums 1 and 2. Blank: 3 pairs, sums 0 and 1 or the blank. Raw: 1 pair."""
    found = layout()
    assert found.firsts == [1, 7, 13, 15]
    assert (found.elements, found.bases) == (15, 19)
    assert found.disjuncts == 1 + (6 + 2) + (6 + 3 + 2) + 1
    assert len(found.jobs) == 1 + 2 * 8 + 2 * 11 + 1
    assert [(s.base, s.first, s.count) for s in found.sums] == [(15, 1, 3), (17, 9, 2)]
    kinds = [place.kind for place in found.places]
    plain = [Kind.INDIVIDUAL] * 3 + [Kind.OVERALL]
    blank = [Kind.INDIVIDUAL] * 3 + [Kind.EITHER, Kind.NOT_BOTH]
    assert kinds == [Kind.SIGNATURE, *plain, *blank, Kind.RAW]


def test_a_flat_ballot_fits_its_layout() -> None:
    flat = flatten(honest(Forger(context()), 7))
    assert len(flat.elements) == layout().elements
    assert len(flat.scalars) == 2 * layout().disjuncts


@pytest.mark.parametrize("lanes", [1, 4, 8])
@pytest.mark.parametrize("ballots", [1, 2, 3, 9])
def test_every_job_of_every_ballot_is_scheduled_once(ballots: int, lanes: int) -> None:
    found, plan = layout(), schedule(layout(), ballots, lanes)
    busy = plan.tasks[:, :, PLACE] != IDLE
    assert sorted(plan.tasks[:, :, PLACE][busy]) == list(range(ballots * len(found.jobs)))
    group = np.repeat(np.arange(len(plan.bases)), np.diff(plan.starts))
    bases = plan.bases[group]
    for task, base in zip(plan.tasks[busy], bases[busy], strict=True):
        ballot, number = divmod(int(task[PLACE]), len(found.jobs))
        job = found.jobs[number]
        assert base == ballot * found.bases + job.base
        assert task[SCALAR] == ballot * found.disjuncts + job.disjunct
        assert task[SIDE] == job.side
        assert bool(task[SHIFTED]) == (job.value != 0)


@pytest.mark.parametrize("lanes", [1, 4, 8])
def test_every_element_is_checked_once_and_no_sum_is(lanes: int) -> None:
    found, plan = layout(), schedule(layout(), 3, lanes)
    checked = sorted(plan.checks[plan.checks != IDLE])
    assert checked == [b * found.bases + e for b in range(3) for e in range(found.elements)]


def test_lanes_seldom_wait() -> None:
    plan = schedule(layout(), 100, 4)
    assert (plan.tasks[:, :, PLACE] != IDLE).mean() > 0.99
