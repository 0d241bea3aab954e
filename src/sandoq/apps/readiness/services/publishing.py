"""Puts a requirement set into force: every station below gets its needs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.readiness.errors import SetEmpty, SetNotDraft
from sandoq.apps.readiness.models import Assignment, Need, RequirementSet
from sandoq.apps.readiness.rules.needs import Event
from sandoq.apps.readiness.rules.sources import TOLD, Source
from sandoq.apps.readiness.selectors.days import Day, load_day
from sandoq.apps.readiness.selectors.sites import blocks, live_station_ids
from sandoq.apps.readiness.services.announcing import publishing_checks
from sandoq.apps.readiness.services.day_lock import lock_day
from sandoq.apps.readiness.services.inheriting import Revision, inherit, revision_of
from sandoq.apps.readiness.services.placing import Placed, place_needs
from sandoq.apps.readiness.services.standing import catch_up, restate
from sandoq.apps.readiness.services.status import recompute
from sandoq.apps.readiness.services.supplying import supply
from sandoq.common.clock import now

_State = RequirementSet.State


@transaction.atomic
def publish_set(*, by: User, requirement_set: RequirementSet) -> Placed:
    """Publish a draft, superseding the unit's version in force; publishing it again is harmless.

    Needs of requirements that keep code, item and place keep their evidence and take on the new
    quantity and age. Others end. Only what the version changes is written.

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
    for check in publishing_checks:
        check(draft)
    before = load_day(draft.polling_day_id)
    for block in _recorded(before, revision_of(draft).proven):
        catch_up(before, block, at)
    revision = inherit(draft, at)
    RequirementSet.objects.filter(
        polling_day=draft.polling_day_id, unit=draft.unit_id, state=_State.PUBLISHED
    ).update(state=_State.SUPERSEDED)
    draft.state, draft.published_at = _State.PUBLISHED, at
    draft.save(update_fields=["state", "published_at"])
    placed = _put_into_force(draft, revision, at)
    record_action(
        by=by,
        verb="readiness.publish-set",
        target=draft,
        unit_path=draft.unit.path,
        data={"version": draft.version, **placed.counts},
    )
    return placed


def _put_into_force(draft: RequirementSet, revision: Revision, at: datetime) -> Placed:
    """Bring needs and statuses in line with what the new version changed, and no others."""
    day = load_day(draft.polling_day_id)
    stations = live_station_ids(draft.unit.path)
    asked = {pk: rule for pk, rule in day.rules.items() if pk in revision.placed}
    placed = place_needs(day, stations, at, rules=asked) if asked else Placed()
    _free_custody(day, revision.resourced, at)
    for pk in revision.proven:
        event = Event.TELL if pk in revision.resourced else Event.REVISE
        for block in _recorded(day, {pk}):
            placed.touched |= restate(day, block, event, at)
    if any(day.rules[pk].source == Source.EQUIPMENT for pk in revision.resourced):
        placed.touched |= supply(day, stations, at)
    recompute(stations if revision.is_judged_anew else placed.touched, day_id=day.id, at=at)
    live = Need.objects.filter(requirement__in=draft.requirements.all(), ended_at=None).count()
    return replace(
        placed,
        stations=len(stations),
        kept=live - placed.created - placed.resumed,
        ended=placed.ended + revision.ended,
    )


def _free_custody(day: Day, requirements: set[int], at: datetime) -> None:
    """Free what custody bound to needs of which it is no longer asked."""
    freed = [pk for pk in requirements if day.rules[pk].source != Source.EQUIPMENT]
    Assignment.objects.filter(
        need__requirement__in=freed, assigned_by=None, released_at=None
    ).update(released_at=at)


def _recorded(day: Day, requirements: Iterable[int]) -> Iterator[list[int]]:
    """Keys of live needs of these requirements of which anything can be known, in blocks."""
    for pk in requirements:
        needs = Need.objects.filter(requirement=pk, ended_at=None)
        if pk in day.rules and day.rules[pk].source not in TOLD:
            needs = needs.exclude(state=Need.State.MISSING)
        yield from blocks(list(needs.values_list("pk", flat=True)))
