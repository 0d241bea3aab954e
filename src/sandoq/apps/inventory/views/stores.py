"""Stores, kits, consumables, stocktakes, imports, the catalogue."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of, unit_in_scope, units_in_scope
from sandoq.apps.inventory.forms import (
    CodesForm,
    CountForm,
    KitForm,
    LotForm,
    RecallForm,
    SealForm,
    StoreForm,
    UploadForm,
)
from sandoq.apps.inventory.models import LotHolding
from sandoq.apps.inventory.papers.making import count_sheet_pdf, packing_pdf
from sandoq.apps.inventory.selectors import (
    contents_of,
    differences_of,
    expected_in,
    holdings_of,
    import_of_key,
    imports,
    item_kinds,
    kit_of_key,
    kit_templates,
    kits,
    lot_of_key,
    lots,
    lots_in,
    recalls,
    stocktake_of_key,
    stocktakes,
    store_counts,
    store_of_key,
    stores,
)
from sandoq.apps.inventory.services import (
    answer_recall,
    book_stocktake,
    discard_stocktake,
    finish_count,
    make_kit,
    one_asset,
    open_kit,
    open_stocktake,
    open_store,
    pack_assets,
    recall_lot,
    receive_lot,
    seal_kit,
    unpack_assets,
)
from sandoq.apps.inventory.services.importing import apply_import, discard_import, preview_import
from sandoq.apps.inventory.views.acting import done
from sandoq.apps.inventory.views.assets import pdf
from sandoq.apps.territory.services.importing.reading import NamedFile
from sandoq.apps.territory.views.acting import act, act_with_form
from sandoq.common.errors import BadInput, NotFound
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name

PAGE_ROWS = 50
_EDIT = Permission.INVENTORY_EDIT


def _may_edit(request: Request, path: str = "") -> bool:
    path = path or (request.place.path if request.place else "")
    return scope_of(request.user, _EDIT).covers(path)


@requires(Permission.INVENTORY_VIEW)
@require_GET
def store_list(request: Request) -> HttpResponseBase:
    """The stores of the place, with what lies in each."""
    found = store_counts(request.user, request.place)
    if wanted := request.GET.get("format"):
        names = ["unit", "store", "devices", "fit", "missing"]
        told = [_("Unit"), _("Store"), _("Devices"), _("Fit to be sent"), _("Missing")]
        rows = (
            [local_name(o.store.unit), o.store.name, o.devices, o.fit, o.missing] for o in found
        )
        return table_response("stores", names if wanted == "json" else told, rows, wanted)
    context = {
        "found": found,
        "can_edit": _may_edit(request),
        "unit": request.place,
        "devices": sum(one.devices for one in found),
        "fit": sum(one.fit for one in found),
    }
    return render(request, "inventory/stores.html", context)


@requires(_EDIT)
def store_open(request: Request) -> HttpResponse:
    """Open a store."""
    units = units_in_scope(request.user, _EDIT).filter(closed_on=None)
    if request.place is not None and request.place.depth > 1:
        units = units.filter(path__startswith=request.place.path)
    form = StoreForm(request.POST or None, units=units[:500])

    def do(given: dict[str, Any]) -> str:
        unit = unit_in_scope(request.user, _EDIT, given.pop("unit"))
        open_store(by=request.user, unit=unit, **given)
        return reverse("inventory:stores")

    context = {"what": "store", "back": reverse("inventory:stores")}
    return act_with_form(request, "inventory/act.html", context, form=form, do=do)


@requires(Permission.INVENTORY_VIEW)
@require_GET
def kit_list(request: Request) -> HttpResponseBase:
    """The kits of the place."""
    found = kits(request.user, request.place)
    if wanted := request.GET.get("format"):
        names = ["label", "template", "state", "unit", "station", "devices"]
        rows = (
            [
                kit.label,
                kit.template.code,
                kit.state,
                local_name(kit.unit),
                kit.station.name if kit.station else "",
                kit.devices,  # type: ignore[attr-defined]
            ]
            for kit in found
        )
        return table_response("kits", names, rows, wanted)
    page = Paginator(found, PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "inventory/kits.html", {"page": page, "can_edit": _may_edit(request)})


@requires(_EDIT)
def kit_make(request: Request) -> HttpResponse:
    """Begin a kit."""
    units = units_in_scope(request.user, _EDIT).filter(closed_on=None, level="county")
    templates = list(kit_templates())
    form = KitForm(request.POST or None, templates=templates, units=units[:500])
    made: dict[str, str] = {}

    def do(given: dict[str, Any]) -> str:
        template = next(one for one in templates if one.code == given["template"])
        unit = unit_in_scope(request.user, _EDIT, given["unit"])
        kit = make_kit(by=request.user, template=template, unit=unit, label=given["label"])
        made["url"] = reverse("inventory:kit", args=[kit.key])
        return made["url"]

    context = {"what": "kit", "back": reverse("inventory:kits")}
    return act_with_form(request, "inventory/act.html", context, form=form, do=do)


@requires(Permission.INVENTORY_VIEW)
@require_GET
def kit_record(request: Request, key: UUID) -> HttpResponse:
    """A kit: what it should hold, what it holds, what may be done now."""
    kit = kit_of_key(request.user, key)
    context = {
        "kit": kit,
        "contents": contents_of(kit),
        "seal": kit.seals.filter(broken_at=None).first(),
        "can_edit": _may_edit(request, kit.unit.path),
        "codes": CodesForm(),
        "seal_form": SealForm(),
    }
    return render(request, "inventory/kit.html", context)


@requires(_EDIT)
@require_POST
def kit_act(request: Request, key: UUID) -> HttpResponse:
    """Pack, unpack, seal or open a kit."""
    kit = kit_of_key(request.user, key)
    verb = request.POST.get("verb", "")
    codes = [line for line in request.POST.get("codes", "").splitlines() if line.strip()]

    def do() -> object:
        match verb:
            case "pack" | "unpack":
                assets = [one_asset(request.user, code) for code in codes]
                service = pack_assets if verb == "pack" else unpack_assets
                return service(by=request.user, kit=kit, assets=assets)
            case "seal":
                return seal_kit(by=request.user, kit=kit, number=request.POST.get("number", ""))
            case "open":
                return open_kit(by=request.user, kit=kit)
        raise BadInput("verb", verb[:20], "unknown-value")

    return done(
        request, do, told=_("The kit was changed."), to=reverse("inventory:kit", args=[key])
    )


@requires(Permission.INVENTORY_VIEW)
@require_GET
def packing(request: Request, key: UUID) -> HttpResponse:
    """The packing list as PDF."""
    kit = kit_of_key(request.user, key)
    seal = kit.seals.filter(broken_at=None).first()
    return pdf("packing-list", packing_pdf(kit, at=seal.applied_at if seal else kit.made_at))


@requires(Permission.INVENTORY_VIEW)
@require_GET
def lot_list(request: Request) -> HttpResponse:
    """Lots of consumables, and recalls that wait for an answer."""
    page = Paginator(lots(request.user), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "recalls": recalls(request.user), "can_edit": _may_edit(request)}
    return render(request, "inventory/lots.html", context)


@requires(_EDIT)
def lot_receive(request: Request) -> HttpResponse:
    """Receive consumables."""
    kept = stores(request.user, request.place, permission=_EDIT)
    kinds = list(item_kinds(serialised=False))
    form = LotForm(request.POST or None, stores=kept, kinds=kinds)

    def do(given: dict[str, Any]) -> str:
        store = store_of_key(request.user, given.pop("store"), permission=_EDIT)
        kind = next(one for one in kinds if one.code == given.pop("kind"))
        lot = receive_lot(by=request.user, store=store, kind=kind, **given)
        return reverse("inventory:lot", args=[lot.key])

    context = {"what": "lot", "back": reverse("inventory:lots")}
    return act_with_form(request, "inventory/act.html", context, form=form, do=do)


@requires(Permission.INVENTORY_VIEW)
@require_GET
def lot_record(request: Request, key: UUID) -> HttpResponse:
    """A lot and where it lies."""
    lot = lot_of_key(request.user, key)
    context = {
        "lot": lot,
        "holdings": holdings_of(request.user, lot),
        "can_edit": _may_edit(request),
        "form": RecallForm(),
    }
    return render(request, "inventory/lot.html", context)


@requires(_EDIT)
@require_POST
def lot_recall(request: Request, key: UUID) -> HttpResponse:
    """Recall a lot, or confirm that one's part of it was taken out."""
    lot = lot_of_key(request.user, key)
    held = request.POST.get("holding", "")

    def do() -> object:
        if not held:
            return recall_lot(by=request.user, lot=lot, reason=request.POST.get("reason", ""))
        found = holdings_of(request.user, lot)
        holding = found.filter(pk=int(held)).first() if held.isdecimal() else None
        if not isinstance(holding, LotHolding):
            raise NotFound("holding", held[:20])
        return answer_recall(by=request.user, holding=holding)

    to = reverse("inventory:lot", args=[key])
    return done(request, do, told=_("It was recorded."), to=to)


@requires(Permission.INVENTORY_VIEW)
@require_GET
def stocktake_list(request: Request) -> HttpResponse:
    """Counts of the stores of the place."""
    page = Paginator(stocktakes(request.user, request.place), PAGE_ROWS)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "stores": stores(request.user, request.place, permission=_EDIT),
        "can_edit": _may_edit(request),
    }
    return render(request, "inventory/stocktakes.html", context)


@requires(_EDIT)
@require_POST
def stocktake_open(request: Request) -> HttpResponse:
    """Begin to count a store."""
    store = store_of_key(request.user, request.POST.get("store", ""), permission=_EDIT)
    stocktake = open_stocktake(by=request.user, store=store)
    return redirect("inventory:stocktake", stocktake.key)


@requires(Permission.INVENTORY_VIEW)
def stocktake_record(request: Request, key: UUID) -> HttpResponse:
    """A count: the sheet, what was found, the differences, and who books them."""
    stocktake = stocktake_of_key(request.user, key)
    can_edit = _may_edit(request, stocktake.store.unit.path)
    form = CountForm(request.POST or None, lots=lots_in(stocktake.store))
    context = {
        "stocktake": stocktake,
        "lines": differences_of(stocktake),
        "expected": expected_in(stocktake.store).count(),
        "can_edit": can_edit,
        "form": form,
        "is_counter": stocktake.counted_by_id == request.user.pk,
    }

    def do() -> str:
        finish_count(
            by=request.user, stocktake=stocktake, codes=form.lines(), lots=form.found_lots()
        )
        return reverse("inventory:stocktake", args=[key])

    return act(request, "inventory/stocktake.html", context, valid=form.is_valid, do=do)


@requires(_EDIT)
@require_POST
def stocktake_act(request: Request, key: UUID) -> HttpResponse:
    """Book the differences, or give the count up."""
    stocktake = stocktake_of_key(request.user, key)
    service = book_stocktake if request.POST.get("verb") == "book" else discard_stocktake
    return done(
        request,
        lambda: service(by=request.user, stocktake=stocktake),
        told=_("It was recorded."),
        to=reverse("inventory:stocktake", args=[key]),
    )


@requires(Permission.INVENTORY_VIEW)
@require_GET
def count_sheet(request: Request, key: UUID) -> HttpResponse:
    """The count sheet as PDF."""
    stocktake = stocktake_of_key(request.user, key)
    return pdf("count-sheet", count_sheet_pdf(stocktake, at=stocktake.opened_at))


@requires(_EDIT)
@require_GET
def import_list(request: Request) -> HttpResponse:
    """Imports, the last first."""
    page = Paginator(imports(request.user), PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "inventory/imports.html", {"page": page})


@requires(_EDIT)
def import_new(request: Request) -> HttpResponse:
    """Read a list; nothing is written yet."""
    kept = stores(request.user, request.place, permission=_EDIT)
    form = UploadForm(request.POST or None, request.FILES or None, stores=kept)

    def do(given: dict[str, Any]) -> str:
        store = store_of_key(request.user, given["store"], permission=_EDIT)
        upload = given["upload"]
        file = NamedFile(upload.name, upload.read())
        batch = preview_import(by=request.user, store=store, files=[file])
        return reverse("inventory:import", args=[batch.key])

    context = {"what": "import", "back": reverse("inventory:imports")}
    return act_with_form(request, "inventory/act.html", context, form=form, do=do)


@requires(_EDIT)
@require_GET
def import_record(request: Request, key: UUID) -> HttpResponseBase:
    """What becomes of every row."""
    batch = import_of_key(request.user, key)
    rows = batch.rows.all()
    if (outcome := request.GET.get("outcome", "")) in batch.counts:
        rows = rows.filter(outcome=outcome)
    if wanted := request.GET.get("format"):
        names = ["file", "sheet", "row", "outcome", "reason", "kind", "model", "serial"]
        lines = (
            [
                *(row.place.get(name, "") for name in names[:3]),
                row.outcome,
                row.reason,
                *(row.values.get(name, "") for name in names[5:]),
            ]
            for row in rows
        )
        return table_response("equipment-import", names, lines, wanted)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "batch": batch,
        "page": page,
        "outcome": outcome,
        "counts": list(batch.counts.items()),
        "all_rows": sum(batch.counts.values()),
        "will_write": batch.counts["created"] + batch.counts["updated"],
    }
    return render(request, "inventory/import.html", context)


@requires(_EDIT)
@require_POST
def import_act(request: Request, key: UUID) -> HttpResponse:
    """Write what the preview shows, or discard it."""
    batch = import_of_key(request.user, key)
    service = apply_import if request.POST.get("verb") == "apply" else discard_import
    return done(
        request,
        lambda: service(by=request.user, batch=batch),
        told=_("It was recorded."),
        to=reverse("inventory:import", args=[key]),
    )
