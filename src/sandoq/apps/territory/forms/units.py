"""Forms of units, of the bridge, and of files of points."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sandoq.apps.territory.forms.fields import DegreesField
from sandoq.apps.territory.rules.units import MAX_CODE, MAX_NAME
from sandoq.apps.territory.wording import WORDS
from sandoq.ui.forms import JalaliDateField

_SCHEMES = [(name, WORDS[name]) for name in ("interior", "iso-3166-2")]
MAX_FILE_BYTES = 64 * 1024 * 1024


class NamesForm(forms.Form):
    """Names of a unit."""

    name_fa = forms.CharField(label=_("Name in Persian"), max_length=MAX_NAME)
    name_en = forms.CharField(label=_("Name in English"), max_length=MAX_NAME, required=False)


class OpenUnitForm(NamesForm):
    """A new unit below another."""

    opened_on = JalaliDateField(label=_("Exists since"), required=False)
    lon = DegreesField(label=_("Longitude of its seat"), axis="lon", required=False)
    lat = DegreesField(label=_("Latitude of its seat"), axis="lat", required=False)

    def seat(self) -> tuple[float, float] | None:
        """Longitude and latitude, or nothing."""
        lon, lat = self.cleaned_data["lon"], self.cleaned_data["lat"]
        return (lon, lat) if lon is not None and lat is not None else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if (cleaned.get("lon") is None) != (cleaned.get("lat") is None) and not self.errors:
            raise ValidationError(_("Write both degrees of the seat, or neither."))
        return cleaned


class RenameUnitForm(NamesForm):
    """A new name from a day on."""

    since = JalaliDateField(label=_("Since"))


class RecodeUnitForm(forms.Form):
    """A new code from a day on."""

    scheme = forms.ChoiceField(label=_("Scheme"), choices=_SCHEMES)
    value = forms.CharField(label=_("Code"), max_length=MAX_CODE)
    since = JalaliDateField(label=_("Since"))


class SeatForm(forms.Form):
    """Where a unit's seat stands."""

    lon = DegreesField(label=_("Longitude"), axis="lon")
    lat = DegreesField(label=_("Latitude"), axis="lat")


class BridgeForm(forms.Form):
    """Two days; the bridge leads from the beginning of the first to the end of the second."""

    since = JalaliDateField(label=_("From the beginning of"))
    until = JalaliDateField(label=_("To the end of"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if isinstance(since, date) and isinstance(until, date) and until < since:
            raise ValidationError(_("The second day lies before the first."))
        return cleaned


class PointsFileForm(forms.Form):
    """A GeoJSON file of points."""

    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_("A FeatureCollection of points in WGS 84, at most 64 MB."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise ValidationError(_("The file is larger than 64 MB. Send it in parts."))
        return file
