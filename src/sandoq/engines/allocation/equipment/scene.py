"""Goals as numbers: what each station gives to each, and what may be chosen at all."""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.equipment.bounds import Scene
from sandoq.engines.allocation.equipment.choosing import alone_reachable
from sandoq.engines.allocation.equipment.flows import PartFlow
from sandoq.engines.allocation.equipment.network import Network
from sandoq.engines.allocation.equipment.question import Floats, Question, Wholes
from sandoq.engines.allocation.errors import NoFeasiblePlan

_NAMED = 20


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal to be maximised before electors or with them; `loss` is what it may lose for later."""

    goal: str
    gain: Floats
    loss: float


def aims(question: Question) -> list[Aim]:
    """Priority 2, priority 1 (where such stations are), then all electors."""
    stations, goals = question.stations, question.goals
    electors = stations.electors.astype(float)
    found = []
    for rank in (2, 1):
        gain = np.where(stations.priority == rank, electors, 0.0)
        if gain.any():
            found.append(Aim(f"priority-{rank}", gain, goals.priority_loss))
    return [*found, Aim("electors", electors, goals.electors_loss)]


def open_scene(question: Question, network: Network) -> tuple[Scene, Wholes]:
    """The scene without floors, and the units between which equity is measured.

    Raises:
        NoFeasiblePlan: stations fixed as ready cannot all be supplied; at most 20 are named.
    """
    stations = question.stations
    count = len(stations.codes)
    low, high = np.zeros(count), np.ones(count)
    high[list(question.fixed_not_ready)] = 0.0
    low[list(question.fixed_ready)] = 1.0
    electors = stations.electors.astype(float)
    of_unit = np.bincount(stations.unit, weights=electors, minlength=network.units)
    share = electors / np.maximum(of_unit, 1.0)[stations.unit]
    scene = Scene(network, stations.unit, low, high, share, np.zeros(network.units))
    reachable = alone_reachable(scene)
    _refuse_unsupplied(question, scene)
    high[~reachable] = 0.0
    hopeful = np.bincount(stations.unit, weights=electors * high, minlength=network.units)
    return scene, np.flatnonzero(hopeful > 0)


def _refuse_unsupplied(question: Question, scene: Scene) -> None:
    fixed = np.array(sorted(question.fixed_ready), np.int64)
    network = scene.network
    demand = np.zeros((network.units, len(network.slots)), np.int64)
    np.add.at(demand, scene.unit[fixed], network.need[fixed])
    for part in network.parts:
        limit = PartFlow(network, part).violated(demand)
        if limit is not None:
            asking = (network.need[fixed] * limit.inside[scene.unit[fixed]]).any(axis=1)
            names = tuple(question.stations.codes[at] for at in fixed[asking][:_NAMED])
            raise NoFeasiblePlan("fixed-ready-beyond-supply", names)
