"""Puts a requirement set into force: every station below gets its needs."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.readiness.errors import SetEmpty, SetNotDraft
from sandoq.apps.readiness.models import Need, Requirement, RequirementSet
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.selectors.days import load_day
from sandoq.apps.readiness.selectors.sites import blocks, live_station_ids
from sandoq.apps.readiness.services.day_lock import lock_day
from sandoq.apps.readiness.services.placing import Placed, end_needs, place_needs
from sandoq.apps.readiness.services.standing import catch_up, restate
from sandoq.apps.readiness.services.status import recompute
from sandoq.common.clock import now

_State = RequirementSet.State


@transaction.atomic
def publish_set(*, by: User, requirement_set: RequirementSet) -> Placed:
    """Publish a draft, superseding the unit's version in force; publishing it again is harmless.

    Needs of requirements that keep code, item and place keep their evidence and take on the new
    quantity and age. Others end. Every station below the unit is judged anew.

    Raises:
        NotAllowed: no post of the person issues requirements there.
        SetNotDraft: it was superseded.
        SetEmpty: it asks for nothing.
    """
    at = now()
    lock_day(requirement_set.polling_day_id)
    draft = RequirementSet.objects.select_related("unit").get(pk=requirement_set.pk)
    require(by, Permission.REQUIREMENT_EDIT, unit_path=draft.unit.path)
    if draft.state == _State.PUBLISHED:
        return Placed()
    if draft.state != _State.DRAFT:
        raise SetNotDraft(draft.version, draft.state)
    if not draft.requirements.exists():
        raise SetEmpty(draft.version)
    before = load_day(draft.polling_day_id)
    for block in _recorded(draft):
        catch_up(before, block, at)
    ended = _supersede(draft, at)
    draft.state, draft.published_at = _State.PUBLISHED, at
    draft.save(update_fields=["state", "published_at"])
    day = load_day(draft.polling_day_id)
    stations = live_station_ids(draft.unit.path)
    placed = place_needs(day, stations, at)
    placed.ended += ended
    for block in _recorded(draft):
        restate(day, block, Event.REVISE, at)
    recompute(stations, day_id=day.id, at=at)
    record_action(
        by=by,
        verb="readiness.publish-set",
        target=draft,
        unit_path=draft.unit.path,
        data={"version": draft.version, **asdict(placed)},
    )
    return placed


def _supersede(draft: RequirementSet, at: datetime) -> int:
    """Hand the needs of earlier versions to the draft; how many end."""
    earlier = Requirement.objects.filter(
        set__polling_day=draft.polling_day_id, set__unit=draft.unit_id
    ).exclude(set=draft)
    heirs = {_identity(row): row for row in draft.requirements.all()}
    ended = 0
    for row in earlier.filter(set__state__in=(_State.PUBLISHED, _State.SUPERSEDED)):
        needs = Need.objects.filter(requirement=row)
        if heir := heirs.get(_identity(row)):
            needs.update(requirement=heir)
        else:
            live = needs.filter(ended_at=None)
            ended += end_needs(list(live.values_list("pk", flat=True)), at)
    RequirementSet.objects.filter(
        polling_day=draft.polling_day_id, unit=draft.unit_id, state=_State.PUBLISHED
    ).update(state=_State.SUPERSEDED)
    return ended


def _identity(row: Requirement) -> tuple[str, str, str]:
    """What must stay the same for evidence to keep its meaning."""
    return row.code, row.item, row.place


def _recorded(draft: RequirementSet) -> Iterator[list[int]]:
    """Keys of the unit's live needs of which anything is recorded, in blocks."""
    needs = Need.objects.filter(
        requirement__set__polling_day=draft.polling_day_id,
        requirement__set__unit=draft.unit_id,
        ended_at=None,
    ).exclude(state=Need.State.MISSING)
    yield from blocks(list(needs.values_list("pk", flat=True)))
