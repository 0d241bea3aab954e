"""A plan's transfers become orders, and a keeper carries them out through custody."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.models import Asset, DeviceModel, DoneAct, HandOver, Store
from sandoq.apps.inventory.services import offer_hand_over
from sandoq.apps.planning.errors import OrderRefused
from sandoq.apps.planning.models import Scenario, TransferOrder
from sandoq.apps.planning.rules.figures import ways
from sandoq.apps.planning.rules.states import OrderState
from sandoq.apps.planning.selectors.orders import devices_for, order_rows
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now

_BLOCK = 500


def make_orders(scenario: Scenario) -> list[TransferOrder]:
    """One order for each way and model of an approved plan, inside its transaction.

    What stays in its county is no order: its keeper hands it to stations by the plan's list.
    """
    stores = {str(store.key): store for store in Store.objects.filter(closed_at=None)}
    models = {str(model.key): model for model in DeviceModel.objects.all()}
    found = ways(scenario.question, scenario.plan)
    units = {str(unit.key): unit for unit in Unit.objects.filter(key__in={w.unit for w in found})}
    regions = {unit.path: unit for unit in Unit.objects.filter(path__in={w.region for w in found})}
    at = now()
    orders = [
        TransferOrder(
            scenario=scenario,
            number=number,
            from_store=stores[way.store],
            to_unit=units[way.unit],
            to_store=receiving_store(units[way.unit]),
            model=models[way.model],
            region=regions.get(way.region),
            quantity=way.quantity,
            km=way.km,
            ordered_at=at,
        )
        for number, way in enumerate(found, start=1)
        if way.store in stores
    ]
    TransferOrder.objects.bulk_create(orders, batch_size=_BLOCK)
    return list(scenario.orders.all())


def receiving_store(unit: Unit) -> Store | None:
    """Where devices for a county arrive: its own oldest open store, else its districts'."""
    found = Store.objects.filter(unit__path__startswith=unit.path, closed_at=None)
    return found.order_by("unit__depth", "opened_at", "pk").first()


def cancel_orders(scenario: Scenario) -> int:
    """Cancel every order that still has devices to pick, inside the caller's transaction."""
    rows = order_rows(scenario.orders.select_for_update(of=("self",)).filter(cancelled_at=None))
    open_keys = [row.order.pk for row in rows if row.state is OrderState.ORDERED]
    return TransferOrder.objects.filter(pk__in=open_keys).update(cancelled_at=now())


@transaction.atomic
def offer_order(
    *, by: User, order: TransferOrder, assets: Sequence[Asset], client_uuid: UUID
) -> HandOver:
    """Offer devices under an order to its receiving store; a repeat answers with the first offer.

    Custody moves when the receiving store's keeper acknowledges, as with every hand-over.

    Raises:
        OrderRefused: cancelled, nothing chosen, more than ordered, no receiving store, or a
            device that the order does not ask for or that lies elsewhere.
        NotAllowed: the person does not keep the order's store.
    """
    order = (
        TransferOrder.objects.select_for_update(of=("self",))
        .select_related("from_store__unit", "to_store", "to_unit", "model", "region", "scenario")
        .get(pk=order.pk)
    )
    require(by, Permission.INVENTORY_EDIT, unit_path=order.from_store.unit.path)
    if known := _offered_before(order, client_uuid, by):
        return known
    to_store = _require_offerable(order, assets)
    offer = offer_hand_over(
        by=by,
        assets=assets,
        to_store=to_store,
        note=f"{order.scenario.title} · {order.number}",
        client_uuid=client_uuid,
        is_ordered=True,
    )
    order.hand_overs.add(offer)
    record_action(
        by=by,
        verb="planning.offer-order",
        target=order,
        unit_path=order.from_store.unit.path,
        data={"hand_over": str(offer.key), "devices": len(assets)},
    )
    return offer


def _offered_before(order: TransferOrder, client_uuid: UUID, by: User) -> HandOver | None:
    act = DoneAct.objects.filter(client_uuid=client_uuid, by=by).first()
    return order.hand_overs.filter(key=act.target).first() if act and act.target else None


def _why_unfit(order: TransferOrder, asset: Asset) -> str:
    if asset.model_id != order.model_id:
        return "wrong-model"
    return "other-region" if asset.region_id != order.region_id else "not-in-store"


def _require_offerable(order: TransferOrder, assets: Sequence[Asset]) -> Store:
    """The receiving store, if these devices may go there under the order."""
    number = order.number
    if order.cancelled_at is not None:
        raise OrderRefused("cancelled", number)
    if not assets:
        raise OrderRefused("nothing-chosen", number)
    row = order_rows([order])[0]
    if len({asset.pk for asset in assets}) > row.left:
        raise OrderRefused("too-many", number, str(row.left))
    fitting = set(devices_for(order).values_list("pk", flat=True))
    for asset in assets:
        if asset.pk not in fitting:
            raise OrderRefused(_why_unfit(order, asset), number, asset.serial)
    to_store = order.to_store
    if to_store is None or to_store.closed_at is not None:
        to_store = receiving_store(order.to_unit)
    if to_store is None:
        raise OrderRefused("no-receiving-store", number, order.to_unit.name_fa)
    if to_store.pk != order.to_store_id:
        order.to_store = to_store
        order.save(update_fields=["to_store"])
    return to_store
