"""Making a scenario, changing it while it is a draft, copying it, and giving it up."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import Election
from sandoq.apps.planning.errors import ScenarioRefused
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.rules.settings import Settings, read_settings
from sandoq.apps.planning.rules.states import Kind, State, require_move
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.common.errors import BadInput
from sandoq.common.text import normalise

LONGEST_TITLE = 120
CHANGE_PRICE_KM = 30
"""A changed device must save this way, where people already work by a plan."""


@transaction.atomic
def make_scenario(
    *,
    by: User,
    unit: Unit,
    election: Election,
    title: str,
    key: UUID,
    kind: Kind = Kind.EQUIPMENT,
    previous: Scenario | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Scenario:
    """Begin a draft; the same key again answers with the first.

    Args:
        key: the sender's, so that a form sent twice makes one draft.
        previous: the approved plan people already work by.

    Raises:
        NotAllowed: the person does not plan for this unit.
        BadInput: it has no title, or a setting is out of range.
    """
    require(by, Permission.PLAN_EDIT, unit_path=unit.path, election_id=election.pk)
    title = normalise(title)[:LONGEST_TITLE]
    if not title:
        raise BadInput("title", "", "empty")
    told = read_settings(settings or {}).document()
    scenario, is_new = Scenario.objects.get_or_create(
        key=key,
        defaults={
            "unit": unit,
            "election": election,
            "kind": kind.value,
            "title": title,
            "settings": told,
            "previous": previous,
            "made_by": by,
            "made_at": now(),
        },
    )
    if not is_new:
        require(by, Permission.PLAN_EDIT, unit_path=scenario.unit.path)
        return scenario
    record_action(
        by=by,
        verb="planning.make-scenario",
        target=scenario,
        unit_path=unit.path,
        data={"kind": kind.value, "title": title},
    )
    return scenario


@transaction.atomic
def revise_scenario(
    *, by: User, scenario: Scenario, title: str | None = None, settings: Settings | None = None
) -> Scenario:
    """Change a draft; the same answers again change nothing.

    Raises:
        ScenarioRefused: it was sent to be solved; a copy of it can be changed.
    """
    scenario = locked(scenario)
    require(by, Permission.PLAN_EDIT, unit_path=scenario.unit.path)
    if scenario.state != State.DRAFT.value:
        raise ScenarioRefused("wrong-state", scenario.state)
    wanted = settings.document() if settings is not None else scenario.settings
    name = normalise(title)[:LONGEST_TITLE] if title is not None else scenario.title
    if not name:
        raise BadInput("title", "", "empty")
    if (name, wanted) == (scenario.title, scenario.settings):
        return scenario
    scenario.title, scenario.settings = name, wanted
    scenario.save(update_fields=["title", "settings"])
    record_action(
        by=by,
        verb="planning.revise-scenario",
        target=scenario,
        unit_path=scenario.unit.path,
        data={"settings": wanted},
    )
    return scenario


@transaction.atomic
def copy_scenario(
    *, by: User, scenario: Scenario, key: UUID, title: str, has_broken: bool = False
) -> Scenario:
    """A new draft with the same answers.

    Args:
        has_broken: something broke under this approved plan: the draft starts from it, and each
            change of what people already do has a price.

    Raises:
        ScenarioRefused: something broke under a plan that nobody approved.
    """
    told = dict(scenario.settings)
    previous = scenario.previous
    if has_broken:
        if scenario.state != State.APPROVED.value:
            raise ScenarioRefused("wrong-state", scenario.state)
        previous = scenario
        told["change_price"] = CHANGE_PRICE_KM
    return make_scenario(
        by=by,
        unit=scenario.unit,
        election=scenario.election,
        title=title,
        key=key,
        kind=Kind(scenario.kind),
        previous=previous,
        settings=told,
    )


@transaction.atomic
def withdraw_scenario(*, by: User, scenario: Scenario) -> Scenario:
    """Give a scenario up before anybody proposed it; a second call changes nothing.

    Raises:
        ScenarioRefused: it is proposed, approved or superseded.
    """
    scenario = locked(scenario)
    require(by, Permission.PLAN_EDIT, unit_path=scenario.unit.path)
    if scenario.state == State.WITHDRAWN.value:
        return scenario
    require_move(scenario.state, State.WITHDRAWN)
    scenario.state = State.WITHDRAWN.value
    scenario.save(update_fields=["state"])
    record_action(
        by=by, verb="planning.withdraw-scenario", target=scenario, unit_path=scenario.unit.path
    )
    return scenario


def locked(scenario: Scenario) -> Scenario:
    """The scenario as it stands now, locked until the transaction ends."""
    return (
        Scenario.objects.select_for_update(of=("self",))
        .select_related("unit", "election__polling_day", "previous")
        .get(pk=scenario.pk)
    )
