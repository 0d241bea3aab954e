"""The keeper's queue: one transfer order after another, carried out through custody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.inventory.models import Asset
from sandoq.apps.planning.errors import OrderRefused
from sandoq.apps.planning.forms import OfferForm
from sandoq.apps.planning.models import TransferOrder
from sandoq.apps.planning.selectors import (
    OrderRow,
    devices_for,
    order_of_key,
    order_rows,
    orders_to_carry_out,
    orders_waiting,
)
from sandoq.apps.planning.services import offer_order
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.problems import sentence
from sandoq.ui.templatetags.sandoq import digits, local_name

_FOLLOWING, _DONE_SHOWN = 8, 20


@requires(Permission.INVENTORY_EDIT)
@require_GET
def queue(request: Request) -> Any:
    """The order at hand with the devices proposed for it, those after it, and what was done."""
    if "format" in request.GET:
        return _table(request)
    waiting = orders_waiting(request.user)
    asked = request.GET.get("item", "")
    return _queue(request, waiting, asked)


@requires(Permission.INVENTORY_EDIT)
@require_POST
def offer(request: Request, key: UUID) -> HttpResponse:
    """Offer the named devices to the order's receiving store."""
    order = order_of_key(request.user, key)
    form = OfferForm(request.POST)
    if not form.is_valid():
        return _queue(request, orders_waiting(request.user), str(key), form)
    try:
        assets = _assets(order, form.cleaned_data["codes"])
        offer_order(
            by=request.user,
            order=order,
            assets=assets,
            client_uuid=form.cleaned_data["client_uuid"],
        )
    except OrderRefused as refusal:
        told = sentence(refusal, request)
        return _queue(request, orders_waiting(request.user), str(key), form, told)
    messages.success(
        request,
        _("Order %(n)s: the devices are offered. They are yours until the other store confirms.")
        % {"n": digits(order.number)},
    )
    return redirect("planning:orders")


def _assets(order: TransferOrder, codes: str) -> list[Asset]:
    """The devices of these serial numbers in the order's store.

    Raises:
        OrderRefused: a serial number is of no device there.
    """
    serials = list(dict.fromkeys(filter(None, (line.strip() for line in codes.splitlines()))))
    known = {
        asset.serial: asset
        for asset in Asset.objects.filter(
            serial__in=serials, custodies__store=order.from_store_id, custodies__until=None
        )
    }
    for serial in serials:
        if serial not in known:
            raise OrderRefused("not-in-store", order.number, serial[:64])
    return [known[serial] for serial in serials]


def _queue(
    request: Request,
    waiting: list[OrderRow],
    asked: str,
    form: OfferForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    item = next((row for row in waiting if str(row.order.key) == asked), None)
    item = item or next(iter(waiting), None)
    if item is not None and form is None:
        fitting = devices_for(item.order).values_list("serial", flat=True)
        form = OfferForm(proposed="\n".join(fitting[: item.left]))
    rest = [row for row in waiting if item is None or row.order.pk != item.order.pk]
    others = order_rows(orders_to_carry_out(request.user).order_by("-ordered_at", "number"))
    keys = {row.order.pk for row in waiting}
    context = {
        "item": item,
        "form": form,
        "refusal": refusal,
        "waiting": len(waiting),
        "in_stock": devices_for(item.order).count() if item else 0,
        "following": rest[:_FOLLOWING],
        "others": [row for row in others if row.order.pk not in keys][:_DONE_SHOWN],
    }
    return render(request, "planning/orders.html", context)


def _table(request: Request) -> Any:
    header = [
        *(
            _("Transfer order"),
            _("Plan"),
            _("From the store"),
            _("To the county"),
            _("Model"),
            _("Devices"),
        ),
        *(_("Offered"), _("Received"), _("State"), _("Ordered")),
    ]
    rows = (
        (
            *(row.order.number, row.order.scenario.title, row.order.from_store.name),
            *(local_name(row.order.to_unit), str(row.order.model), row.order.quantity),
            *(row.offered, row.received, row.state.value, row.order.ordered_at),
        )
        for row in order_rows(orders_to_carry_out(request.user))
    )
    return table_response("transfer-orders", header, rows, request.GET["format"])
