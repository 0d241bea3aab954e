"""How good an answer is, provably."""

from dataclasses import dataclass
from typing import Literal

Sense = Literal["max", "min"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A value reached and a bound that no plan can pass.

    `how` names the proof of the bound in kebab-case (for instance `lp-dual`), so that a stranger
    can repeat it. Both numbers are recomputed from the plan and the proof, never taken from a
    solver's log.
    """

    sense: Sense
    value: float
    bound: float
    how: str

    @property
    def gap(self) -> float:
        """|bound - value| / |bound|, at least 0; 0 is a proven optimum."""
        if self.value == self.bound:
            return 0.0
        excess = self.bound - self.value if self.sense == "max" else self.value - self.bound
        return max(excess, 0.0) / max(abs(self.bound), 1e-12)
