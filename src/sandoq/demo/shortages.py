"""Which needs of the demo are met: shortages drawn by seed, worse in some counties and villages.

Pure: keys and codes in, outcomes out.
"""

from dataclasses import dataclass
from enum import StrEnum
from random import Random

RECENT_DAYS = 28


class Outcome(StrEnum):
    """What became of a need."""

    MISSING = "missing"
    RECORDED = "recorded"
    VERIFIED = "verified"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class DemoNeed:
    """A need as the demo sees it."""

    id: int
    code: str
    quantity: int
    area: str
    bound: tuple[str, ...] | None = None
    """Serial numbers in custody there; None where people name them."""


@dataclass(frozen=True, slots=True)
class DemoProof:
    """What is recorded for a need, how many days ago, and what becomes of it."""

    need: DemoNeed
    kind: str
    serials: tuple[str, ...]
    days_ago: int
    outcome: Outcome


KIND_OF_PROOF = {
    "check-in-device": "serial",
    "switch": "serial",
    "ups": "visit",
    "trained-operator": "document",
    "mains-power": "visit",
    "ballot-scanner": "serial",
}
"""The kind of proof for each requirement's code that people prove."""

_SERIALS = {"check-in-device": "EPB", "switch": "SW", "ballot-scanner": "SCN"}
_MISSING_PER_MILLE = {
    "check-in-device": 22,
    "switch": 24,
    "ups": 26,
    "trained-operator": 30,
    "mains-power": 10,
    "ballot-scanner": 40,
}
_RURAL_FACTOR = 1.5
_PENDING_PER_MILLE, _REFUTED_PER_MILLE = 18, 5
_LEAST_GRADE, _MOST_GRADE = 0.3, 2.6


def county_grade(rng: Random) -> float:
    """How much a county lacks, relative to the others; about 1 on average."""
    return rng.uniform(_LEAST_GRADE, _MOST_GRADE) * rng.uniform(_LEAST_GRADE, 1)


def draw_proof(need: DemoNeed, grade: float, rng: Random) -> DemoProof | None:
    """What is recorded for one need; None where nothing is."""
    lack = _MISSING_PER_MILLE[need.code] * grade / 1000
    if need.area == "rural":
        lack *= _RURAL_FACTOR
    if need.bound is not None and len(need.bound) < need.quantity:
        return None
    if rng.random() < lack:
        return None
    drawn = rng.random() * 1000
    if drawn < _PENDING_PER_MILLE * grade:
        outcome = Outcome.RECORDED
    elif drawn < (_PENDING_PER_MILLE + _REFUTED_PER_MILLE) * grade:
        outcome = Outcome.REFUTED
    else:
        outcome = Outcome.VERIFIED
    letters = _SERIALS.get(need.code)
    serials = need.bound or (
        tuple(f"{letters}-{need.id:07}-{item}" for item in range(1, need.quantity + 1))
        if letters
        else ()
    )
    return DemoProof(need, KIND_OF_PROOF[need.code], serials, rng.randint(2, RECENT_DAYS), outcome)
