"""Setting a need aside: by which order, why, until when."""

from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.common import clock
from sandoq.ui.forms import JalaliDateField


class WaiverForm(forms.Form):
    """The order, the reason and the last day."""

    order_number = forms.CharField(label=_("Order number"), max_length=64)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    until = JalaliDateField(label=_("Until the end of"), help_text=_("Not later than polling day."))

    def order(self) -> dict[str, Any]:
        """For the service; the waiver ends with the last day."""
        cleaned = self.cleaned_data
        following = cleaned["until"] + timedelta(days=1)
        return {
            "order_number": cleaned["order_number"],
            "reason": cleaned["reason"],
            "until": datetime.combine(following, clock_time(), clock.TEHRAN),
        }
