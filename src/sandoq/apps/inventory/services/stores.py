"""Stores, and how far they are from what they serve."""

from datetime import datetime

from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.services import record_action
from sandoq.apps.inventory.errors import CatalogueTaken
from sandoq.apps.inventory.models import Custody, LotHolding, ReachRule, Store
from sandoq.apps.inventory.services.catalogue import require_keeper
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.common.errors import BadInput
from sandoq.common.text import normalise


@transaction.atomic
def open_store(
    *,
    by: User,
    unit: Unit,
    name: str,
    lon: float | None = None,
    lat: float | None = None,
    at: datetime | None = None,
) -> Store:
    """Open a store of a unit; the same name again answers with the first.

    Raises:
        NotAllowed: the person does not keep the unit's stores.
        BadInput: it has no name, or half a coordinate.
    """
    require_keeper(by, unit.path)
    name = normalise(name)
    if not name:
        raise BadInput("name", "", "empty")
    if (lon is None) != (lat is None):
        raise BadInput("lat", str(lat), "half-a-coordinate")
    found = Store.objects.filter(unit=unit, name=name, closed_at=None).first()
    if found is not None:
        return found
    store = Store.objects.create(unit=unit, name=name, lon=lon, lat=lat, opened_at=at or now())
    record_action(
        by=by, verb="inventory.open-store", target=store, unit_path=unit.path, data={"name": name}
    )
    return store


@transaction.atomic
def revise_store(
    *, by: User, store: Store, name: str, lon: float | None = None, lat: float | None = None
) -> Store:
    """Correct a store's name and place.

    Raises:
        CatalogueTaken: the unit has another open store of this name.
    """
    require_keeper(by, store.unit.path)
    if (lon is None) != (lat is None):
        raise BadInput("lat", str(lat), "half-a-coordinate")
    store = Store.objects.select_for_update().get(pk=store.pk)
    wanted = (normalise(name), lon, lat)
    if (store.name, store.lon, store.lat) == wanted:
        return store
    store.name, store.lon, store.lat = wanted
    try:
        with transaction.atomic():
            store.save()
    except IntegrityError:
        raise CatalogueTaken("store", wanted[0]) from None
    record_action(
        by=by, verb="inventory.revise-store", target=store, unit_path=store.unit.path, data={}
    )
    return store


@transaction.atomic
def close_store(*, by: User, store: Store) -> Store:
    """Close an empty store; a second call changes nothing.

    Raises:
        CatalogueTaken: something lies in it still.
    """
    require_keeper(by, store.unit.path)
    store = Store.objects.select_for_update().get(pk=store.pk)
    if store.closed_at is not None:
        return store
    holds = Custody.objects.filter(store=store, until=None).exists()
    if holds or LotHolding.objects.filter(store=store, quantity__gt=0).exists():
        raise CatalogueTaken("store-not-empty", store.name)
    store.closed_at = now()
    store.save(update_fields=["closed_at"])
    record_action(by=by, verb="inventory.close-store", target=store, unit_path=store.unit.path)
    return store


@transaction.atomic
def set_reach(*, by: User, unit: Unit, road_factor: float, speed_kmh: float) -> ReachRule:
    """Say how straight lines become minutes in a unit and below.

    Raises:
        BadInput: the factor is below 1, or the speed not positive.
    """
    require_keeper(by, unit.path)
    if not 1 <= road_factor <= 10:  # noqa: PLR2004 - no road is ten times its straight line
        raise BadInput("road_factor", str(road_factor), "out-of-range")
    if not 1 <= speed_kmh <= 200:  # noqa: PLR2004
        raise BadInput("speed_kmh", str(speed_kmh), "out-of-range")
    rule, _ = ReachRule.objects.update_or_create(
        unit=unit, defaults={"road_factor": road_factor, "speed_kmh": speed_kmh}
    )
    record_action(
        by=by,
        verb="inventory.set-reach",
        target=rule,
        unit_path=unit.path,
        data={"road_factor": road_factor, "speed_kmh": speed_kmh},
    )
    return rule
