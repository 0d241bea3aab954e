"""The bottleneck staircase: "10 more switches make 10 more stations ready, then UPSes bind".

Shadow prices only nominate: in a bundle they are often false, for the next piece may need another
item's too. Each nominated model is added and the question solved again in whole numbers; the step
with the most electors is taken, and the next begins there.
"""

import numpy as np

from sandoq.engines.allocation.equipment.choosing import Chosen
from sandoq.engines.allocation.equipment.explaining.study import Study, SupplyChange, WhatIf
from sandoq.engines.allocation.equipment.plan import Step

_NOMINATED = 4


def staircase(study: Study, *, steps: int = 4, add: int = 10) -> tuple[Step, ...]:
    """Up to `steps` steps of `add` pieces of one model each, every gain solved and not guessed.

    Ends early where no nominated model gains anything alone. The last step's `then_binds` is what
    the prices after it name; the others' is the item of the step that follows.
    """
    taken: list[SupplyChange] = []
    found: list[tuple[str, SupplyChange, WhatIf, int, int]] = []
    electors, stations = round(study.base.value), int(study.base.ready.sum())
    chosen = study.base
    for _ in range(steps):
        tried = []
        for item, change in _nominated(study, chosen, add):
            result = study.what_if([*taken, change])
            tried.append((result.electors_after - electors, item, change, result))
        if not tried:
            break
        gain, item, change, result = max(tried, key=lambda one: (one[0], one[2].model))
        if gain <= 0:
            break
        found.append((item, change, result, gain, result.stations_after - stations))
        electors, stations = result.electors_after, result.stations_after
        taken.append(change)
        chosen = _after(study, taken)
    return tuple(_steps(found))


def _steps(found: list[tuple[str, SupplyChange, WhatIf, int, int]]) -> list[Step]:
    steps = []
    for at, (_, change, result, gain, stations) in enumerate(found):
        following = found[at + 1][0] if at + 1 < len(found) else result.then_binds
        steps.append(
            Step(
                model=change.model,
                store=change.store,
                add=change.pieces,
                gain_stations=stations,
                gain_electors=gain,
                then_binds=following,
                verified=bool(result.gap_electors < max(gain, 1)),
            )
        )
    return steps


def _nominated(study: Study, chosen: Chosen, add: int) -> list[tuple[str, SupplyChange]]:
    """Items with the highest prices, each with the model and store that reach them."""
    network, question = study.network, study.question
    prices = chosen.proof.prices
    order = [slot for slot in np.argsort(-prices.max(axis=0)) if prices[:, slot].any()]
    found: dict[str, tuple[str, SupplyChange]] = {}
    real = ~network.committed[network.way_supply]
    for slot in order[:_NOMINATED]:
        at_way = np.where(real, prices[network.way_unit, slot], -1.0)
        if at_way.max() <= 0 or not network.slots[slot].models:
            continue
        model = question.models[min(network.slots[slot].models)].code
        reached = np.bincount(
            network.way_supply, weights=np.maximum(at_way, 0.0), minlength=len(network.stock)
        )
        store = question.stores.codes[network.supply_store[int(np.argmax(reached))]]
        item = question.items[network.slots[slot].item].code
        found.setdefault(model, (item, SupplyChange(store, model, add)))
    return list(found.values())


def _after(study: Study, taken: list[SupplyChange]) -> Chosen:
    """The study's answer with these changes; the study stays as it was."""
    stock = study.network.stock.copy()
    try:
        study.network.stock[:] = study.supply(taken)
        study.chooser.resupply()
        return study.best()
    finally:
        study.restore(stock)
