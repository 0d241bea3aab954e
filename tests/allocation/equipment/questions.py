"""Small equipment questions, by hand and by hypothesis."""

from typing import Any

from hypothesis import strategies as st

DAY = "2026-12-04"
LATE = "2027-01-01"


def a_store(code: str, unit: str | None, stock: dict[str, int], **more: Any) -> dict[str, Any]:
    """A store at a place told by its code's last figure."""
    at = int(code[-1])
    return {
        "code": code,
        "unit": unit,
        "lat": 36 + at / 7,
        "lon": 52 + at / 5,
        "stock": stock,
    } | more


def a_station(code: str, unit: str, electors: int, needs: dict[str, int], **more: Any) -> dict:
    """A station near its unit's middle."""
    place = {"lat": 36.2 + int(unit[-1]) / 6, "lon": 52.1 + int(unit[-1]) / 4}
    return {"code": code, "unit": unit, "electors": electors, "needs": needs, **place} | more


def a_question(stores: list[dict], stations: list[dict], **more: Any) -> dict[str, Any]:
    """Two blocking items, one shared after; `b2` also serves item a; gap and losses are 0."""
    return {
        "sandoq_plan": 1,
        "kind": "equipment",
        "needed_by": DAY,
        "items": [
            {"code": "a", "volume": 1.5},
            {"code": "b"},
            {"code": "c", "blocking": False},
        ],
        "models": [
            {"code": "a1", "item": "a"},
            {"code": "b1", "item": "b"},
            {"code": "b2", "item": "b", "also_serves": ["a"]},
            {"code": "c1", "item": "c"},
        ],
        "units": [{"code": f"u{at}"} for at in range(3)],
        "stores": stores,
        "stations": stations,
        "goals": {"gap": 0, "loss": {"priority": 0, "electors": 0, "equity": 0}},
    } | more


@st.composite
def questions(draw: st.DrawFn) -> dict[str, Any]:
    """Up to six stations in three units, three stores, with everything that can be asked."""
    few = st.integers(0, 4)
    units = ["u0", "u1", "u2"]
    unit = st.sampled_from(units)
    locks = st.one_of(st.none(), st.lists(unit, unique=True, max_size=2))
    stores = [
        a_store(
            f"s{at}",
            draw(st.one_of(st.none(), unit)),
            {model: draw(few) for model in ("a1", "b1", "b2", "c1")},
            serves=draw(locks),
            arrivals=[
                {
                    "model": "b1",
                    "quantity": draw(few),
                    "on": draw(st.sampled_from([DAY, "2027-01-01"])),
                }
            ],
        )
        for at in range(3)
    ]
    stations = []
    for at in range(draw(st.integers(1, 6))):
        more: dict[str, Any] = {"priority": draw(st.integers(0, 2))}
        if draw(st.booleans()):
            more["has"] = {draw(st.sampled_from(["a1", "b2"])): draw(st.integers(0, 2))}
        if draw(st.integers(0, 3)) == 0:
            more["accepts"] = {"b": draw(st.sampled_from([["b1"], ["b2"], ["b1", "b2"]]))}
        needs = {
            "a": draw(st.integers(0, 3)),
            "b": draw(st.integers(0, 2)),
            "c": draw(st.integers(0, 1)),
        }
        stations.append(a_station(f"t{at}", draw(unit), draw(st.integers(0, 50)), needs, **more))
    ways = [{"from": f"s{s}", "to": u} for s in range(3) for u in units]
    roads = {
        "neighbours": draw(st.integers(0, 3)),
        "closed": draw(st.lists(st.sampled_from(ways), unique_by=str, max_size=3)),
    }
    previous = [
        {**way, "model": model, "quantity": draw(st.integers(1, 3))}
        for way in draw(st.lists(st.sampled_from(ways), unique_by=str, max_size=3))
        for model in ("a1", "b1")
    ]
    limits = [
        {**way, "model": "a1", "at_most": draw(few)}
        for way in draw(st.lists(st.sampled_from(ways), unique_by=str, max_size=2))
    ]
    never = draw(st.lists(st.sampled_from([s["code"] for s in stations]), unique=True, max_size=1))
    return a_question(
        stores,
        stations,
        roads=roads,
        fixed={"not_ready": never, "transfers": limits},
        previous=draw(st.sampled_from([None, {"transfers": previous, "ready": []}])),
        change_price=draw(st.sampled_from([0, 20])),
    )
