"""Where to put k mobile base stations, satellite units or boosters.

question = read_question(document)
plan = solve(question)
plan.document()
"""

from sandoq.engines.allocation.siting.plan import Plan
from sandoq.engines.allocation.siting.question import Question, read_question
from sandoq.engines.allocation.siting.solving import solve

__all__ = ["Plan", "Question", "read_question", "solve"]
