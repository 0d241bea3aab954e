"""Experts and operators: where teams are based, which stations each one answers for, and who goes.

A station's need is covered by a team of the right skill, on the right shift, within reach.
"""

from sandoq.engines.allocation.experts.plan import Plan
from sandoq.engines.allocation.experts.question import Question, read_question
from sandoq.engines.allocation.experts.solving import solve

__all__ = ["Plan", "Question", "read_question", "solve"]
