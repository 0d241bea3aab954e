"""What people fill in about obstacles."""

from sandoq.apps.obstacles.forms.acting import (
    AcceptForm,
    ClaimForm,
    DecideForm,
    LinkForm,
    MergeForm,
    OptionForm,
    ReopenForm,
    TriageForm,
)
from sandoq.apps.obstacles.forms.reporting import ReportForm

__all__ = [
    "AcceptForm",
    "ClaimForm",
    "DecideForm",
    "LinkForm",
    "MergeForm",
    "OptionForm",
    "ReopenForm",
    "ReportForm",
    "TriageForm",
]
