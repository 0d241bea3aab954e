"""What a validator says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name in kebab-case, whether it holds, and what was found if not."""

    check: str
    holds: bool
    told: str = ""
