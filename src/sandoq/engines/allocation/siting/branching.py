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


def split(model: Covering | Median, duals: Floats, share: Floats) -> tuple[Row, Row] | None:
    """The two rows of the best question; None if no share is fractional."""
    support = np.flatnonzero(share > _SEEN)
    undecided = np.minimum(share, 1.0 - share)
    if undecided.max(initial=0.0) <= _SEEN:
        return None
    likeness = _likeness(model, duals, support)
    for threshold in _LIKENESS:
        among = sparse.csr_matrix(likeness[:, support] >= threshold)
        count, label = csgraph.connected_components(among, directed=False)
        sums = np.bincount(label, weights=share[support], minlength=count)
        distance = np.abs(sums - np.round(sums))
        best = int(distance.argmax())
        if distance[best] >= _UNDECIDED:
            nearest = likeness.argmax(axis=0)
            sites = np.flatnonzero((label[nearest] == best) & (likeness.max(axis=0) > _SEEN))
            return _rows(sites, float(share[sites].sum()), fallback=int(undecided.argmax()))
    return _rows(np.array([int(undecided.argmax())]), 0.5, fallback=0)


def _rows(sites: Whole, total: float, fallback: int) -> tuple[Row, Row]:
    if abs(total - round(total)) <= _SEEN:
        sites, total = np.array([fallback]), 0.5
    count = math.floor(total)
    return Row(sites, count), Row(sites, count + 1, least=True)


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
