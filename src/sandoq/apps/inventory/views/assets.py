"""The stores board, and the record of each device."""

from collections.abc import Iterator
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.inventory.forms import AssetFilterForm, HardeningForm, RegisterForm, SealForm
from sandoq.apps.inventory.models import Asset, HardeningCheck
from sandoq.apps.inventory.papers.making import MOST_LABELS, labels_pdf
from sandoq.apps.inventory.rules.hardening import CHECKLISTS, DeviceClass
from sandoq.apps.inventory.rules.states import NEXT, AssetState
from sandoq.apps.inventory.selectors import (
    AssetFilters,
    asset_of_key,
    assets,
    counts_by_state,
    custodies_of,
    custody_of,
    device_models,
    history_of,
    item_kinds,
    open_offer_of,
    recalls,
    store_of_key,
    stores,
    waiting_for,
    with_places,
)
from sandoq.apps.inventory.services import (
    NewAsset,
    harden_assets,
    move_assets,
    register_assets,
    seal_assets,
)
from sandoq.apps.inventory.templatetags.inventory import keeper
from sandoq.apps.inventory.views.acting import done, new_key
from sandoq.apps.inventory.wording import WORDS
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.apps.territory.views.acting import act_with_form
from sandoq.common import clock
from sandoq.common.errors import BadInput
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name

PAGE_ROWS = 50
_BY_HAND = ("tested", "installed", "failed", "reconciled", "stock")


@requires(Permission.INVENTORY_VIEW)
@require_GET
def board(request: Request) -> HttpResponseBase:
    """The devices of the place in view, filtered, sorted, in pages or as a file."""
    form = AssetFilterForm(request.GET, kinds=list(item_kinds(serialised=True)))
    filters = _filters(form)
    found = assets(request.user, request.place, filters)
    if wanted := request.GET.get("format"):
        return _export(found, wanted)
    page = Paginator(with_places(found), PAGE_ROWS).get_page(request.GET.get("page"))
    path = request.place.path if request.place else ""
    context = {
        "unit": request.place,
        "form": form,
        "page": page,
        "filters": filters,
        "is_filtered": filters != AssetFilters(sort=filters.sort),
        "counts": counts_by_state(assets(request.user, request.place)),
        "total": page.paginator.count,
        "missing": assets(request.user, request.place).filter(missing_since__isnull=False).count(),
        "waiting": waiting_for(request.user).count(),
        "recalls": recalls(request.user).count(),
        "at": clock.now(),
        "can_edit": scope_of(request.user, Permission.INVENTORY_EDIT).covers(path),
    }
    return render(request, "inventory/board.html", context)


def _filters(form: AssetFilterForm) -> AssetFilters:
    """What the address asks for; a value no form would send is left out."""
    form.is_valid()
    given = form.cleaned_data
    return AssetFilters(
        text=given.get("text", ""),
        kind=given.get("kind", ""),
        state=given.get("state", ""),
        where=given.get("where", ""),
        store=_uuid_text(given.get("store", "")),
        sort=given.get("sort") or "kind",
    )


def _uuid_text(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _export(found: QuerySet[Asset], wanted: str) -> HttpResponseBase:
    names = {
        "key": _("Key"),
        "kind": _("Kind"),
        "model": _("Model"),
        "serial": _("Serial"),
        "firmware": _("Firmware"),
        "state": _("State"),
        "since": _("Since"),
        "unit": _("Unit"),
        "station": _("Station"),
        "keeper": _("Keeper"),
        "missing_since": _("Missing since"),
    }
    programs = wanted == "json"

    def lines() -> Iterator[list[object]]:
        for asset in with_places(found).iterator(chunk_size=500):
            yield [
                asset.key,
                asset.model.kind.code if programs else local_name(asset.model.kind),
                str(asset.model),
                asset.serial,
                asset.firmware,
                asset.state if programs else WORDS[asset.state],
                asset.state_since,
                local_name(asset.unit),
                asset.station.name if asset.station else "",
                keeper(asset.held[0]),  # type: ignore[attr-defined]
                asset.missing_since,
            ]

    header = list(names) if programs else [str(name) for name in names.values()]
    return table_response("equipment", header, lines(), wanted)


@requires(Permission.INVENTORY_VIEW)
@require_GET
def labels(request: Request) -> HttpResponse:
    """Labels of the devices on the board, as filtered; or of one device."""
    form = AssetFilterForm(request.GET, kinds=list(item_kinds(serialised=True)))
    found = assets(request.user, request.place, _filters(form)).select_related(
        "model__kind", "unit"
    )
    chosen = list(found[: MOST_LABELS + 1])
    if not chosen:
        return redirect("inventory:board")
    if len(chosen) > MOST_LABELS:
        raise BadInput("labels", str(len(chosen)), "out-of-range")
    at = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return pdf("labels", labels_pdf(chosen, at=at))


def pdf(name: str, content: bytes) -> HttpResponse:
    """A PDF shown in the browser."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}.pdf"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@requires(Permission.INVENTORY_VIEW)
@require_GET
def record(request: Request, key: UUID) -> HttpResponse:
    """A device: what it is, who keeps it, what may be done now, its history."""
    asset = asset_of_key(request.user, key)
    custody = custody_of(asset)
    path = custody.store.unit.path if custody.store else asset.unit.path
    can_edit = scope_of(request.user, Permission.INVENTORY_EDIT).covers(path)
    is_mine = custody.person_id is not None and custody.person_id == request.user.person_id
    state = AssetState(asset.state)
    following = [one.value for one in NEXT[state] if one.value in _BY_HAND]
    context = {
        "asset": asset,
        "ancestors": visible_ancestors(request.user, asset.unit),
        "custody": custody,
        "custodies": custodies_of(asset),
        "offer": open_offer_of(asset),
        "events": history_of(asset),
        "seal": asset.seals.filter(broken_at=None).first(),
        "check": HardeningCheck.objects.filter(asset=asset).select_related("by__person").first(),
        "needs_hardening": DeviceClass(asset.model.kind.device_class) in CHECKLISTS,
        "can_edit": can_edit,
        "can_act": (can_edit or is_mine),
        "moves": sorted(following) if can_edit or is_mine else [],
        "may_seal": can_edit and state is AssetState.TESTED,
    }
    return render(request, "inventory/asset.html", context)


@requires(Permission.INVENTORY_VIEW)
@require_POST
def move(request: Request, key: UUID) -> HttpResponse:
    """Record what happened to a device: tested, failed, installed, reconciled, back in stock."""
    asset = asset_of_key(request.user, key)
    to = request.POST.get("to", "")
    if to not in _BY_HAND:
        raise BadInput("to", to[:20], "unknown-value")
    return done(
        request,
        lambda: move_assets(by=request.user, assets=[asset], to=AssetState(to)),
        told=_("It was recorded: %(state)s.") % {"state": WORDS[to]},
        to=reverse("inventory:asset", args=[asset.key]),
    )


@requires(Permission.INVENTORY_EDIT)
def seal(request: Request, key: UUID) -> HttpResponse:
    """Put a numbered seal on a tested device."""
    asset = asset_of_key(request.user, key)
    form = SealForm(request.POST or None)

    def do(given: dict[str, str]) -> str:
        seal_assets(by=request.user, seals={asset: given["number"]})
        return reverse("inventory:asset", args=[asset.key])

    return act_with_form(request, "inventory/act.html", _about(asset, "seal"), form=form, do=do)


@requires(Permission.INVENTORY_EDIT)
def harden(request: Request, key: UUID) -> HttpResponse:
    """Work through the checklist of the device's class."""
    asset = asset_of_key(request.user, key)
    form = HardeningForm(
        request.POST or None,
        device_class=DeviceClass(asset.model.kind.device_class),
        initial={"firmware": asset.firmware},
    )

    def do(given: dict[str, object]) -> str:
        harden_assets(by=request.user, assets=[asset], **given)  # type: ignore[arg-type]
        return reverse("inventory:asset", args=[asset.key])

    return act_with_form(request, "inventory/act.html", _about(asset, "harden"), form=form, do=do)


@requires(Permission.INVENTORY_EDIT)
def register(request: Request) -> HttpResponse:
    """Register devices of one model by their serial numbers."""
    kept = stores(request.user, permission=Permission.INVENTORY_EDIT)
    models = list(device_models())
    form = RegisterForm(
        request.POST or None,
        stores=kept,
        models=models,
        initial={"client_uuid": new_key()},
    )

    def do(given: dict[str, object]) -> str:
        store = store_of_key(
            request.user, str(given["store"]), permission=Permission.INVENTORY_EDIT
        )
        model = next(one for one in models if str(one.key) == given["model"])
        serials = [line for line in str(given["serials"]).splitlines() if line.strip()]
        register_assets(
            by=request.user,
            store=store,
            rows=[NewAsset(model, serial, firmware=str(given["firmware"])) for serial in serials],
            client_uuid=given["client_uuid"],  # type: ignore[arg-type]
        )
        return f"{reverse('inventory:board')}?store={store.key}"

    return act_with_form(
        request,
        "inventory/act.html",
        {"what": "register", "back": reverse("inventory:board")},
        form=form,
        do=do,
    )


def _about(asset: Asset, what: str) -> dict[str, object]:
    return {
        "asset": asset,
        "what": what,
        "about": f"{local_name(asset.model.kind)} · {asset.model} · {asset.serial}",
        "back": reverse("inventory:asset", args=[asset.key]),
    }
