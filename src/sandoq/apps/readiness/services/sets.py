"""Requirement sets while they are drafts: whoever issues them writes and edits them here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.elections.models import Election, PollingDay, Stage
from sandoq.apps.readiness.errors import BadRequirement, RequirementCodeTaken, SetNotDraft
from sandoq.apps.readiness.models import Requirement, RequirementSet
from sandoq.apps.readiness.rules.requirements import read_formula, read_policy
from sandoq.apps.readiness.rules.sources import Source, check_source
from sandoq.apps.readiness.rules.status import NO_POINT, NO_REQUIREMENT
from sandoq.apps.readiness.selectors.rooms import is_known_item
from sandoq.apps.territory.models import StationKind, Unit
from sandoq.common.text import normalise

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}")
_LIVE = (RequirementSet.State.DRAFT, RequirementSet.State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class RequirementData:
    """One requirement as a form or a file gives it; `fallbacks` are codes of the same set.

    `source` is a `Source`; for equipment and staff `item` is the code of the kind or role.
    """

    code: str
    name_fa: str
    name_en: str
    item: str = ""
    place: str = Requirement.Place.STATION.value
    criticality: str = Requirement.Criticality.BLOCKING.value
    source: str = Source.EVIDENCE.value
    election: Election | None = None
    stages: Sequence[str] = ()
    station_kinds: Sequence[str] = ()
    quantity: Mapping[str, object] = field(default_factory=dict)
    evidence_policy: Mapping[str, object] = field(default_factory=dict)
    fallbacks: Sequence[str] = ()
    order: int = 0


@transaction.atomic
def draft_set(*, by: User, polling_day: PollingDay, unit: Unit) -> RequirementSet:
    """The draft of a unit's next version, a copy of the published one; an open draft is returned.

    Raises:
        NotAllowed: no post of the person issues requirements there.
    """
    require(by, Permission.REQUIREMENT_EDIT, unit_path=unit.path)
    sets = RequirementSet.objects.filter(polling_day=polling_day, unit=unit)
    sets = sets.select_for_update().order_by("-version")
    latest = sets.first()
    if latest is not None and latest.state == RequirementSet.State.DRAFT:
        return latest
    version = latest.version + 1 if latest else 1
    drafted = RequirementSet.objects.create(polling_day=polling_day, unit=unit, version=version)
    published = sets.filter(state=RequirementSet.State.PUBLISHED).first()
    if published is not None:
        _copy(published, drafted)
    record_action(
        by=by,
        verb="readiness.draft-set",
        target=drafted,
        unit_path=unit.path,
        data={"version": version},
    )
    return drafted


@transaction.atomic
def revise_requirement(
    *, by: User, requirement_set: RequirementSet, data: RequirementData
) -> Requirement:
    """Write one requirement of a draft, new or in place of the one with its code.

    Raises:
        NotAllowed: no post of the person issues requirements there.
        SetNotDraft: the set is published or superseded.
        RequirementCodeTaken: a set above or below it has the code.
        BadRequirement: a field cannot be read; names it.
    """
    drafted = _open_draft(by, requirement_set)
    fields = _checked(data, drafted)
    row, _ = Requirement.objects.update_or_create(set=drafted, code=data.code, defaults=fields)
    row.fallbacks.set(_fallbacks(drafted, data))
    record_action(
        by=by,
        verb="readiness.revise-requirement",
        target=drafted,
        unit_path=drafted.unit.path,
        data={
            "code": row.code,
            "criticality": row.criticality,
            "source": row.source,
            "quantity": row.quantity,
            "evidence_policy": row.evidence_policy,
            "fallbacks": sorted(data.fallbacks),
        },
    )
    return row


@transaction.atomic
def remove_requirement(*, by: User, requirement_set: RequirementSet, code: str) -> None:
    """Leave one requirement out of a draft; leaving it out again is harmless.

    Raises:
        NotAllowed, SetNotDraft: as `revise_requirement`.
    """
    drafted = _open_draft(by, requirement_set)
    row = drafted.requirements.filter(code=code).first()
    if row is None:
        return
    row.delete()
    record_action(
        by=by,
        verb="readiness.remove-requirement",
        target=drafted,
        unit_path=drafted.unit.path,
        data={"code": code},
    )


def _open_draft(by: User, requirement_set: RequirementSet) -> RequirementSet:
    drafted = (
        RequirementSet.objects.select_for_update(of=("self",))
        .select_related("unit", "polling_day")
        .get(pk=requirement_set.pk)
    )
    require(by, Permission.REQUIREMENT_EDIT, unit_path=drafted.unit.path)
    if drafted.state != RequirementSet.State.DRAFT:
        raise SetNotDraft(drafted.version, drafted.state)
    return drafted


def _copy(source: RequirementSet, target: RequirementSet) -> None:
    rows = list(source.requirements.prefetch_related("fallbacks"))
    for row in rows:
        fallbacks = [fallback.code for fallback in row.fallbacks.all()]
        row.pk, row.id, row.set = None, None, target
        row._state.adding = True
        row.save(force_insert=True)
        row._wanted = fallbacks  # type: ignore[attr-defined]
    by_code = {row.code: row for row in rows}
    for row in rows:
        row.fallbacks.set([by_code[code] for code in row._wanted])  # type: ignore[attr-defined]


def _checked(data: RequirementData, drafted: RequirementSet) -> dict[str, object]:
    """The columns, each checked."""
    if not _CODE.fullmatch(data.code) or data.code in {NO_REQUIREMENT, NO_POINT}:
        raise BadRequirement("code", data.code, "not-a-code")
    if (holder := _holder_of(data.code, drafted)) is not None:
        raise RequirementCodeTaken(data.code, holder.unit.name_fa)
    names = {"name_fa": normalise(data.name_fa), "name_en": data.name_en.strip()}
    for name, value in names.items():
        if not value:
            raise BadRequirement(name, "", "empty")
    if data.election and data.election.polling_day_id != drafted.polling_day_id:
        raise BadRequirement("election", data.election.slug, "another-day")
    place = _one_of("place", data.place, Requirement.Place.values)
    formula, policy = read_formula(dict(data.quantity)), read_policy(dict(data.evidence_policy))
    source = check_source(data.source, place=place, formula=formula, policy=policy)
    item = data.item or data.code
    if not is_known_item(source, item):
        raise BadRequirement("item", item, f"item-of-{source.value}")
    return {
        **names,
        "item": item,
        "place": place,
        "source": source.value,
        "criticality": _one_of("criticality", data.criticality, Requirement.Criticality.values),
        "election": data.election,
        "stages": _some_of("stages", data.stages, Stage.values),
        "station_kinds": _some_of("station_kinds", data.station_kinds, StationKind.values),
        "quantity": formula.model_dump(mode="json", exclude_none=True),
        "evidence_policy": policy.model_dump(mode="json"),
        "order": data.order,
    }


def _one_of(name: str, value: str, known: Sequence[str]) -> str:
    if value not in known:
        raise BadRequirement(name, value, "unknown")
    return value


def _some_of(name: str, values: Sequence[str], known: Sequence[str]) -> list[str]:
    return sorted({_one_of(name, value, known) for value in values})


def _fallbacks(drafted: RequirementSet, data: RequirementData) -> list[Requirement]:
    found = list(drafted.requirements.filter(code__in=data.fallbacks).exclude(code=data.code))
    for missing in sorted(set(data.fallbacks) - {row.code for row in found}):
        raise BadRequirement("fallbacks", missing, "unknown")
    return found


def _holder_of(code: str, drafted: RequirementSet) -> RequirementSet | None:
    """A set of another unit, above or below, that uses the code: its gaps would be mixed up."""
    path = drafted.unit.path
    above = [path[:end] for end in range(4, len(path), 4)]
    row = (
        Requirement.objects.filter(
            Q(set__unit__path__in=above) | Q(set__unit__path__startswith=path),
            code=code,
            set__polling_day=drafted.polling_day_id,
            set__state__in=_LIVE,
        )
        .exclude(set__unit=drafted.unit_id)
        .select_related("set__unit")
        .first()
    )
    return row.set if row else None
