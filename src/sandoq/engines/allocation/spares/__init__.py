"""Spare devices: which stores hold how many, so that failures are met at a stated confidence.

A spare counts only where it is compatible, within reach and not locked to another region.
"""

from sandoq.engines.allocation.spares.plan import Plan
from sandoq.engines.allocation.spares.question import Question, read_question
from sandoq.engines.allocation.spares.solving import solve

__all__ = ["Plan", "Question", "read_question", "solve"]
