"""What a plan of experts says."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.experts.basing import Basing
from sandoq.engines.allocation.experts.question import Question
from sandoq.engines.allocation.experts.reach import Arcs
from sandoq.engines.allocation.experts.relaxation import Prices
from sandoq.engines.allocation.experts.touring import Tour, told
from sandoq.engines.allocation.roads import Counts


@dataclass(frozen=True, slots=True)
class Plan:
    """Teams by bin, who covers what, the people sent (bin or -1), tours and the proof."""

    question: Question
    arcs: Arcs
    basing: Basing
    prices: Prices
    certificate: Certificate
    people: Counts
    tours: list[Tour]
    stopped: bool
    seconds: float

    def document(self) -> dict[str, object]:
        """The plan's document without its kind and input (docs/en/planning-experts.md)."""
        proof = self.certificate
        return {
            "status": "stopped" if self.stopped else "optimal" if proof.gap == 0 else "feasible",
            "seconds": round(self.seconds, 2),
            "certificate": {
                "sense": proof.sense,
                "value": round(proof.value, 3),
                "bound": round(proof.bound, 3),
                "gap": round(proof.gap, 8),
                "how": proof.how,
                "prices": self._prices(),
            },
            "totals": self._totals(),
            "teams": [
                self._place(place) | {"teams": int(self.basing.teams[place])}
                for place in np.flatnonzero(self.basing.teams).tolist()
            ],
            "duties": self._duties(),
            "uncovered": self._uncovered(),
            "people": [
                {"person": one.code} | self._place(place)
                for one, place in zip(self.question.people, self.people.tolist(), strict=True)
                if place >= 0
            ],
            **told(self.tours, self.question.roamers, self.question.visits),
        }

    def _totals(self) -> dict[str, object]:
        covered = self.basing.chosen >= 0
        needs, used = self.question.needs, self.basing.chosen[self.basing.chosen >= 0]
        totals: dict[str, object] = {
            "needs": len(needs),
            "covered": int(covered.sum()),
            "weight": int(needs.weight.sum()),
            "weight_covered": int(needs.weight[covered].sum()),
            "minutes": round(float(self.arcs.minutes[used].sum()), 1),
            "teams": int(self.basing.teams.sum()),
        }
        if self.question.people:
            totals["people_sent"] = int((self.people >= 0).sum())
        before = self.question.before
        if before is not None:
            now = np.where(covered, self.arcs.bin[self.basing.chosen], -1)
            totals["duties_changed"] = int(((before.duties >= 0) & (now != before.duties)).sum())
            moved = np.maximum(self.basing.teams - before.teams, 0).sum()
            totals["teams_moved"] = int(moved)
        return totals

    def _duties(self) -> list[dict[str, object]]:
        places = [self._place(place) for place in range(len(self.basing.teams))]
        return [
            self._need(number)
            | places[int(self.arcs.bin[arc])]
            | {"minutes": round(float(self.arcs.minutes[arc]), 1)}
            for number, arc in enumerate(self.basing.chosen.tolist())
            if arc >= 0
        ]

    def _uncovered(self) -> list[dict[str, object]]:
        """Needs without a team, and whether anybody could have come at all."""
        reached = np.zeros(len(self.question.needs), bool)
        reached[self.arcs.need] = True
        return [
            self._need(number)
            | {"reason": "too-few-teams" if reached[number] else "no-base-in-reach"}
            for number in np.flatnonzero(self.basing.chosen < 0).tolist()
        ]

    def _need(self, number: int) -> dict[str, object]:
        asked = self.question
        return {
            "station": asked.stations.codes[int(asked.needs.station[number])],
            "skill": asked.skills[int(asked.needs.skill[number])],
            "shift": asked.shifts[int(asked.needs.shift[number])],
        }

    def _place(self, place: int) -> dict[str, object]:
        _, kinds, shifts = self.question.bins
        base, rest = divmod(place, kinds * shifts)
        kind, shift = divmod(rest, shifts)
        return {
            "base": self.question.bases.codes[base],
            "kind": self.question.kinds[kind].code,
            "shift": self.question.shifts[shift],
        }

    def _prices(self) -> dict[str, object]:
        """The prices above 0; the most common of the bins stands for those not named."""
        values = self.prices.bins.tolist()
        usual = Counter(values).most_common(1)[0][0] if values else 0.0
        return {
            "usual": usual,
            "places": [
                self._place(place) | {"price": price}
                for place, price in enumerate(values)
                if price != usual
            ],
            "bases": [
                {"base": self.question.bases.codes[base], "price": price}
                for base, price in enumerate(self.prices.bases.tolist())
                if price > 0
            ],
        }
