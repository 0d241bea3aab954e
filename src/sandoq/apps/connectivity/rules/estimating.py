"""In which words an estimate is told: never those of a grade."""

from enum import StrEnum

LIKELY_FROM, UNLIKELY_TO = 0.9, 0.1


class Likelihood(StrEnum):
    """What an estimate says of a usable signal at a point."""

    LIKELY = "likely"
    UNCLEAR = "unclear"
    UNLIKELY = "unlikely"


def likelihood_of(probability: float) -> Likelihood:
    """The word for a chance of a usable signal."""
    if probability >= LIKELY_FROM:
        return Likelihood.LIKELY
    return Likelihood.UNLIKELY if probability <= UNLIKELY_TO else Likelihood.UNCLEAR
