"""What people fill in about the catalogue and the rules of reach."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sandoq.apps.inventory.models import DeviceModel, ItemKind, KitTemplate
from sandoq.apps.inventory.rules.hardening import DeviceClass
from sandoq.apps.inventory.rules.reach import ReachSetting
from sandoq.apps.inventory.wording import WORDS
from sandoq.apps.territory.forms.fields import WholeNumberField
from sandoq.common.text import to_ascii_digits
from sandoq.ui.templatetags.sandoq import digits, local_name

_LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}
_CODE_HELP = _("Latin letters, digits and hyphens. It stays: requirements and files name it.")


class CodeField(forms.CharField):
    """A lasting name for programs: Latin letters, digits, hyphens."""

    default_validators = [validate_slug]

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Code"),
            max_length=40,
            widget=forms.TextInput(attrs=_LTR),
            help_text=_CODE_HELP,
            **options,
        )


class _NamesForm(forms.Form):
    """A code and a name in both languages."""

    code = CodeField()
    name_fa = forms.CharField(label=_("Name in Persian"), max_length=80)
    name_en = forms.CharField(
        label=_("Name in Latin letters"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )


class KindForm(_NamesForm):
    """A kind of equipment; the same code corrects the kind."""

    device_class = forms.ChoiceField(
        label=_("Class"),
        choices=[(one.value, WORDS[one.value]) for one in DeviceClass],
        help_text=_("Decides the hardening checklist of its devices."),
    )
    is_serialised = forms.BooleanField(
        label=_("Each device has a serial number"), required=False, initial=True
    )
    is_critical = forms.BooleanField(
        label=_("Every device must come back after polling day"), required=False
    )
    order = WholeNumberField(label=_("Place in lists"), required=False)

    def __init__(self, *args: Any, kind: ItemKind | None = None, **options: Any) -> None:
        if kind is not None:
            names = ("code", "name_fa", "name_en", "device_class", "order")
            flags = ("is_serialised", "is_critical")
            options["initial"] = {name: getattr(kind, name) for name in (*names, *flags)}
        super().__init__(*args, **options)

    def clean_device_class(self) -> DeviceClass:
        return DeviceClass(self.cleaned_data["device_class"])

    def clean_order(self) -> int:
        return self.cleaned_data["order"] or 0


class NewModelForm(forms.Form):
    """An approved model of a kind."""

    kind = forms.ChoiceField(label=_("Kind"))
    maker = forms.CharField(label=_("Maker"), max_length=60, required=False)
    name = forms.CharField(label=_("Name of the model"), max_length=80)
    is_region_locked = forms.BooleanField(
        label=_("Its devices are locked to a region"), required=False
    )
    serial_digits = WholeNumberField(
        label=_("Digits of its serial numbers"),
        required=False,
        at_least=1,
        help_text=_("If they are all digits: zeros that spreadsheets strip come back."),
    )
    firmware = forms.CharField(
        label=_("Firmware it must run"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs=_LTR),
    )
    configuration_sha256 = forms.CharField(
        label=_("SHA-256 of the approved configuration"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs=_LTR),
    )

    def __init__(self, *args: Any, kinds: Sequence[ItemKind], **options: Any) -> None:
        super().__init__(*args, **options)
        self.kinds = {kind.code: kind for kind in kinds}
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.code, local_name(kind)) for kind in kinds
        ]

    def clean_kind(self) -> ItemKind:
        return self.kinds[self.cleaned_data["kind"]]


class TemplateForm(_NamesForm):
    """What a kit holds: so many of each kind; the same code corrects the template."""

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[ItemKind],
        template: KitTemplate | None = None,
        **options: Any,
    ) -> None:
        if template is not None:
            lines = {f"kind_{line.kind_id}": line.quantity for line in template.lines.all()}
            names = ("code", "name_fa", "name_en")
            options["initial"] = {**{name: getattr(template, name) for name in names}, **lines}
        super().__init__(*args, **options)
        self.kinds = {f"kind_{kind.pk}": kind for kind in kinds}
        for name, kind in self.kinds.items():
            label = _("%(kind)s: how many") % {"kind": local_name(kind)}
            self.fields[name] = WholeNumberField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        lines = {self.kinds[name]: given.pop(name) for name in self.kinds if name in given}
        given["lines"] = {kind: number for kind, number in lines.items() if number}
        if not given["lines"]:
            raise ValidationError(_("A kit holds something: give a number for at least one kind."))
        return given


class _NumberField(forms.FloatField):
    """A number with a fraction; digits of any script are read."""

    def to_python(self, value: Any) -> Any:
        text = to_ascii_digits(str(value)).replace("٫", ".").strip() if value is not None else ""
        return super().to_python(text)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, float):
            return value
        return digits(f"{value:g}".replace(".", "٫" if get_language() == "fa" else "."))


class ReachForm(forms.Form):
    """How straight lines become minutes in a unit and below."""

    unit = forms.ChoiceField(label=_("For everything below"))
    road_factor = _NumberField(
        label=_("How many times longer the road is than the straight line"),
        min_value=1,
        max_value=10,
        widget=forms.TextInput(attrs={**_LTR, "inputmode": "decimal"}),
        help_text=_("1.4 on a plain; more in the mountains."),
    )
    speed_kmh = _NumberField(
        label=_("Speed on the road, kilometres an hour"),
        min_value=1,
        max_value=200,
        widget=forms.TextInput(attrs={**_LTR, "inputmode": "decimal"}),
    )

    def __init__(self, *args: Any, units: Any, setting: ReachSetting, **options: Any) -> None:
        first = {"road_factor": setting.road_factor, "speed_kmh": setting.speed_kmh}
        options["initial"] = {**first, **options.get("initial", {})}
        super().__init__(*args, **options)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (str(unit.key), local_name(unit)) for unit in units
        ]


class CatalogueFilterForm(forms.Form):
    """Which models the catalogue shows."""

    text = forms.CharField(
        label=_("Maker or model"), required=False, max_length=80, widget=forms.SearchInput
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            *((state, WORDS[state]) for state in DeviceModel.State.values),
        ],
    )

    def __init__(self, *args: Any, kinds: Sequence[ItemKind], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((kind.code, local_name(kind)) for kind in kinds),
        ]
