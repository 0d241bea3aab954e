"""Judge the day tours of an experts' plan: every leg is driven again, nothing is taken as told."""

import math

from sandoq.engines.allocation.checking.findings import Finding
from sandoq.engines.allocation.documents import Node

_EARTH_KM = 6371.0088
_SHOWN = 5
_ROUNDED_MINUTES = 0.06


def check_tours(asked: Node, told: Node) -> list[Finding]:
    """Each visit once or told as unvisited; windows, hours, longest days and roads hold."""
    visits = {node.text("code"): node for node in asked.nodes("visits")}
    roamers = {node.text("code"): node for node in asked.nodes("roamers")}
    tours = list(told.nodes("tours"))
    seen = [node.text("code") for one in tours for node in one.nodes("visits")]
    seen += [str(code) for code in told.items("unvisited")]
    names = [one.text("roamer") for one in tours]
    whole = sorted(seen) == sorted(visits) and len(set(names)) == len(names)
    if not whole or not set(names) <= set(roamers):
        return [Finding("every-visit-once", holds=False, told="visits or roamers missing or twice")]
    bad = [one.text("roamer") for one in tours if not _holds(asked, one, roamers, visits)]
    return [
        Finding("every-visit-once", holds=True),
        Finding("tours-can-be-driven", not bad, ", ".join(bad[:_SHOWN])),
    ]


def _holds(asked: Node, one: Node, roamers: dict[str, Node], visits: dict[str, Node]) -> bool:
    """One day, leg by leg."""
    roamer = roamers[one.text("roamer")]
    leaves, returns = one.number("leaves_seconds"), one.number("returns_seconds")
    good = leaves >= _seconds(roamer, "starts", "07:00")
    good &= returns <= _seconds(roamer, "ends", "19:00")
    good &= returns - leaves <= roamer.whole("day_minutes", 600) * 60
    now, at, road = leaves, roamer, 0.0
    for row in one.nodes("visits"):
        visit, begins = visits[row.text("code")], row.number("begins_seconds")
        leg = _drive(asked, at, visit)
        road += leg
        good &= now + leg <= begins + 1
        good &= _seconds(visit, "opens", "08:00") <= begins
        good &= begins <= _seconds(visit, "closes", "18:00")
        now, at = begins + visit.whole("service_minutes", 30) * 60, visit
    leg = _drive(asked, at, roamer)
    legs = len(one.items("visits")) + 1
    right = abs((road + leg) / 60 - one.number("road_minutes")) <= _ROUNDED_MINUTES + legs / 60
    return bool(good and now + leg <= returns + 1 and right)


def _drive(asked: Node, start: Node, end: Node) -> float:
    """Seconds of road; 0 at one and the same place of the question."""
    if start.where == end.where:
        return 0.0
    roads = asked.node("roads")
    phi, to_phi = math.radians(start.number("lat")), math.radians(end.number("lat"))
    turn = math.radians(end.number("lon") - start.number("lon"))
    half = math.sin((to_phi - phi) / 2) ** 2
    half += math.cos(phi) * math.cos(to_phi) * math.sin(turn / 2) ** 2
    km = 2 * _EARTH_KM * math.asin(min(math.sqrt(half), 1.0))
    slow = 60 * roads.number("detour", 1.35) / roads.number("speed_kmh", 55.0)
    return 60 * (roads.number("start_minutes", 4.0) + slow * km)


def _seconds(node: Node, name: str, default: str) -> int:
    hours, minutes = node.text(name, default).split(":")
    return 3600 * int(hours) + 60 * int(minutes)
