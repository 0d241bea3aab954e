"""What people fill in about equipment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.apps.inventory.models import DeviceModel, ItemKind
from sandoq.apps.inventory.rules.hardening import CHECKLISTS, DeviceClass
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.inventory.wording import WORDS
from sandoq.apps.territory.forms.fields import DegreesField, WholeNumberField
from sandoq.ui.templatetags.sandoq import local_name

_LTR = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}


class AssetFilterForm(forms.Form):
    """The filters of the stores board; every value is optional."""

    text = forms.CharField(
        label=_("Serial, seal or model"), required=False, max_length=80, widget=forms.SearchInput
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *((one.value, WORDS[one.value]) for one in AssetState)],
    )
    where = forms.ChoiceField(
        label=_("Where"),
        required=False,
        choices=[
            ("", _("Anywhere")),
            ("store", _("In a store")),
            ("person", _("With a person")),
            ("missing", _("Missing")),
        ],
    )
    store = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    sort = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)

    def __init__(self, *args: Any, kinds: list[ItemKind], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", _("All")),
            *((kind.code, local_name(kind)) for kind in kinds),
        ]


class StoreForm(forms.Form):
    """A store."""

    unit = forms.ChoiceField(label=_("Unit"))
    name = forms.CharField(label=_("Name of the store"), max_length=80)
    lon = DegreesField(label=_("Longitude"), axis="lon", required=False)
    lat = DegreesField(label=_("Latitude"), axis="lat", required=False)

    def __init__(self, *args: Any, units: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (str(unit.key), local_name(unit)) for unit in units
        ]
        self.fields["lon"].help_text = _("Empty: the seat of the unit.")


class RegisterForm(forms.Form):
    """Devices of one model, typed or scanned one after another."""

    store = forms.ChoiceField(label=_("Store"))
    model = forms.ChoiceField(label=_("Model"))
    serials = forms.CharField(
        label=_("Serial numbers"),
        widget=forms.Textarea(attrs={**_LTR, "rows": 6}),
        help_text=_("One a line. Digits of any script are read."),
    )
    firmware = forms.CharField(
        label=_("Firmware"), required=False, max_length=60, widget=forms.TextInput(attrs=_LTR)
    )
    client_uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, stores: Any, models: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["store"].choices = [  # type: ignore[attr-defined]
            (str(store.key), f"{store.name}، {local_name(store.unit)}") for store in stores
        ]
        self.fields["model"].choices = [  # type: ignore[attr-defined]
            (str(model.key), f"{local_name(model.kind)}: {model}") for model in models
        ]


class SealForm(forms.Form):
    """The number of a seal."""

    number = forms.CharField(
        label=_("Number of the seal"), max_length=64, widget=forms.TextInput(attrs=_LTR)
    )


class HardeningForm(forms.Form):
    """The checklist of a device's class, and what the device runs."""

    done = forms.MultipleChoiceField(
        label=_("What is done"), required=False, widget=forms.CheckboxSelectMultiple
    )
    firmware = forms.CharField(
        label=_("Firmware"), max_length=60, widget=forms.TextInput(attrs=_LTR)
    )
    configuration_sha256 = forms.CharField(
        label=_("SHA-256 of the configuration"),
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs=_LTR),
    )

    def __init__(self, *args: Any, device_class: DeviceClass, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["done"].choices = [  # type: ignore[attr-defined]
            (step, WORDS[step]) for step in CHECKLISTS.get(device_class, ())
        ]


class KitForm(forms.Form):
    """A new kit."""

    template = forms.ChoiceField(label=_("Template"))
    unit = forms.ChoiceField(label=_("Unit"))
    label = forms.CharField(
        label=_("Label of the kit"), max_length=40, widget=forms.TextInput(attrs=_LTR)
    )

    def __init__(self, *args: Any, templates: Any, units: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["template"].choices = [  # type: ignore[attr-defined]
            (one.code, local_name(one)) for one in templates
        ]
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (str(unit.key), local_name(unit)) for unit in units
        ]


class CodesForm(forms.Form):
    """Scanned or typed codes, one a line."""

    codes = forms.CharField(
        label=_("Serial numbers, seals or labels"),
        widget=forms.Textarea(attrs={**_LTR, "rows": 5}),
        help_text=_("One a line, scanned or typed."),
    )

    def lines(self) -> list[str]:
        """The codes."""
        return [line for line in self.cleaned_data["codes"].splitlines() if line.strip()]


class CountForm(CodesForm):
    """What was found in a store: devices by code, lots by quantity."""

    def __init__(self, *args: Any, lots: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["codes"].required = False
        self.lots = {f"lot_{holding.lot_id}": holding.lot for holding in lots}
        for name, lot in self.lots.items():
            label = _("%(kind)s, lot %(lot)s: quantity found")
            self.fields[name] = WholeNumberField(
                label=label % {"kind": local_name(lot.kind), "lot": lot.number}, required=False
            )

    def found_lots(self) -> dict[Any, int]:
        """Quantities by lot; an empty field means none was found."""
        return {lot: self.cleaned_data.get(name) or 0 for name, lot in self.lots.items()}


class LotForm(forms.Form):
    """Consumables that arrive."""

    store = forms.ChoiceField(label=_("Store"))
    kind = forms.ChoiceField(label=_("Kind"))
    number = forms.CharField(
        label=_("Lot number"), max_length=64, widget=forms.TextInput(attrs=_LTR)
    )
    quantity = WholeNumberField(label=_("Quantity"), at_least=1)
    supplier = forms.CharField(label=_("Supplier"), required=False, max_length=80)

    def __init__(self, *args: Any, stores: Any, kinds: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["store"].choices = [  # type: ignore[attr-defined]
            (str(store.key), f"{store.name}، {local_name(store.unit)}") for store in stores
        ]
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (kind.code, local_name(kind)) for kind in kinds
        ]


class RecallForm(forms.Form):
    """Why a lot is recalled."""

    reason = forms.CharField(label=_("Why it is recalled"), max_length=300)


class UploadForm(forms.Form):
    """A list of equipment for one store."""

    store = forms.ChoiceField(label=_("Store that receives the devices"))
    upload = forms.FileField(label=_("File"), help_text=_("A spreadsheet: XLSX, XLS, ODS or CSV."))

    def __init__(self, *args: Any, stores: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["store"].choices = [  # type: ignore[attr-defined]
            (str(store.key), f"{store.name}، {local_name(store.unit)}") for store in stores
        ]


class ModelForm(forms.Form):
    """What the headquarters says of a model."""

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
    compatible = forms.MultipleChoiceField(
        label=_("Models that may take its place"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, model: DeviceModel, others: Any, **options: Any) -> None:
        options["initial"] = {
            "is_region_locked": model.is_region_locked,
            "serial_digits": model.serial_digits,
            "firmware": model.firmware,
            "configuration_sha256": model.configuration_sha256,
            "compatible": [str(other.key) for other in model.compatible.all()],
        }
        super().__init__(*args, **options)
        self.fields["compatible"].choices = [  # type: ignore[attr-defined]
            (str(other.key), str(other)) for other in others
        ]
