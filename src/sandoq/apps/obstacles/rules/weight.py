"""How much an obstacle weighs: its severity times the electors it touches, never typed."""

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Severity(StrEnum):
    """What happens at the stations if nothing is done."""

    BLOCKING = "blocking"  # they cannot open
    IMPORTANT = "important"  # they open, and work badly
    MINOR = "minor"  # a nuisance


FACTOR: Mapping[Severity, int] = {Severity.BLOCKING: 3, Severity.IMPORTANT: 2, Severity.MINOR: 1}
_OF_CRITICALITY: Mapping[str, Severity] = {
    "blocking": Severity.BLOCKING,
    "important": Severity.IMPORTANT,
    "useful": Severity.MINOR,
}


def severity_of(told: str, criticalities: Iterable[str]) -> Severity:
    """That of the linked needs, the worst of them; what was told where none is linked."""
    known = [_OF_CRITICALITY[one] for one in criticalities]
    return max(known, key=FACTOR.__getitem__, default=Severity(told))


def weight(severity: str, electors: int) -> int:
    """Severity times electors affected: what a board sorts by.

    Args:
        electors: of the stations at which the obstacle is not proven solved, each once.
    """
    return FACTOR[Severity(severity)] * electors
