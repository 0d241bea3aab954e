"""What people choose and type in this room."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sandoq.apps.territory.forms.fields import ClockField
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.services.importing import NamedFile
from sandoq.apps.workforce.forms.words import STATE_WORDS
from sandoq.apps.workforce.models import Course, Shift, WorkRole
from sandoq.apps.workforce.selectors.people import STATES, WorkerFilter
from sandoq.common import clock
from sandoq.ui.forms import JalaliDateField
from sandoq.ui.templatetags.sandoq import local_name

if TYPE_CHECKING:
    _ModelChoice = forms.ModelChoiceField[Any]
else:
    _ModelChoice = forms.ModelChoiceField

_MOST_SEATS = 2_000


class NamedChoice(_ModelChoice):
    """Things chosen by their name in the page's language."""

    def label_from_instance(self, thing: Any) -> str:
        return local_name(thing)


class CourseChoice(_ModelChoice):
    """Courses chosen by name, model and build."""

    def label_from_instance(self, thing: Any) -> str:
        return f"{local_name(thing)} · {thing.device_model} {thing.build}"


class WorkerFilterForm(forms.Form):
    """Whom the list of people shows."""

    q = forms.CharField(label=_("Name or whole identifier"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Proposed for"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *((state, STATE_WORDS[state]) for state in STATES)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.code, local_name(role)) for role in WorkRole.objects.all()]
        self.fields["role"].choices = [("", _("All")), *roles]  # type: ignore[attr-defined]

    def wanted(self) -> WorkerFilter:
        """The filter; a field that cannot be read narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        return WorkerFilter(
            search=asked.get("q", ""), role=asked.get("role", ""), state=asked.get("state", "")
        )


class ProposeForm(forms.Form):
    """For which role and shift the stations of the place are filled."""

    role = NamedChoice(label=_("Role"), queryset=WorkRole.objects.none(), to_field_name="code")
    shift = NamedChoice(label=_("Shift"), queryset=Shift.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, polling_day: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, shift = self.fields["role"], self.fields["shift"]
        role.queryset = WorkRole.objects.filter(place=WorkRole.Place.STATION)  # type: ignore[attr-defined]
        shift.queryset = Shift.objects.filter(polling_day=polling_day)  # type: ignore[attr-defined]
        role.empty_label = shift.empty_label = None  # type: ignore[attr-defined]


class ApproveForm(forms.Form):
    """By which order the people shown are appointed."""

    order_number = forms.CharField(label=_("Order number"), max_length=64, required=False)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class InviteForm(forms.Form):
    """How long the links answer."""

    days = forms.IntegerField(label=_("Days until the link expires"), min_value=1, max_value=60)


class ReasonForm(forms.Form):
    """Why something is taken back or denied."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class AnswerForm(forms.Form):
    """What the holder of a link answers."""

    reason = forms.CharField(label=_("If you cannot come: why"), max_length=300, required=False)


class CourseForm(forms.Form):
    """A course on one build of one device model."""

    name_fa = forms.CharField(label=_("Name in Persian"), max_length=120)
    name_en = forms.CharField(
        label=_("Name in Latin letters"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )
    device_model = forms.CharField(
        label=_("Device model"), max_length=64, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    build = forms.CharField(
        label=_("Software build"),
        max_length=64,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Training counts only if this is the build released for polling day."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=1440, initial=180)
    valid_days = forms.IntegerField(
        label=_("Days for which it is valid"), min_value=1, max_value=3650, initial=180
    )


class SessionForm(forms.Form):
    """When and where a course is given."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    course = CourseChoice(label=_("Course"), queryset=Course.objects.none(), to_field_name="key")
    unit = NamedChoice(
        label=_("For the people of"), queryset=Unit.objects.none(), to_field_name="key"
    )
    place = forms.CharField(label=_("Place of the session"), max_length=160)
    day = JalaliDateField(label=_("Day"))
    starts = ClockField(label=_("Starts at"))
    ends = ClockField(label=_("Ends at"))
    capacity = forms.IntegerField(label=_("Seats"), min_value=1, max_value=_MOST_SEATS, initial=30)

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = Course.objects.all()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            raise ValidationError(_("The session ends before it starts."))
        return cleaned

    def hours(self) -> tuple[datetime, datetime]:
        """Start and end, in Tehran's time."""
        values = self.cleaned_data
        return (
            datetime.combine(values["day"], values["starts"], clock.TEHRAN),
            datetime.combine(values["day"], values["ends"], clock.TEHRAN),
        )


class ClaimForm(forms.Form):
    """When somebody came, and when they left."""

    arrived = ClockField(label=_("Came at"))
    left = ClockField(label=_("Left at"), required=False)

    def moments(self, shift: Shift) -> tuple[datetime, datetime | None]:
        """The typed times on the shift's day; leaving before coming is after midnight."""
        day = clock.today(shift.starts_at)
        arrived = datetime.combine(day, self.cleaned_data["arrived"], clock.TEHRAN)
        typed: time | None = self.cleaned_data.get("left")
        if typed is None:
            return arrived, None
        left = datetime.combine(day, typed, clock.TEHRAN)
        return arrived, left if left >= arrived else left + timedelta(days=1)


class _Files(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One or more files; cleans to a list."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(one, initial) for one in given]


class PeopleUploadForm(forms.Form):
    """Files of people and the unit they are about."""

    uploads = _FilesField(
        label=_("Files"),
        help_text=_("Excel, OpenDocument or CSV; several at once are read as one list."),
        widget=_Files(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )
    unit = NamedChoice(
        label=_("About the people of"),
        help_text=_("Rows of other places are held back, never written."),
        queryset=Unit.objects.none(),
        to_field_name="key",
        empty_label=None,
    )

    def __init__(self, *args: Any, units: Sequence[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        self.fields["unit"].queryset = chosen  # type: ignore[attr-defined]

    def named_files(self) -> list[NamedFile]:
        """The files as the services take them."""
        return [NamedFile(file.name, file.read()) for file in self.cleaned_data["uploads"]]
