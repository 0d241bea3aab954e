"""Equipment as whole bundles: the most electors at ready stations, proven and explained."""

from sandoq.engines.allocation.equipment.plan import Plan
from sandoq.engines.allocation.equipment.question import Question
from sandoq.engines.allocation.equipment.reading import read_question
from sandoq.engines.allocation.equipment.solving import solve

__all__ = ["Plan", "Question", "read_question", "solve"]
