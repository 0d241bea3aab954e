"""The catalogue: kinds, models, templates of kits; and how far stores reach."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of, unit_in_scope, units_in_scope
from sandoq.apps.inventory.forms import ModelForm
from sandoq.apps.inventory.forms.catalogue import (
    CatalogueFilterForm,
    KindForm,
    NewModelForm,
    ReachForm,
    TemplateForm,
)
from sandoq.apps.inventory.models import DeviceModel
from sandoq.apps.inventory.selectors import (
    item_kinds,
    kit_templates,
    models_like,
    reach_rules,
    reach_setting,
)
from sandoq.apps.inventory.services import (
    approve_model,
    define_kind,
    define_model,
    define_template,
    set_reach,
)
from sandoq.apps.inventory.wording import WORDS
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.common.errors import NotFound
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name

_MOST_UNITS = 500


@requires(Permission.INVENTORY_VIEW)
@require_GET
def catalogue(request: Request) -> HttpResponseBase:
    """Kinds, models and templates of kits; proposed models first."""
    kinds = list(item_kinds())
    form = CatalogueFilterForm(request.GET, kinds=kinds)
    form.is_valid()
    given = form.cleaned_data
    asked = {name: given.get(name, "") for name in ("text", "kind", "state")}
    found = models_like(**asked)
    if wanted := request.GET.get("format"):
        return _export(found, wanted)
    context = {
        "form": form,
        "is_filtered": any(asked.values()),
        "models": found,
        "kinds": kinds,
        "templates": kit_templates(),
        "can_edit": scope_of(request.user, Permission.CATALOGUE_EDIT).is_national,
    }
    return render(request, "inventory/catalogue.html", context)


def _export(found: QuerySet[DeviceModel], wanted: str) -> HttpResponseBase:
    names = ["key", "kind", "maker", "name", "state", "firmware", "region_locked", "compatible"]
    told = [
        *(_("Key"), _("Kind"), _("Maker"), _("Name of the model"), _("State"), _("Firmware")),
        *(_("Locked to a region"), _("May be replaced by")),
    ]
    programs = wanted == "json"

    def lines() -> Iterator[list[object]]:
        for model in found:
            others = [str(other) for other in model.compatible.all()]
            yield [
                model.key,
                model.kind.code if programs else local_name(model.kind),
                model.maker,
                model.name,
                model.state if programs else str(WORDS[model.state]),
                model.firmware,
                model.is_region_locked if programs else _("Yes") * model.is_region_locked,
                others if programs else "; ".join(others),
            ]

    return table_response("catalogue", names if programs else told, lines(), wanted)


@requires(Permission.CATALOGUE_EDIT)
@require_http_methods(["GET", "POST"])
def kind_define(request: Request) -> HttpResponse:
    """Define a kind, or correct the one named in the address."""
    kind = _of_code(item_kinds(), "kind", request.GET.get("code", ""))
    form = KindForm(request.POST or None, kind=kind)

    def do(given: dict[str, Any]) -> str:
        define_kind(by=request.user, **given)
        return _kept(request)

    return _form_page(request, "kind", form, do, about=local_name(kind) if kind else "")


@requires(Permission.CATALOGUE_EDIT)
@require_http_methods(["GET", "POST"])
def model_add(request: Request) -> HttpResponse:
    """Add an approved model."""
    form = NewModelForm(request.POST or None, kinds=list(item_kinds(serialised=True)))

    def do(given: dict[str, Any]) -> str:
        define_model(by=request.user, **given)
        return _kept(request)

    return _form_page(request, "new-model", form, do)


@requires(Permission.CATALOGUE_EDIT)
@require_http_methods(["GET", "POST"])
def model_edit(request: Request, key: UUID) -> HttpResponse:
    """Approve or correct a model."""
    model = DeviceModel.objects.select_related("kind").filter(key=key).first()
    if model is None:
        raise NotFound("model", str(key))
    others = DeviceModel.objects.filter(kind=model.kind).exclude(pk=model.pk)
    form = ModelForm(request.POST or None, model=model, others=others)

    def do(given: dict[str, Any]) -> str:
        chosen = others.filter(key__in=given.pop("compatible"))
        approve_model(by=request.user, model=model, compatible=list(chosen), **given)
        return _kept(request)

    return _form_page(request, "model", form, do, about=str(model))


@requires(Permission.CATALOGUE_EDIT)
@require_http_methods(["GET", "POST"])
def template_define(request: Request) -> HttpResponse:
    """Say what a kit holds, or correct the template named in the address."""
    template = _of_code(kit_templates(), "template", request.GET.get("code", ""))
    form = TemplateForm(request.POST or None, kinds=list(item_kinds()), template=template)

    def do(given: dict[str, Any]) -> str:
        define_template(by=request.user, **given)
        return _kept(request)

    return _form_page(request, "template", form, do, about=local_name(template) if template else "")


@requires(Permission.INVENTORY_EDIT)
@require_http_methods(["GET", "POST"])
def reach(request: Request) -> HttpResponseBase:
    """The rules by which straight lines become minutes, and a form to set one."""
    rules = reach_rules(request.user)
    if wanted := request.GET.get("format"):
        names = ["unit", "road_factor", "speed_kmh"]
        told = [_("Unit"), _("Times the straight line"), _("Kilometres an hour")]
        lines = ([local_name(one.unit), one.road_factor, one.speed_kmh] for one in rules)
        return table_response("reach", names if wanted == "json" else told, lines, wanted)
    units = units_in_scope(request.user, Permission.INVENTORY_EDIT).filter(closed_on=None)
    here = request.place
    if here is not None:
        units = units.filter(path__startswith=here.path)
    form = ReachForm(
        request.POST or None,
        units=units.order_by("path")[:_MOST_UNITS],
        setting=reach_setting(here.path if here else ""),
    )

    def do(given: dict[str, Any]) -> str:
        unit = unit_in_scope(request.user, Permission.INVENTORY_EDIT, given.pop("unit"))
        set_reach(by=request.user, unit=unit, **given)
        messages.success(request, _("It is set."))
        return reverse("inventory:reach")

    context = {"rules": rules, "unit": here}
    return act_with_form(request, "inventory/reach.html", context, form=form, do=do)


def _of_code(found: QuerySet[Any], what: str, code: str) -> Any:
    """The one of this code; None without a code."""
    if not code:
        return None
    one = found.filter(code=code).first()
    if one is None:
        raise NotFound(what, code[:40])
    return one


def _kept(request: Request) -> str:
    messages.success(request, _("It is in the catalogue."))
    return reverse("inventory:catalogue")


def _form_page(request: Request, what: str, form: Any, do: Any, about: str = "") -> HttpResponse:
    context = {"what": what, "about": about, "back": reverse("inventory:catalogue")}
    return act_with_form(request, "inventory/act.html", context, form=form, do=do)
