"""The upload of files of readings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReadingsForm(forms.Form):
    """One file at a time: a spreadsheet, or what a survey form's server gives."""

    upload = forms.FileField(
        label=_("File of readings"),
        help_text=_("A spreadsheet (.xlsx, .xls, .ods, .csv), or submissions as CSV or JSON."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.json"}),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
