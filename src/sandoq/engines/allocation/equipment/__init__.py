"""Equipment as whole bundles: the most electors at ready stations, proven and explained."""

from sandoq.engines.allocation.equipment.question import Question
from sandoq.engines.allocation.equipment.reading import read_question

__all__ = ["Question", "read_question"]
