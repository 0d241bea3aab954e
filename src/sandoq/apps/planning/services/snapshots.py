"""The question of a scenario, made from the database as it stands."""

from typing import Any

from sandoq.apps.elections.models import Election
from sandoq.apps.elections.selectors import next_election
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.figures import is_between_units
from sandoq.apps.planning.rules.question import equipment_question
from sandoq.apps.planning.rules.settings import Settings, read_settings
from sandoq.apps.planning.rules.shocks import base_code, with_shocks
from sandoq.apps.planning.selectors.gathering import gather
from sandoq.apps.planning.selectors.orders import order_rows, orders_of_plan
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.common.errors import NotFound

Document = dict[str, Any]


def question_of(scenario: Scenario) -> Document:
    """What would be asked if the scenario were sent to be solved now; nothing is written."""
    settings = read_settings(scenario.settings)
    return _question(scenario.unit, scenario.election, settings, scenario.previous)


def question_for_command(topic: str, unit_code: str | None, election_slug: str | None) -> Document:
    """The question of `sandoq plan TOPIC --from-db`. The operator asks, so no scope narrows it.

    Raises:
        NotFound: there is no such unit or election, or the topic has no snapshot.
    """
    if topic != "equipment":
        raise NotFound("snapshot", topic)
    unit = _unit(unit_code)
    election = (
        Election.objects.filter(slug=election_slug).select_related("polling_day").first()
        if election_slug
        else next_election(now(), unit.path)
    )
    if election is None:
        raise NotFound("election", election_slug or "")
    return _question(unit, election, Settings(), None)


def _question(
    unit: Unit, election: Election, settings: Settings, previous: Scenario | None
) -> Document:
    facts = gather(unit, election, with_untested=settings.with_untested)
    former = what_remains_of(previous) if previous is not None else None
    return with_shocks(equipment_question(facts, settings, former), settings.shocks)


def what_remains_of(previous: Scenario) -> Document:
    """What the approved plan still sends: its transfers without what already arrived.

    What came to a county's own store lies there now, so the county's own share is left out too:
    it is no way that anybody would have to change.
    """
    question, plan = previous.question, previous.plan
    arrived: dict[tuple[str, str, str], int] = {}
    for row in order_rows(orders_of_plan(previous)):
        order = row.order
        way = (str(order.from_store.key), str(order.to_unit.key), str(order.model.key))
        arrived[way] = arrived.get(way, 0) + row.received
    kept = []
    for row in plan["transfers"]:
        if not is_between_units(question, row):
            continue
        way = (base_code(row["from"]), row["to"], row["model"])
        came = min(arrived.get(way, 0), row["quantity"])
        arrived[way] = arrived.get(way, 0) - came
        kept.append({**row, "quantity": row["quantity"] - came})
    return {
        "transfers": [
            {name: row[name] for name in ("from", "to", "model", "quantity")} for row in kept
        ],
        "ready": list(plan["ready"]),
    }


def _unit(code: str | None) -> Unit:
    if not code:
        unit = Unit.objects.filter(level="country").first()
    else:
        unit = Unit.objects.filter(codes__value=code, codes__until=None).first()
        if unit is None and len(code.replace("-", "")) == 32:  # noqa: PLR2004 - a UUID's digits
            unit = Unit.objects.filter(key=code).first()
    if unit is None:
        raise NotFound("unit", code or "country")
    return unit
