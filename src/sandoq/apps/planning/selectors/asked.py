"""What stations need of equipment, and what is there: the demand of a snapshot."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from sandoq.apps.elections.models import Election
from sandoq.apps.inventory.models import Custody, ItemKind
from sandoq.apps.inventory.rules.states import SERVING
from sandoq.apps.planning.rules.facts import Doubt
from sandoq.apps.readiness.models import Assignment, Need, Requirement

_BLOCK = 5000
_SHOWN_AS_THERE = (Need.State.EVIDENCED, Need.State.VERIFIED, Need.State.STALE)


@dataclass(frozen=True, slots=True)
class Asked:
    """The requirements that equipment answers: items by requirement, and which of them block."""

    items: Mapping[int, str]
    kinds: Sequence[ItemKind]
    blocking: frozenset[str]
    codes: frozenset[str]
    doubts: Mapping[Doubt, list[str]] = field(default_factory=dict)


def asked_of(election: Election) -> Asked:
    """Every published requirement of the day whose item is a kind kept by serial number.

    The source of a requirement does not matter here: a device is needed whoever proves it.
    """
    kinds = {kind.code: kind for kind in ItemKind.objects.all()}
    published = Requirement.objects.filter(
        Q(election=None) | Q(election=election),
        set__polling_day=election.polling_day_id,
        set__state="published",
    )
    items: dict[int, str] = {}
    blocking, codes = set(), set()
    doubts: dict[Doubt, list[str]] = defaultdict(list)
    for rule in published.order_by("order", "pk"):
        kind = kinds.get(rule.item)
        if kind is None:
            if rule.source == Requirement.Source.EQUIPMENT:
                doubts[Doubt.ITEM_NOT_IN_CATALOGUE].append(rule.name_fa)
        elif not kind.is_serialised:
            doubts[Doubt.CONSUMABLE_ASKED].append(kind.name_fa)
        else:
            items[rule.pk] = rule.item
            codes.add(rule.code)
            if rule.criticality == Requirement.Criticality.BLOCKING:
                blocking.add(rule.item)
    used = [kind for code, kind in kinds.items() if code in set(items.values())]
    return Asked(items, used, frozenset(blocking), frozenset(codes), doubts)


@dataclass(slots=True)
class Demand:
    """One item at one station: `asked` in all, `proven` of them shown by somebody to be there."""

    asked: int = 0
    proven: int = 0


def demand_at(asked: Asked, station_ids: Sequence[int]) -> dict[int, dict[str, Demand]]:
    """Per station and item what is asked, and what a proof or a bound serial number covers.

    A proof that waits, holds or became too old shows the whole quantity; a need that is missing,
    failed or waived shows only the serial numbers bound to it.
    """
    found: dict[int, dict[str, Demand]] = defaultdict(dict)
    rules = list(asked.items)
    for block in _blocks(station_ids):
        needs = Need.objects.filter(station__in=block, requirement__in=rules, ended_at=None)
        live = Assignment.objects.filter(
            need__station__in=block, need__requirement__in=rules, released_at=None
        )
        bound = dict(live.values_list("need").annotate(n=Count("pk")).order_by())
        rows = needs.values_list("pk", "station", "requirement", "quantity", "state")
        for pk, station, rule, quantity, state in rows:
            one = found[station].setdefault(asked.items[rule], Demand())
            one.asked += quantity
            shown = quantity if state in _SHOWN_AS_THERE else 0
            one.proven += max(shown, min(quantity, bound.get(pk, 0)))
    return found


def devices_at(station_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Per station, devices by model's key that serve there in acknowledged custody."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for block in _blocks(station_ids):
        rows = Custody.objects.filter(
            until=None,
            person__isnull=False,
            asset__station__in=block,
            asset__state__in=[state.value for state in SERVING],
            asset__missing_since=None,
        ).values_list("asset__station", "asset__model__key")
        for station, model, n in rows.annotate(n=Count("pk")).order_by():
            found[station or 0][str(model)] = n
    return found


def _blocks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(keys), _BLOCK):
        yield keys[start : start + _BLOCK]
