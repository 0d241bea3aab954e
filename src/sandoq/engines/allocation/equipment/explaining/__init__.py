"""Why a plan is as it is: every sentence is verified by a re-solve in whole numbers."""

from sandoq.engines.allocation.equipment.explaining.staircase import staircase
from sandoq.engines.allocation.equipment.explaining.stations import Explanation, explain_station
from sandoq.engines.allocation.equipment.explaining.study import (
    Study,
    SupplyChange,
    WhatIf,
    what_if,
)

__all__ = [
    "Explanation",
    "Study",
    "SupplyChange",
    "WhatIf",
    "explain_station",
    "staircase",
    "what_if",
]
