"""The hand-over wizard's steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sandoq.ui.templatetags.sandoq import local_name


class ReceiverForm(forms.Form):
    """To whom, and for which station."""

    to = forms.ChoiceField(label=_("Receiver"))
    station = forms.ChoiceField(label=_("Station they will serve"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    def __init__(
        self, *args: Any, receivers: Any, stores: Any, stations: Any, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        people = [
            (f"person:{one.person.key}", f"{local_name(one.person)}، {local_name(one.unit)}")
            for one in receivers
        ]
        places = [
            (f"store:{store.key}", f"{store.name}، {local_name(store.unit)}") for store in stores
        ]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            (_("People"), people),
            (_("Stores"), places),
        ]
        self.fields["station"].choices = [  # type: ignore[attr-defined]
            ("", _("None: they change hands only")),
            *(
                (str(one.key), f"{one.number or '—'} · {one.name} · {local_name(one.unit)}")
                for one in stations
            ),
        ]
