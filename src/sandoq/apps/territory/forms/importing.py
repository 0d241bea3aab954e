"""What people choose and type while they import stations."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.rules.importing.fields import SEVERAL_COLUMNS, Field
from sandoq.apps.territory.services.importing import Choice, NamedFile

FIELD_WORDS = {
    Field.PROVINCE: _("Province"),
    Field.COUNTY: _("County"),
    Field.DISTRICT: _("District"),
    Field.NUMBER: _("Station number"),
    Field.CODE: _("Station code"),
    Field.NAME: _("Station name"),
    Field.KIND: _("Kind (fixed or mobile)"),
    Field.AREA: _("Area (urban or rural)"),
    Field.ELECTORS: _("Electors"),
    Field.ADDRESS: _("Address"),
    Field.LON: _("Longitude"),
    Field.LAT: _("Latitude"),
    Field.COORDINATES: _("Both coordinates in one cell"),
    Field.OPENS: _("Opens at"),
    Field.CLOSES: _("Closes at"),
    Field.HOURS: _("Opening and closing time in one cell"),
    Field.STOPS: _("Place, or stops of a mobile station"),
    Field.OPENED_ON: _("Opened on"),
}
"""What people call the columns of a table of stations."""

_ACCEPTED = ".xlsx,.xls,.ods,.csv,.txt"


class _Files(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One or more files; cleans to a list."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(one, initial) for one in given]


class UploadForm(forms.Form):
    """Files of stations and the unit they are about."""

    uploads = _FilesField(
        label=_("Files"),
        help_text=_("Excel, OpenDocument or CSV; several at once are read as one list."),
        widget=_Files(attrs={"accept": _ACCEPTED}),
    )
    unit = forms.ModelChoiceField(
        label=_("About the stations of"),
        help_text=_("Rows of other places are held back, never written."),
        queryset=Unit.objects.none(),
        to_field_name="key",
        empty_label=None,
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in units])

    def named_files(self) -> list[NamedFile]:
        """The files as the services take them."""
        return [NamedFile(file.name, file.read()) for file in self.cleaned_data["uploads"]]


class OrderForm(forms.Form):
    """The order by which electors of stations may fall."""

    order_number = forms.CharField(
        label=_("Order number"),
        max_length=64,
        required=False,
        help_text=_("It is kept with every change of electors."),
    )


class ColumnsForm(forms.Form):
    """What the columns of one sheet mean; `table` is the sheet as its import keeps it."""

    def __init__(self, *args: Any, table: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        chosen = {at: name for name, places in table["columns"].items() for at in places}
        meanings = [("", _("not used")), *((f.value, FIELD_WORDS[f]) for f in FIELD_WORDS)]
        for index, text, *_rest in table["headers"]:
            self.fields[f"column{index}"] = forms.ChoiceField(
                label=text or _("Without a header"),
                choices=meanings,
                required=False,
                initial=chosen.get(index, ""),
            )
        self.fields["skip"] = forms.BooleanField(
            label=_("Leave this sheet out"), required=False, initial=table["is_skipped"]
        )
        self.fields["save"] = forms.BooleanField(
            label=_("Remember this for the next file with the same header"),
            required=False,
            initial=bool(table["questions"]),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for name, value in cleaned.items():
            if not name.startswith("column") or not value:
                continue
            if value in seen and value not in SEVERAL_COLUMNS:
                self.add_error(name, _("Another column is this already."))
            seen[value] = name
        named = {Field.NAME.value, Field.NUMBER.value, Field.CODE.value}
        if not cleaned.get("skip") and not named & set(seen):
            raise ValidationError(
                _("Choose the column of the name, the number or the code; or leave the sheet out.")
            )
        return cleaned

    def columns(self) -> dict[Field, list[int]]:
        """The columns by field, as chosen."""
        found: dict[Field, list[int]] = {}
        for name, value in self.cleaned_data.items():
            if name.startswith("column") and value:
                found.setdefault(Field(value), []).append(int(name.removeprefix("column")))
        return found

    def choice(self) -> Choice:
        """The choice as the services take it."""
        return Choice(self.columns(), is_skipped=self.cleaned_data["skip"])


class CorrectionForm(forms.Form):
    """The cells of one row, to be corrected."""

    def __init__(self, *args: Any, cells: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, words in FIELD_WORDS.items():
            if field.value in cells:
                self.fields[field.value] = forms.CharField(
                    label=words,
                    required=False,
                    strip=False,
                    initial=cells[field.value],
                    max_length=2_000,
                    widget=forms.Textarea(attrs={"rows": 2})
                    if "\n" in cells[field.value]
                    else forms.TextInput(attrs={"dir": "auto"}),
                )
        self.fields["everywhere"] = forms.BooleanField(
            label=_("Correct the same entry in every held row"), required=False
        )

    def changed(self) -> dict[str, str]:
        """What was typed, by field, where it differs from what stood there."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "everywhere"}
