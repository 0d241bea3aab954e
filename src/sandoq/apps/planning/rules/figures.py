"""A plan's figures, read from the question's and the plan's documents alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sandoq.apps.planning.rules.shocks import base_code

Document = Mapping[str, Any]


def figures(question: Document, plan: Document) -> dict[str, Any]:
    """The totals that lists, comparisons and statements show, as JSON.

    `before` is what stations have already, `after` what the plan makes of them, both as to the
    blocking equipment planned here and nothing else. `sent` are devices that cross a unit's border.
    """
    electors = {one["code"]: one["electors"] for one in question["stations"]}
    before = complete_now(question)
    after = {code for code in plan["ready"] if code in electors}
    shares = [
        (row["ready_electors"] / row["electors"], row["unit"])
        for row in plan["counties"]
        if row["electors"]
    ]
    lowest = min(shares, default=(1.0, ""))
    gaps = [goal["certificate"]["gap"] for goal in plan["goals"] if goal["goal"] == "electors"]
    sent = [row for row in plan["transfers"] if is_between_units(question, row)]
    return {
        "stations": len(electors),
        "electors": sum(electors.values()),
        "stations_before": len(before),
        "electors_before": sum(electors[code] for code in before),
        "stations_after": len(after),
        "electors_after": sum(electors[code] for code in after),
        "lowest_share": round(lowest[0], 6),
        "lowest_unit": lowest[1],
        "devices": sum(row["quantity"] for row in plan["transfers"]),
        "sent": sum(row["quantity"] for row in sent),
        "ways": len({(base_code(row["from"]), row["to"]) for row in sent}),
        "device_km": round(sum(row["quantity"] * row["km"] for row in sent)),
        "gap": gaps[0] if gaps else None,
        "status": plan["status"],
        "seconds": plan.get("seconds"),
    }


def complete_now(question: Document) -> set[str]:
    """Stations that have every blocking item already, each device counted once.

    A device fills its own kind first, then the kinds it may stand in for.
    """
    blocking = {item["code"] for item in question["items"] if item["blocking"]}
    models = {model["code"]: model for model in question["models"]}
    return {
        station["code"]
        for station in question["stations"]
        if not any(missing_now(station, models)[item] for item in blocking)
    }


def missing_now(station: Document, models: Mapping[str, Document]) -> dict[str, int]:
    """Pieces of each item that a station still lacks; 0 for items it does not need."""
    missing: dict[str, int] = defaultdict(int, station["needs"])
    spare = dict(station.get("has", {}))
    for code in spare:
        _fill(missing, spare, code, models[code]["item"])
    for code in spare:
        for item in models[code].get("also_serves", ()):
            _fill(missing, spare, code, item)
    return missing


def _fill(missing: dict[str, int], spare: dict[str, int], code: str, item: str) -> None:
    used = min(missing[item], spare[code])
    missing[item] -= used
    spare[code] -= used


def unit_of_store(question: Document) -> dict[str, str]:
    """The county each store of the document lies in; "" for one of the province itself."""
    return {store["code"]: store["unit"] or "" for store in question["stores"]}


def is_between_units(question: Document, transfer: Document) -> bool:
    """Whether a transfer leaves its store's county: only those become orders."""
    return unit_of_store(question).get(transfer["from"], "") != str(transfer["to"])


@dataclass(frozen=True, slots=True)
class SupplyRow:
    """One item: pieces that stations lack, that lie in stores, that the plan gives, and the rest.

    `short` is lacking still after the plan, `left` stays in stores.
    """

    item: str
    is_blocking: bool
    lacking: int
    in_stores: int
    given: int

    @property
    def short(self) -> int:
        return max(0, self.lacking - self.given)

    @property
    def left(self) -> int:
        return max(0, self.in_stores - self.given)


def supply_rows(question: Document, plan: Document) -> list[SupplyRow]:
    """Lack and means of every item; a model counts as means of its own kind."""
    models = {model["code"]: model for model in question["models"]}
    lacking: dict[str, int] = defaultdict(int)
    in_stores: dict[str, int] = defaultdict(int)
    given: dict[str, int] = defaultdict(int)
    for station in question["stations"]:
        for item, n in missing_now(station, models).items():
            lacking[item] += n
    for store in question["stores"]:
        for code, n in store["stock"].items():
            in_stores[models[code]["item"]] += n
    for row in plan.get("allotments", ()):
        given[row.get("item") or models[row["model"]]["item"]] += row["quantity"]
    return [
        SupplyRow(
            item["code"],
            item["blocking"],
            lacking[item["code"]],
            in_stores[item["code"]],
            given[item["code"]],
        )
        for item in question["items"]
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the shortage waterfall, in electors: it stands from `start` to `start + size`.

    `name` is "all", "already", "gained", an item's code, or "several" where more than one lacks.
    """

    name: str
    start: int
    size: int
    stations: int


def waterfall(question: Document, plan: Document) -> list[Step]:
    """From the electors of all stations down to those at ready ones: who is lost to what.

    A station that lacks one item counts under it; one that lacks several under "several", so that
    no elector is counted twice.
    """
    electors = {one["code"]: one["electors"] for one in question["stations"]}
    blocking = [item["code"] for item in question["items"] if item["blocking"]]
    lost: dict[str, list[str]] = defaultdict(list)
    for row in plan["short"]:
        missing = [code for code in blocking if row["missing"].get(code)]
        if missing:
            lost[missing[0] if len(missing) == 1 else "several"].append(row["station"])
    total = sum(electors.values())
    steps = [Step("all", 0, total, len(electors))]
    top = total
    for name in (*blocking, "several"):
        if stations := lost.get(name):
            size = sum(electors[code] for code in stations)
            top -= size
            steps.append(Step(name, top, size, len(stations)))
    before = complete_now(question)
    now = sum(electors[code] for code in before)
    ready = set(plan["ready"])
    after = sum(electors[code] for code in ready)
    steps.append(Step("gained", now, max(0, after - now), len(ready - before)))
    steps.append(Step("already", 0, now, len(before)))
    return steps


@dataclass(frozen=True, slots=True)
class CountyRow:
    """A county in a plan: electors and stations before and after, and devices in and out."""

    unit: str
    stations: int
    electors: int
    electors_before: int
    electors_after: int
    stations_after: int
    devices_in: int
    devices_out: int

    @property
    def electors_short(self) -> int:
        return self.electors - self.electors_after


def county_rows(question: Document, plan: Document) -> list[CountyRow]:
    """Every county, most electors at stations that stay short first."""
    before: dict[str, int] = defaultdict(int)
    complete = complete_now(question)
    for station in question["stations"]:
        if station["code"] in complete:
            before[station["unit"]] += station["electors"]
    units = unit_of_store(question)
    into: dict[str, int] = defaultdict(int)
    out: dict[str, int] = defaultdict(int)
    for row in plan["transfers"]:
        if units.get(row["from"], "") != row["to"]:
            into[row["to"]] += row["quantity"]
            out[units.get(row["from"], "")] += row["quantity"]
    rows = [
        CountyRow(
            unit=row["unit"],
            stations=row["stations"],
            electors=row["electors"],
            electors_before=before[row["unit"]],
            electors_after=row["ready_electors"],
            stations_after=row["ready"],
            devices_in=into[row["unit"]],
            devices_out=out[row["unit"]],
        )
        for row in plan["counties"]
    ]
    return sorted(rows, key=lambda row: (-row.electors_short, row.unit))


@dataclass(frozen=True, slots=True)
class Way:
    """Devices of one model from one store to one county; `region` is their lock, "" if none."""

    store: str
    region: str
    unit: str
    model: str
    quantity: int
    km: float


def ways(question: Document, plan: Document) -> list[Way]:
    """Every transfer that leaves its store's county, in the order in which stores are listed."""
    units = unit_of_store(question)
    found = [
        Way(*_split(row["from"]), row["to"], row["model"], row["quantity"], row["km"])
        for row in plan["transfers"]
        if units.get(row["from"], "") != row["to"] and row["quantity"] > 0
    ]
    return sorted(found, key=lambda way: (way.store, way.unit, way.model, way.region))


def _split(code: str) -> tuple[str, str]:
    store, _, region = code.partition("@")
    return store, region


@dataclass(frozen=True, slots=True)
class Changed:
    """What differs between two plans on the same ways: devices before and after."""

    store: str
    unit: str
    model: str
    before: int
    after: int


def changed_ways(former: Iterable[Way], latter: Iterable[Way]) -> list[Changed]:
    """Ways of which the quantity differs, the largest difference first."""
    before: dict[tuple[str, str, str], int] = defaultdict(int)
    after: dict[tuple[str, str, str], int] = defaultdict(int)
    for way in former:
        before[way.store, way.unit, way.model] += way.quantity
    for way in latter:
        after[way.store, way.unit, way.model] += way.quantity
    rows = [
        Changed(*key, before[key], after[key])
        for key in {*before, *after}
        if before[key] != after[key]
    ]
    return sorted(
        rows, key=lambda row: (-abs(row.after - row.before), row.store, row.unit, row.model)
    )
