"""Equipment as whole bundles: the most electors at ready stations, proven and explained."""

from sandoq.engines.allocation.equipment.explaining import (
    Explanation,
    Study,
    SupplyChange,
    WhatIf,
    explain_station,
    staircase,
    what_if,
)
from sandoq.engines.allocation.equipment.plan import Plan
from sandoq.engines.allocation.equipment.question import Question
from sandoq.engines.allocation.equipment.reading import read_question
from sandoq.engines.allocation.equipment.separately import SeparatePlan, share_separately
from sandoq.engines.allocation.equipment.solving import solve

__all__ = [
    "Explanation",
    "Plan",
    "Question",
    "SeparatePlan",
    "Study",
    "SupplyChange",
    "WhatIf",
    "explain_station",
    "read_question",
    "share_separately",
    "solve",
    "staircase",
    "what_if",
]
