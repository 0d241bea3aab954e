"""What a plan of desks and booths says."""

from dataclasses import dataclass

import numpy as np

from sandoq.engines.allocation.certificate import Certificate
from sandoq.engines.allocation.queues.formulas import Counts, Flags, Floats, Steady
from sandoq.engines.allocation.queues.question import Question
from sandoq.engines.allocation.queues.simulation import Simulated, Waits


@dataclass(frozen=True, slots=True)
class Servers:
    """Desks, or booths: what each station gets and needs, and how the short supply was shared.

    `certificate` is about the highest work per server among stations left below their need.
    """

    got: Counts
    need: Counts
    peak: Steady
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Desks and booths by station with the day they lead to; `day` None if only formulas ran."""

    question: Question
    desks: Servers
    booths: Servers
    day: Simulated | None
    stopped: bool
    seconds: float

    def document(self) -> dict[str, object]:
        """The plan's document without its kind and input (docs/en/planning-queues.md)."""
        proofs = {
            f"most-loaded-{name}": servers.certificate
            for name, servers in (("desk", self.desks), ("booth", self.booths))
            if servers.certificate is not None
        }
        closed = all(proof.gap == 0 for proof in proofs.values())
        return {
            "status": "stopped" if self.stopped else "optimal" if closed else "feasible",
            "seconds": round(self.seconds, 2),
            "method": "formulas" if self.day is None else "simulation",
            "days": self.question.days,
            "certificates": {name: _told(proof) for name, proof in proofs.items()},
            "totals": self._totals(),
            "stations": self._stations(),
        }

    def _totals(self) -> dict[str, object]:
        asked = self.question
        told: dict[str, object] = {
            "electors_expected": round(float(asked.day.arrivals.sum()), 1),
            "desks": int(self.desks.got.sum()),
            "desks_needed": int(self.desks.need.sum()),
            "booths": int(self.booths.got.sum()),
            "booths_needed": int(self.booths.need.sum()),
            "stations_short_of_desks": int((self.desks.got < self.desks.need).sum()),
            "stations_short_of_booths": int((self.booths.got < self.booths.need).sum()),
        }
        if self.day is not None and self.day.voting is not None:
            people = np.maximum(self.day.people, 0)
            for name, waits in (("check_in", self.day.check_in), ("voting", self.day.voting)):
                share = float((waits.within * people).sum() / max(people.sum(), 1))
                told[f"{name}_share_within"] = round(share, 5)
            told["stations_missing_the_target"] = int((~self._met()).sum())
        return told

    def _met(self) -> Flags:
        if self.day is None or self.day.voting is None:
            raise AssertionError
        share = self.question.target.share - 1e-12
        return (self.day.check_in.within >= share) & (self.day.voting.within >= share)

    def _stations(self) -> list[dict[str, object]]:
        asked = self.question
        columns: dict[str, list[object]] = {
            "code": list(asked.codes),
            "electors_expected": _rounded(asked.day.arrivals.sum(axis=1), 1),
            "peak_per_hour": _rounded(asked.day.per_hour.max(axis=1), 1),
        }
        for name, servers in (("desks", self.desks), ("booths", self.booths)):
            columns[name] = list(servers.got.tolist())
            columns[f"{name}_needed"] = servers.need.tolist()
            columns[f"{name}_peak_load"] = _rounded(servers.peak.load, 4)
            columns[f"{name}_peak_wait_minutes"] = _rounded(servers.peak.wait, 2)
        if self.day is not None and self.day.voting is not None:
            for name, waits in (("check_in", self.day.check_in), ("voting", self.day.voting)):
                columns |= _columns(name, waits)
            columns["closing_delay_minutes"] = _rounded(self.day.closing_delay, 1)
            columns["meets_target"] = list(self._met().tolist())
        names = list(columns)
        return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _columns(name: str, waits: Waits) -> dict[str, list[object]]:
    return {
        f"{name}_mean_minutes": _rounded(waits.mean, 2),
        f"{name}_p95_minutes": _rounded(waits.p95, 2),
        f"{name}_share_within": _rounded(waits.within, 5),
    }


def _rounded(values: Floats, digits: int) -> list[object]:
    """Rounded numbers; None where infinite."""
    return [v if np.isfinite(v) else None for v in np.round(values, digits).tolist()]


def _told(proof: Certificate) -> dict[str, object]:
    return {
        "sense": proof.sense,
        "value": round(proof.value, 9),
        "bound": round(proof.bound, 9),
        "gap": round(proof.gap, 9),
        "how": proof.how,
    }
