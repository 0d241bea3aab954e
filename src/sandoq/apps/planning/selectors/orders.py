"""Transfer orders: what is to be sent, by whom, and what became of it as custody tells."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.inventory.models import Asset, DeviceModel, HandOver, HandOverLine
from sandoq.apps.inventory.rules.states import AssetState
from sandoq.apps.planning.models import Scenario, TransferOrder
from sandoq.apps.planning.rules.states import OrderState, left_to_offer, order_state
from sandoq.common.errors import NotFound

_RELATED = (
    *("scenario__unit", "scenario__election", "from_store__unit", "to_store__unit"),
    *("to_unit", "model__kind", "region"),
)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order with what became of its devices."""

    order: TransferOrder
    offered: int
    received: int

    @property
    def state(self) -> OrderState:
        return order_state(
            quantity=self.order.quantity,
            offered=self.offered,
            received=self.received,
            is_cancelled=self.order.cancelled_at is not None,
        )

    @property
    def left(self) -> int:
        return left_to_offer(
            quantity=self.order.quantity, offered=self.offered, received=self.received
        )


def orders_of_plan(scenario: Scenario) -> QuerySet[TransferOrder]:
    """A plan's orders; who may see the plan may see them."""
    return TransferOrder.objects.filter(scenario=scenario).select_related(*_RELATED)


def orders_to_carry_out(user: User) -> QuerySet[TransferOrder]:
    """Orders from and to the stores that the person keeps, the oldest first."""
    scope = scope_of(user, Permission.INVENTORY_EDIT)
    found = TransferOrder.objects.filter(
        scope.q("from_store__unit__path") | scope.q("to_unit__path")
    )
    return found.select_related(*_RELATED).order_by("ordered_at", "number")


def orders_waiting(user: User) -> list[OrderRow]:
    """Orders whose devices this person still has to pick in an own store."""
    scope = scope_of(user, Permission.INVENTORY_EDIT)
    found = (
        TransferOrder.objects.filter(scope.q("from_store__unit__path"), cancelled_at=None)
        .select_related(*_RELATED)
        .order_by("ordered_at", "number")
    )
    return [row for row in order_rows(found) if row.state is OrderState.ORDERED]


def order_rows(orders: Iterable[TransferOrder]) -> list[OrderRow]:
    """The orders with what custody says of their devices, in one query."""
    found = list(orders)
    counted = (
        HandOverLine.objects.filter(hand_over__orders__in=[order.pk for order in found])
        .values_list("hand_over__orders")
        .annotate(
            offered=Count("pk", filter=Q(is_open=True)),
            received=Count(
                "pk", filter=Q(is_received=True, hand_over__state=HandOver.State.ACCEPTED)
            ),
        )
        .order_by()
    )
    known = {pk: (offered, received) for pk, offered, received in counted}
    return [OrderRow(order, *known.get(order.pk, (0, 0))) for order in found]


def order_of_key(user: User, key: UUID | str) -> TransferOrder:
    """An order from or to a store that the person keeps.

    Raises:
        NotFound: there is none with this key, or not for this person.
    """
    try:
        found = orders_to_carry_out(user).filter(key=key).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise NotFound("order", str(key))
    return found


def devices_for(order: TransferOrder) -> QuerySet[Asset]:
    """Devices in the order's store that may be sent under it, sealed and tested ones first."""
    offered = HandOverLine.objects.filter(is_open=True).values("asset")
    region = Q(region=order.region) if order.region_id else Q(region=None)
    fit = [AssetState.SEALED.value, AssetState.TESTED.value, AssetState.STOCK.value]
    nearness = [When(state=state, then=Value(rank)) for rank, state in enumerate(fit)]
    return (
        Asset.objects.filter(
            region,
            model=order.model_id,
            model__state=DeviceModel.State.APPROVED,
            state__in=fit,
            missing_since=None,
            custodies__store=order.from_store_id,
            custodies__until=None,
        )
        .filter(Q(kit=None) | ~Q(kit__state="sealed"))
        .exclude(pk__in=offered)
        .select_related("model__kind", "unit", "region")
        .order_by(Case(*nearness, output_field=IntegerField()), "serial")
    )
