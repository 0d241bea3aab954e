"""What a plan of spares says."""

import math
from dataclasses import dataclass

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.spares.pooling import Demand, Pool
from sandoq.engines.allocation.spares.question import Question


@dataclass(frozen=True, slots=True)
class Level:
    """A pool: devices it serves, spares it needs, what is there, and what is missing.

    `locked` counts stock that only some counties may use; `reached` is the probability that
    `free`, `locked` and `missing` together meet all failures.
    """

    pool: Pool
    devices: int
    needed: int
    free: int
    locked: int
    missing: int
    reached: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Pools with their levels, who is served by which, and the proof.

    `served` has the pool of each demand, None if none is in reach or fits; `rates` the least
    spares per device of each pool that carry the bound; `alone` the spares if every county kept
    its own.
    """

    question: Question
    demands: list[Demand]
    served: list[Pool | None]
    levels: list[Level]
    certificate: Certificate
    rates: dict[Pool, float]
    alone: int
    stopped: bool
    seconds: float

    def document(self) -> dict[str, object]:
        """The plan's document without its kind and input (docs/en/planning-spares.md)."""
        closed = self.certificate.gap == 0
        return {
            "status": "stopped" if self.stopped else "optimal" if closed else "feasible",
            "seconds": round(self.seconds, 2),
            "certificate": {
                "sense": self.certificate.sense,
                "value": round(self.certificate.value, 6),
                "bound": round(self.certificate.bound, 6),
                "gap": round(self.certificate.gap, 6),
                "how": self.certificate.how,
                "rates": [self._named(pool) | {"rate": rate} for pool, rate in self.rates.items()],
            },
            "totals": {
                "devices": sum(one.devices for one in self.levels),
                "devices_unserved": sum(
                    demand.count
                    for demand, pool in zip(self.demands, self.served, strict=True)
                    if pool is None
                ),
                "spares": sum(one.needed for one in self.levels),
                "spares_if_each_county_alone": self.alone,
                "missing": sum(one.missing for one in self.levels),
            },
            "pools": [
                self._named(one.pool)
                | {
                    "devices": one.devices,
                    "spares": one.needed,
                    "stock_free": one.free,
                    "stock_locked": one.locked,
                    "missing": one.missing,
                    "confidence": math.floor(one.reached * 1e6) / 1e6,
                }
                for one in self.levels
            ],
            "stations": self._stations(),
            "unserved": self._unserved(),
        }

    def _named(self, pool: Pool) -> dict[str, object]:
        return {
            "store": self.question.stores.codes[pool[0]],
            "spare": self.question.spares[pool[1]].code,
        }

    def _stations(self) -> list[dict[str, object]]:
        """Who is served by which pool, in the order of the question."""
        rows = [
            (station, demand.model, count, pool)
            for demand, pool in zip(self.demands, self.served, strict=True)
            if pool is not None
            for station, count in demand.members
        ]
        return [
            {"station": self.question.stations.codes[station], "model": model, "devices": count}
            | self._named(pool)
            for station, model, count, pool in sorted(rows)
        ]

    def _unserved(self) -> list[dict[str, object]]:
        """Devices without any pool, and why."""
        fitting = {model for spare in self.question.spares for model in spare.serves}
        rows = []
        for demand, pool in zip(self.demands, self.served, strict=True):
            if pool is None:
                reason = "no-store-in-reach" if demand.model in fitting else "no-spare-fits"
                rows += [(s, demand.model, count, reason) for s, count in demand.members]
        codes = self.question.stations.codes
        return [
            {"station": codes[s], "model": model, "devices": count, "reason": reason}
            for s, model, count, reason in sorted(rows)
        ]
