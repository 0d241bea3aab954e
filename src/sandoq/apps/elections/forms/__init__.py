"""Forms of the elections room; each calls one service when it is saved."""

from sandoq.apps.elections.forms.constituencies import ConstituencyForm, units_offered
from sandoq.apps.elections.forms.elections import (
    CalendarForm,
    ContestForm,
    ElectionForm,
    NamesForm,
)
from sandoq.apps.elections.forms.run_offs import RunOffForm
from sandoq.apps.elections.forms.stages import StageForm

__all__ = [
    "CalendarForm",
    "ConstituencyForm",
    "ContestForm",
    "ElectionForm",
    "NamesForm",
    "RunOffForm",
    "StageForm",
    "units_offered",
]
