"""The stations of a question, read in one pass: there may be 60,000 of them.

A first pass builds arrays and judges them whole; only if it finds fault are the rows read one by
one, which is slower and names the exact place.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import numpy as np

from sandoq.engines.allocation.documents import Node, index_of
from sandoq.engines.allocation.equipment.question import Floats, Model, Stations, Wholes

Rows: TypeAlias = Sequence[Mapping[str, object]]
_FARTHEST = (90.0, 180.0)
_HIGHEST_PRIORITY = 2
_MOST_ELECTORS = 10**9
_MOST_PIECES = 10**6


def read_stations(
    root: Node, unit_at: Mapping[str, int], item_at: Mapping[str, int], models: Sequence[Model]
) -> Stations:
    """All stations, with what each already has taken off its needs.

    Raises:
        BadDocument: a value cannot be used.
    """
    rows = root.items("stations")
    columns = _columns(rows, unit_at)  # type: ignore[arg-type]
    if columns is None:
        columns = _columns_one_by_one(root, unit_at)
    codes, unit, place, electors, priority = columns
    index_of(codes, "/stations")
    need = np.zeros((len(rows), len(item_at)), np.int64)
    special = []
    for at, row in enumerate(rows):
        node = row["needs"] if isinstance(row, Mapping) and "needs" in row else {}
        if not isinstance(node, Mapping) or row.get("has") or row.get("accepts"):  # type: ignore[attr-defined]
            special.append(at)
            continue
        for code, quantity in node.items():
            if (
                code not in item_at
                or type(quantity) is not int
                or not 0 <= quantity <= _MOST_PIECES
            ):
                special.append(at)
                break
            need[at, item_at[code]] = quantity
    accepts: dict[tuple[int, int], frozenset[int]] = {}
    model_at = {model.code: position for position, model in enumerate(models)}
    for at in special:
        node = Node(rows[at], f"/stations/{at}")
        need[at] = _counted(node, "needs", item_at)
        for item, usable in _accepted(node, item_at, model_at, models).items():
            accepts[at, item] = usable
        has = _counted(node, "has", model_at)
        _take_off(need[at], has, models, at, accepts)
    return Stations(codes, unit, place[:, 0], place[:, 1], electors, priority, need, accepts)


_Columns: TypeAlias = tuple[tuple[str, ...], Wholes, Floats, Wholes, Wholes]


def _columns(rows: Rows, unit_at: Mapping[str, int]) -> _Columns | None:
    """Codes, units, places (n, 2), electors and priorities; None if any row is at fault."""
    try:
        codes = [row["code"] for row in rows]
        place = np.array([(row["lat"], row["lon"]) for row in rows]).reshape(-1, 2)
        electors = np.array([row["electors"] for row in rows])
        priority = np.array([row.get("priority", 0) for row in rows])
        unit = np.array([unit_at[row["unit"]] for row in rows], np.int64)  # type: ignore[index]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        return None
    whole = all(type(n) is int for row in rows for n in (row["electors"], row.get("priority", 0)))
    if not (whole and place.dtype.kind in "if" and all(isinstance(c, str) and c for c in codes)):
        return None
    fair = (np.abs(place) <= _FARTHEST).all()
    fair = fair and ((electors >= 0) & (electors <= _MOST_ELECTORS)).all()
    if not (fair and ((priority >= 0) & (priority <= _HIGHEST_PRIORITY)).all()):
        return None
    numbers = (electors.astype(np.int64), priority.astype(np.int64))
    return (tuple(str(code) for code in codes), unit, place.astype(float), *numbers)


def _columns_one_by_one(root: Node, unit_at: Mapping[str, int]) -> _Columns:
    """The same, slowly, with the place of the first fault."""
    codes, unit, place, electors, priority = [], [], [], [], []
    for node in root.nodes("stations"):
        codes.append(node.text("code"))
        name = node.text("unit")
        if name not in unit_at:
            raise node.refuse("unit", "unknown-code")
        unit.append(unit_at[name])
        place.append(
            (node.number("lat", least=-90, most=90), node.number("lon", least=-180, most=180))
        )
        electors.append(node.whole("electors"))
        priority.append(node.whole("priority", 0))
        if priority[-1] > _HIGHEST_PRIORITY:
            raise node.refuse("priority", "out-of-range")
        if electors[-1] > _MOST_ELECTORS:
            raise node.refuse("electors", "out-of-range")
    return (
        tuple(codes),
        np.array(unit, np.int64),
        np.array(place, float).reshape(-1, 2),
        np.array(electors, np.int64),
        np.array(priority, np.int64),
    )


def _counted(node: Node, name: str, at: Mapping[str, int]) -> Wholes:
    counted = np.zeros(len(at), np.int64)
    for code, quantity in node.counts(name).items():
        if code not in at:
            raise node.node(name).refuse(code, "unknown-code")
        if quantity > _MOST_PIECES:
            raise node.node(name).refuse(code, "out-of-range")
        counted[at[code]] = quantity
    return counted


def _accepted(
    node: Node, item_at: Mapping[str, int], model_at: Mapping[str, int], models: Sequence[Model]
) -> dict[int, frozenset[int]]:
    found = {}
    accepts = node.node("accepts")
    for code in accepts.names():
        if code not in item_at:
            raise accepts.refuse(code, "unknown-code")
        named = accepts.items(code)
        if any(not isinstance(name, str) or name not in model_at for name in named):
            raise accepts.refuse(code, "unknown-code")
        serving = {at for at, model in enumerate(models) if item_at[code] in model.serves}
        usable = frozenset(model_at[str(name)] for name in named)
        if not usable <= serving:
            raise accepts.refuse(code, "model-does-not-serve")
        if usable != serving:
            found[item_at[code]] = usable
    return found


def _take_off(
    need: Wholes,
    has: Wholes,
    models: Sequence[Model],
    station: int,
    accepts: Mapping[tuple[int, int], frozenset[int]],
) -> None:
    """Reduce `need` in place by what is there: own items first, then the others a model serves."""
    left = has.copy()
    for rank in range(max((len(model.serves) for model in models), default=0)):
        for at, model in enumerate(models):
            if left[at] and rank < len(model.serves):
                item = model.serves[rank]
                if at in accepts.get((station, item), (at,)):
                    used = min(left[at], need[item])
                    need[item] -= used
                    left[at] -= used
