"""The answer: which sites to open, how good that provably is, and the proof."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.siting.bounding import Duals
from sandoq.engines.allocation.siting.models import Covering
from sandoq.engines.allocation.siting.proof import Proof
from sandoq.engines.allocation.siting.question import Question

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

Status = Literal["optimal", "feasible", "stopped"]

DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """Sites to open, in the order of the question, with the certificate and its proof.

    `status`: `optimal` if the gap asked is proven, `stopped` if the watch ended the search before,
    else `feasible`.
    """

    question: Question
    sites: Whole
    status: Status
    certificate: Certificate
    proof: Proof
    seconds: float

    @property
    def codes(self) -> list[str]:
        """Codes of the open sites."""
        return [self.question.sites[site] for site in self.sites]

    def document(self) -> dict[str, object]:
        """The plan as JSON values; see docs/en/planning-siting.md."""
        mark = self.certificate
        return {
            "objective": self.question.objective,
            "status": self.status,
            "seconds": round(self.seconds, 2),
            "certificate": {
                "sense": mark.sense,
                "value": round(mark.value, DECIMALS),
                "bound": round(mark.bound, DECIMALS),
                "gap": round(mark.gap, 9),
                "how": mark.how,
            },
            "totals": self._totals(),
            "open": self.codes,
            "sites": self._sites(),
            "proof": self._proof(),
        }

    def _totals(self) -> dict[str, object]:
        electors, model = self.question.electors, self.question.model
        if isinstance(model, Covering):
            covered = model.counts(self.sites) > 0
            return {
                "electors": round(float(electors.sum()), DECIMALS),
                "electors_covered": round(float(electors[covered].sum()), DECIMALS),
                "demands": len(electors),
                "demands_covered": int(covered.sum()),
            }
        return {
            "electors": round(float(electors.sum()), DECIMALS),
            "elector_km": round(model.cost_of(self.sites), DECIMALS),
            "demands": len(electors),
        }

    def _sites(self) -> list[dict[str, object]]:
        """What each open site does: covered by it, by it alone; or whom it is nearest to."""
        electors, model = self.question.electors, self.question.model
        rows: list[dict[str, object]] = []
        if isinstance(model, Covering):
            times = model.counts(self.sites)
            for site in self.sites.tolist():
                mine = model.reached(site)
                alone = mine[times[mine] == 1]
                rows.append(
                    self._row(site, len(mine), float(electors[mine].sum()))
                    | {"electors_alone": round(float(electors[alone].sum()), DECIMALS)}
                )
            return rows
        nearest = model.costs[self.sites].argmin(axis=0)
        for position, site in enumerate(self.sites.tolist()):
            mine = np.flatnonzero(nearest == position)
            rows.append(self._row(site, len(mine), float(electors[mine].sum())))
        return rows

    def _row(self, site: int, demands: int, electors: float) -> dict[str, object]:
        named = {"code": self.question.sites[site], "kind": self.question.kinds[site]}
        named = {name: text for name, text in named.items() if text}
        return {**named, "demands": demands, "electors": round(electors, DECIMALS)}

    def _proof(self) -> dict[str, object]:
        codes = self.question.sites
        parts: list[dict[str, object]] = []
        for leaf in self.proof.leaves:
            part: dict[str, object] = {}
            if leaf.halves is None:
                part = _shown(leaf.duals)
            else:
                asked = self.proof.leaves[leaf.halves[0]].rows[-1]
                part["split"] = {
                    "sites": [codes[site] for site in asked.sites.tolist()],
                    "at_most": asked.count,
                }
                part["fewer"], part["more"] = leaf.halves
            parts.append(part)
        pairs = self.proof.dominators.items()
        shown: dict[str, object] = {
            "dominated": [[codes[one], codes[other]] for one, other in pairs],
            "parts": parts,
        }
        if self.proof.ruling is not None:
            shown["ruling"] = _shown(self.proof.ruling)
        return shown


def _shown(duals: Duals) -> dict[str, object]:
    shown: dict[str, object] = {"duals": _compact(duals.demands)}
    if duals.budget:
        shown["budget_price"] = duals.budget
    if duals.rows:
        shown["split_prices"] = list(duals.rows)
    return shown


def _compact(values: Floats) -> Sequence[float | int]:
    """Whole numbers without a decimal point: the larger part of the multipliers are."""
    return [int(one) if one == int(one) else one for one in values.tolist()]
