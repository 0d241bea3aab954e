"""Facts and settings become the planning engine's question, `{"sandoq_plan": 1, …}`.

Names stand beside codes, so that pages and papers of a plan need nothing but its documents. What
was doubtful is listed under `doubts`; the engine does not read it.
"""

from collections.abc import Iterable, Mapping
from statistics import fmean
from typing import Any

from sandoq.apps.planning.rules.facts import Degrees, Doubt, Facts, StationFact, StoreFact
from sandoq.apps.planning.rules.settings import EQUITY_LOSS, GAP, Settings

Document = dict[str, Any]
SHOWN = 200
"""Names kept for each kind of doubt; the number of all is kept as well."""


def equipment_question(
    facts: Facts, settings: Settings, previous: Mapping[str, Any] | None = None
) -> Document:
    """The question of kind "equipment".

    Args:
        previous: {"transfers": […], "ready": […]} of the approved plan, without what already
            arrived; None if there is none.
    """
    doubts = {doubt: list(names) for doubt, names in facts.doubts.items()}
    places = _Places(facts, doubts)
    known = {unit.code for unit in facts.units}
    return {
        "sandoq_plan": 1,
        "kind": "equipment",
        "title": facts.title,
        "as_of": facts.as_of,
        "needed_by": settings.needed_by or facts.needed_by,
        "items": [
            {
                "code": item.code,
                "blocking": item.is_blocking,
                "volume": 1.0,
                "name_fa": item.name_fa,
                "name_en": item.name_en,
            }
            for item in facts.items
        ],
        "models": [
            {
                "code": model.code,
                "item": model.item,
                "also_serves": list(model.also_serves),
                "name": model.name,
            }
            for model in facts.models
        ],
        "units": [
            {"code": unit.code, "name": unit.name_fa, "name_en": unit.name_en}
            for unit in facts.units
        ],
        "stores": [row for store in facts.stores for row in _stores(store, facts, places)],
        "stations": [_station(one, facts, settings, places, doubts) for one in facts.stations],
        "roads": {
            "factor": facts.road_factor,
            "speed_kmh": facts.speed_kmh,
            "neighbours": 30,
            "closed": [],
            "km": [],
        },
        "goals": {
            "equity_floor": settings.equity_floor,
            "loss": {"priority": 0.0, "electors": settings.elector_loss, "equity": EQUITY_LOSS},
            "gap": GAP,
        },
        "fixed": {
            "ready": [code for code in settings.ready if code in places.stations],
            "not_ready": [code for code in settings.not_ready if code in places.stations],
            "transfers": [],
        },
        "previous": _previous(previous, places, known),
        "change_price": settings.change_price if previous else 0,
        "doubts": [
            {"doubt": doubt.value, "count": len(names), "names": names[:SHOWN]}
            for doubt, names in doubts.items()
            if names
        ],
    }


class _Places:
    """Where things lie; what has no place of its own is put at a known one, and doubted."""

    def __init__(self, facts: Facts, doubts: dict[Doubt, list[str]]) -> None:
        self._doubts = doubts
        self._units = {unit.code: unit.place for unit in facts.units}
        by_unit: dict[str, list[Degrees]] = {}
        for station in facts.stations:
            if station.place is not None:
                by_unit.setdefault(station.unit, []).append(station.place)
        self._middles = {code: _middle(found) for code, found in by_unit.items()}
        everything = [place for found in by_unit.values() for place in found]
        seats = [unit.place for unit in facts.units if unit.place is not None]
        self._middle = _middle(everything or seats or [(0.0, 0.0)])
        self.stations = {station.code for station in facts.stations}
        self.stores: set[str] = set()

    def of_station(self, station: StationFact) -> dict[str, float]:
        if station.place is None:
            self._doubts.setdefault(Doubt.STATION_WITHOUT_PLACE, []).append(station.name)
        return _degrees(station.place or self._near(station.unit))

    def of_store(self, store: StoreFact) -> dict[str, float]:
        if store.place is None:
            self._doubts.setdefault(Doubt.STORE_WITHOUT_PLACE, []).append(store.name)
        return _degrees(store.place or self._near(store.unit))

    def _near(self, unit: str) -> Degrees:
        return self._units.get(unit) or self._middles.get(unit) or self._middle


def _middle(found: Iterable[Degrees]) -> Degrees:
    places = list(found)
    return fmean(lon for lon, _ in places), fmean(lat for _, lat in places)


def _degrees(place: Degrees) -> dict[str, float]:
    return {"lon": round(place[0], 6), "lat": round(place[1], 6)}


def _stores(store: StoreFact, facts: Facts, places: _Places) -> Iterable[Document]:
    """The store once for each region its devices are locked to: a lock is the store's here."""
    place = places.of_store(store)
    for region in sorted({region for _, region in store.stock}):
        stock = {model: n for (model, locked), n in sorted(store.stock.items()) if locked == region}
        code = f"{store.code}@{region}" if region else store.code
        places.stores.add(code)
        yield {
            "code": code,
            "unit": store.unit or None,
            "name": store.name,
            **place,
            "serves": list(facts.regions.get(region, ())) if region else None,
            "stock": stock,
            "arrivals": [],
        }


def _station(
    station: StationFact,
    facts: Facts,
    settings: Settings,
    places: _Places,
    doubts: dict[Doubt, list[str]],
) -> Document:
    if not station.electors:
        doubts.setdefault(Doubt.STATION_WITHOUT_ELECTORS, []).append(station.name)
    accepts = _accepts(station, facts)
    return {
        "code": station.code,
        "unit": station.unit,
        "name": station.name,
        "number": station.number,
        **places.of_station(station),
        "electors": station.electors,
        "priority": 1 if station.unit in settings.urgent_units else 0,
        "needs": station.needs,
        **({"has": station.has} if station.has else {}),
        **({"accepts": accepts} if accepts else {}),
        **({"lacks_else": station.lacks_else} if station.lacks_else else {}),
    }


def _accepts(station: StationFact, facts: Facts) -> dict[str, list[str]]:
    """Models that work beside what serves there already; all of a kind where nothing does."""
    found: dict[str, list[str]] = {}
    for item in station.needs:
        present = {m.code for m in facts.models if m.item == item and m.code in station.has}
        fitting = [
            m.code
            for m in facts.models
            if item in (m.item, *m.also_serves) and (m.code in present or m.compatible & present)
        ]
        if present and len(fitting) < sum(item in (m.item, *m.also_serves) for m in facts.models):
            found[item] = fitting
    return found


def _previous(
    previous: Mapping[str, Any] | None, places: _Places, units: set[str]
) -> Document | None:
    if previous is None:
        return None
    kept = [
        row
        for row in previous["transfers"]
        if row["from"] in places.stores and row["to"] in units and row["quantity"] > 0
    ]
    ready = [code for code in previous["ready"] if code in places.stations]
    return {"transfers": kept, "ready": ready}
