"""What the readiness room's pages ask people to fill in."""

from sandoq.apps.readiness.forms.inspection import InspectionForm
from sandoq.apps.readiness.forms.requirement import RequirementForm
from sandoq.apps.readiness.forms.waiver import WaiverForm

__all__ = ["InspectionForm", "RequirementForm", "WaiverForm"]
