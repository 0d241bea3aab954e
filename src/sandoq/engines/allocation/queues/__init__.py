"""Desks and booths: how many a station needs, and how long its electors wait.

`read_question` turns a document into arrays, `solve` into a plan, `Plan.document()` into an
answer. Formulas for the steady state, a simulation of the whole day for the truth.
"""

from sandoq.engines.allocation.queues.plan import Plan
from sandoq.engines.allocation.queues.question import Question, read_question
from sandoq.engines.allocation.queues.solving import solve

__all__ = ["Plan", "Question", "read_question", "solve"]
