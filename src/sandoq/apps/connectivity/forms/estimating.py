"""The uploads of tower lists and of terrain."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from sandoq.apps.connectivity.services.estimating.terrain import MOST_BYTES


class TowersForm(forms.Form):
    """One tower list at a time."""

    upload = forms.FileField(
        label=_("Tower list"),
        help_text=_("A spreadsheet (.xlsx, .xls, .ods, .csv) of an operator's towers."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )


class TerrainForm(forms.Form):
    """One tile of terrain at a time."""

    tile = forms.FileField(
        label=_("Terrain tile"),
        help_text=_("One degree of SRTM, named for its corner: N36E052.hgt, or a ZIP of it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".hgt,.zip"}),
    )

    def clean_tile(self) -> Any:
        """Refuse what is larger than any tile before it is read."""
        given: UploadedFile[bytes] = self.cleaned_data["tile"]
        if given.size is not None and given.size > MOST_BYTES:
            raise forms.ValidationError(_("No tile is so large; give one degree, not a region."))
        return given
