"""What is typed about a polling day's staff."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from sandoq.apps.elections.forms.fields import WholeNumberField
from sandoq.apps.territory.forms.fields import ClockField
from sandoq.apps.territory.models import Unit
from sandoq.apps.workforce.forms.board import NamedChoice
from sandoq.apps.workforce.models import DutyLimits, Shift, Worker, WorkRole
from sandoq.common import clock
from sandoq.ui.forms import JalaliDateField
from sandoq.ui.templatetags.sandoq import local_name

_MOST = 10_000


class QuantityForm(forms.Form):
    """How many of a role are needed."""

    unit = NamedChoice(
        label=_("For everything below"), queryset=Unit.objects.none(), to_field_name="key"
    )
    role = NamedChoice(label=_("Role"), queryset=WorkRole.objects.none(), to_field_name="code")
    station_kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All")), ("fixed", _("Fixed")), ("mobile", _("Mobile"))],
    )
    minimum = WholeNumberField(label=_("At least"), least=0, most=_MOST)
    electors_per_person = WholeNumberField(
        label=_("One for every so many electors"), required=False, least=1, most=_MOST
    )
    stations_per_person = WholeNumberField(
        label=_("One for every so many stations"),
        help_text=_("For roles that work in units, such as roaming experts."),
        required=False,
        least=1,
        most=_MOST,
    )

    def __init__(self, *args: Any, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["role"].queryset = WorkRole.objects.all()  # type: ignore[attr-defined]


class BuildForm(forms.Form):
    """Which build runs on a device model."""

    device_model = forms.CharField(
        label=_("Device model"), max_length=64, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    build = forms.CharField(
        label=_("Software build"), max_length=64, widget=forms.TextInput(attrs={"dir": "ltr"})
    )


class _NamesForm(forms.Form):
    """A code and a name in both languages; the same code corrects what is there."""

    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        validators=[validate_slug],
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Latin letters, digits and hyphens. It stays: lists and fees name it."),
    )
    name_fa = forms.CharField(label=_("Name in Persian"), max_length=80)
    name_en = forms.CharField(
        label=_("Name in Latin letters"),
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )


class RoleForm(_NamesForm):
    """A role: where one works in it, who may stand in, on what one is trained."""

    place = forms.ChoiceField(label=_("Where one works"), choices=WorkRole.Place.choices)
    substitutes = forms.MultipleChoiceField(
        label=_("Roles that may stand in"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of several, the one higher in the list is taken first."),
    )
    device_models = forms.CharField(
        label=_("Device models on which one must be trained"),
        required=False,
        widget=forms.Textarea(attrs={"dir": "ltr", "rows": 3}),
        help_text=_("One a line."),
    )
    rate_class = forms.CharField(
        label=_("Fee class"),
        max_length=32,
        required=False,
        validators=[validate_slug],
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Empty: the same as the code."),
    )
    rank = WholeNumberField(label=_("Place in lists"), least=0, most=1000, initial=0)

    def __init__(
        self, *args: Any, others: Sequence[WorkRole], role: WorkRole | None = None, **options: Any
    ) -> None:
        if role is not None:
            names = ("code", "name_fa", "name_en", "place", "rate_class", "rank")
            options["initial"] = {
                **{name: getattr(role, name) for name in names},
                "substitutes": [one.substitute.code for one in role.substitutions.all()],
                "device_models": "\n".join(one.device_model for one in role.trainings.all()),
            }
        super().__init__(*args, **options)
        self.fields["substitutes"].choices = [  # type: ignore[attr-defined]
            (other.code, local_name(other)) for other in others
        ]

    def clean_device_models(self) -> list[str]:
        """The lines that say something."""
        lines: list[str] = self.cleaned_data["device_models"].splitlines()
        return [line.strip() for line in lines if line.strip()]


class ShiftForm(_NamesForm):
    """Hours of duty; an end before the start is on the next day."""

    day = JalaliDateField(label=_("Day"))
    starts = ClockField(label=_("Starts at"))
    ends = ClockField(
        label=_("Ends at"), help_text=_("A time before the start is on the next day.")
    )

    def __init__(
        self, *args: Any, polling_date: date, shift: Shift | None = None, **options: Any
    ) -> None:
        options["initial"] = {"day": polling_date}
        if shift is not None:
            starts, ends = clock.in_tehran(shift.starts_at), clock.in_tehran(shift.ends_at)
            options["initial"] = {
                **{name: getattr(shift, name) for name in ("code", "name_fa", "name_en")},
                "day": starts.date(),
                "starts": f"{starts:%H:%M}",
                "ends": f"{ends:%H:%M}",
            }
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        day, starts, ends = (given.pop(name, None) for name in ("day", "starts", "ends"))
        if day is None or starts is None or ends is None:
            return given
        given["starts_at"] = datetime.combine(day, starts, clock.TEHRAN)
        end = datetime.combine(day, ends, clock.TEHRAN)
        given["ends_at"] = end if ends > starts else end + timedelta(days=1)
        return given


class LimitsForm(forms.Form):
    """How long one person may work around a polling day, over all its elections."""

    daily_minutes = WholeNumberField(label=_("Minutes a day at most"), least=1, most=24 * 60)
    rest_minutes = WholeNumberField(
        label=_("Minutes of rest between two shifts"), least=0, most=24 * 60
    )

    def __init__(self, *args: Any, limits: DutyLimits, **options: Any) -> None:
        names = ("daily_minutes", "rest_minutes")
        options["initial"] = {name: getattr(limits, name) for name in names}
        super().__init__(*args, **options)


class AppointForm(forms.Form):
    """One person in one role for one shift."""

    person = forms.ChoiceField(label=_("Person"), widget=forms.RadioSelect)
    role = NamedChoice(label=_("Role"), queryset=WorkRole.objects.none(), to_field_name="code")
    shift = NamedChoice(label=_("Shift"), queryset=Shift.objects.none(), to_field_name="code")
    order_number = forms.CharField(label=_("Order number"), max_length=64, required=False)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        workers: Sequence[Worker],
        place: str,
        polling_day: Any,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.people = {str(one.person.key): one.person for one in workers}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (str(one.person.key), _described(one)) for one in workers
        ]
        role, shift = self.fields["role"], self.fields["shift"]
        role.queryset = WorkRole.objects.filter(place=place)  # type: ignore[attr-defined]
        shift.queryset = Shift.objects.filter(polling_day=polling_day)  # type: ignore[attr-defined]
        role.empty_label = shift.empty_label = None  # type: ignore[attr-defined]

    def clean_person(self) -> Any:
        """The person of this key, among those that were found."""
        person = self.people.get(self.cleaned_data["person"])
        if person is None:
            raise ValidationError(_("This person is no longer among those found."))
        return person


def _described(worker: Worker) -> str:
    parts = [local_name(worker.person), local_name(worker.unit)]
    if worker.role:
        parts.append(local_name(worker.role))
    duties = len(worker.person.duties)  # type: ignore[attr-defined]
    if duties:
        parts.append(str(_("already on duty that day")))
    return " · ".join(parts)
