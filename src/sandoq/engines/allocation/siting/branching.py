"""Which question splits the search: "at most q of these neighbouring sites, or more?"

Fractional relaxations of location models spread one or two sites over several neighbours that
serve the same demands. Asking how many sites a neighbourhood gets moves the bound far more than
asking about one site, and keeps the proof simple: one row with one price.
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.matrices import csgraph, sparse
from sandoq.engines.allocation.siting.bounding import Row
from sandoq.engines.allocation.siting.models import Covering, Median

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

_SEEN = 1e-6
_LIKENESS = (0.2, 0.4, 0.6, 0.8)
_UNDECIDED = 0.1


def question(model: Covering | Median, duals: Floats, share: Floats) -> tuple[Row, Row] | None:
    """The two answers to the most undecided question; None if no share is fractional.

    Neighbourhoods are groups of fractional sites that gain from the same demands, at several
    degrees of likeness; every other site belongs to the one it is most like.
    """
    support = np.flatnonzero(share > _SEEN)
    undecided = np.minimum(share, 1.0 - share)
    if undecided.max(initial=0.0) <= _SEEN:
        return None
    likeness = _likeness(model, duals, support)
    nearest, near = likeness.argmax(axis=0), likeness.max(axis=0) > _SEEN
    most, asked = _UNDECIDED, np.array([int(undecided.argmax())])
    for threshold in _LIKENESS:
        among = sparse.csr_matrix(likeness[:, support] >= threshold)
        count, label = csgraph.connected_components(among, directed=False)
        sums = np.bincount(label, weights=share[support], minlength=count)
        distance = np.abs(sums - np.round(sums))
        best = int(distance.argmax())
        if distance[best] > most:
            most, asked = distance[best], np.flatnonzero((label[nearest] == best) & near)
    count = math.floor(float(share[asked].sum()))
    return Row(asked, count), Row(asked, count + 1, least=True)


def _likeness(model: Covering | Median, duals: Floats, support: Whole) -> Floats:
    """How much the sites of the support gain from the same demands as each site, in [0, 1]."""
    gain: Any
    if isinstance(model, Covering):
        gain = model.covers @ sparse.diags(np.sqrt(duals))
        shared = np.asarray((gain[support] @ gain.T).todense())
        size = np.asarray(gain.multiply(gain).sum(axis=1)).ravel()
    else:
        gain = np.sqrt(np.maximum(duals - model.costs, 0.0))
        shared = gain[support] @ gain.T
        size = (gain * gain).sum(axis=1)
    least = np.minimum(size[support][:, None], size[None, :])
    found: Floats = np.divide(shared, least, where=least > 0, out=np.zeros_like(shared))
    found[np.arange(len(support)), support] = 1.0
    return found
