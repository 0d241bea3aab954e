"""Why stations stay short, by what is left within their reach."""

import numpy as np

from sandoq.engines.allocation.equipment.flows import in_reach
from sandoq.engines.allocation.equipment.network import Network
from sandoq.engines.allocation.equipment.plan import Short
from sandoq.engines.allocation.equipment.question import Flags, Question, Wholes


def shortages(
    question: Question, network: Network, ready: Flags, left: Wholes, reachable: Flags
) -> tuple[Short, ...]:
    """One `Short` per station that is not ready.

    Reasons: `fixed-not-ready`; `out-of-reach` (its bundle could not be supplied even if nobody else
    needed anything); `used-elsewhere` (what is left in reach of the items in `told` is less than it
    needs); `within-allowed-loss` (pieces are left for it, and the goals' allowed loss or gap leaves
    it out).

    Args:
        ready: shape (stations,). left: pieces left by supply and model, shape (P, models).
        reachable: whether the bundle could be supplied to it alone, shape (stations,).
    """
    reach = in_reach(network, left)
    found = []
    for station in np.flatnonzero(~ready):
        unit = int(question.stations.unit[station])
        need = network.need[station]
        lacking = np.flatnonzero(need > reach[unit])
        named = lacking if len(lacking) else np.flatnonzero(need)
        missing: dict[str, int] = {}
        for slot in named:
            item = question.items[network.slots[slot].item].code
            missing[item] = missing.get(item, 0) + int(need[slot])
        told: dict[str, object] = {}
        if station in question.fixed_not_ready:
            reason = "fixed-not-ready"
        elif not reachable[station]:
            reason = "out-of-reach"
        elif len(lacking):
            reason = "used-elsewhere"
            items = {network.slots[at].key: int(reach[unit, at]) for at in lacking}
            told = {"left_in_reach": items}
        else:
            reason = "within-allowed-loss"
        found.append(Short(int(station), missing, reason, told))
    return tuple(found)
