"""What may break, as changes of a question: each returns another question document.

The approved plan goes in as `previous`, so that re-planning may put a price on changing it.
Documents are not copied deeper than they change.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any

from sandoq.engines.allocation.documents import Document

Question = dict[str, Any]


def store_lost(question: Document, store: str) -> Question:
    """Nothing in a store, or on the way to it, can be used."""
    return _stores(
        question, lambda row: {**row, "stock": {}, "arrivals": []} if row["code"] == store else row
    )


def model_recalled(question: Document, model: str, share: float = 1.0) -> Question:
    """A share of every store's pieces of a model is withdrawn, rounded up."""

    def recall(row: Mapping[str, Any]) -> Mapping[str, Any]:
        stock = dict(row.get("stock") or {})
        if model in stock:
            stock[model] -= math.ceil(share * stock[model])
        arrivals = [
            {**one, "quantity": one["quantity"] - math.ceil(share * one["quantity"])}
            if one["model"] == model
            else one
            for one in row.get("arrivals") or []
        ]
        return {**row, "stock": stock, "arrivals": arrivals}

    return _stores(question, recall)


def road_closed(question: Document, store: str, unit: str) -> Question:
    """Nothing goes from a store to a unit."""
    roads = dict(_section(question, "roads"))
    roads["closed"] = [*(roads.get("closed") or []), {"from": store, "to": unit}]
    return {**question, "roads": roads}


def arrivals_late(question: Document, days_allowed: str) -> Question:
    """Whatever was to arrive after a day (ISO) does not come in time."""
    return _stores(
        question,
        lambda row: {
            **row,
            "arrivals": [one for one in row.get("arrivals") or [] if one["on"] <= days_allowed],
        },
    )


def replanned(
    question: Document, plan: Document, *, change_price: float, keep_goals: bool = True
) -> Question:
    """The question of re-planning: the plan becomes `previous`, change has a price.

    Without `keep_goals` electors may lose a thousandth, so that more of what was planned can stay.
    """
    kept: dict[str, Any] = {
        **question,
        "previous": {"transfers": plan["transfers"], "ready": plan["ready"]},
        "change_price": change_price,
    }
    if not keep_goals:
        goals = dict(_section(question, "goals"))
        goals["loss"] = {**(goals.get("loss") or {}), "electors": 0.001}
        kept["goals"] = goals
    return kept


def _stores(
    question: Document, change: Callable[[Mapping[str, Any]], Mapping[str, Any]]
) -> Question:
    rows: Any = question["stores"]
    return {**question, "stores": [change(row) for row in rows]}


def _section(question: Document, name: str) -> Mapping[str, Any]:
    value: Any = question.get(name) or {}
    return value  # type: ignore[no-any-return]
