"""Hands the needs of earlier versions of a set to its draft, without rewriting a need.

Needs point at requirements, and a nation has a million of them. So the row that needs point at
goes over into the draft and takes the draft's wording, and the draft's row takes its place, with
the old wording, in the version it came from. Both versions read as before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sandoq.apps.readiness.models import Need, Requirement, RequirementSet
from sandoq.apps.readiness.services.placing import end_needs

_State = RequirementSet.State
_WHERE = ("election_id", "stages", "station_kinds", "quantity")
_PROOF = ("evidence_policy", "source", "quantity")
_WEIGHT = ("criticality", "election_id", "order")
_WORDS = ("name_fa", "name_en")
_CONTENT = tuple(dict.fromkeys((*_WHERE, *_PROOF, *_WEIGHT, *_WORDS)))


@dataclass
class Revision:
    """What publishing a draft changes; requirements by the keys of the rows that have the needs.

    Attributes:
        placed: asked at other places, in another number, or new.
        proven: proven otherwise: by another policy, source or number.
        resourced: of these, answered by another source.
        is_judged_anew: whether any is weighed otherwise, so that all stations must be judged.
        ended: how many needs ended.
    """

    placed: set[int] = field(default_factory=set)
    proven: set[int] = field(default_factory=set)
    resourced: set[int] = field(default_factory=set)
    is_judged_anew: bool = False
    ended: int = 0


def revision_of(draft: RequirementSet) -> Revision:
    """What publishing would change; writes nothing."""
    found = Revision()
    heirs = {identity(row): row for row in _rows(draft)}
    holders = {identity(row): row for row in _holders(draft, heirs)}
    for key, heir in heirs.items():
        _note(found, holders.get(key), heir)
    return found


def inherit(draft: RequirementSet, at: datetime) -> Revision:
    """Give the draft the needs of earlier versions; needs that it does not ask for end."""
    found = revision_of(draft)
    heirs = {identity(row): row for row in _rows(draft)}
    holders = {identity(row): row for row in _holders(draft, heirs)}
    for row in _earlier(draft):
        needs = Need.objects.filter(requirement=row)
        holder = holders.get(identity(row))
        if identity(row) not in heirs:
            live = needs.filter(ended_at=None)
            found.ended += end_needs(list(live.values_list("pk", flat=True)), at)
        elif holder is not None and holder.pk != row.pk:
            needs.update(requirement=holder)
    found.is_judged_anew |= found.ended > 0
    _exchange([(holder, heirs[key]) for key, holder in holders.items()])
    return found


def identity(row: Requirement) -> tuple[str, str, str]:
    """What must stay the same for evidence to keep its meaning."""
    return row.code, row.item, row.place


def _rows(requirement_set: RequirementSet) -> list[Requirement]:
    rows = requirement_set.requirements.select_related("set")
    return list(rows.prefetch_related("fallbacks"))


def _earlier(draft: RequirementSet) -> list[Requirement]:
    """Rows of versions that were in force, the latest first."""
    rows = Requirement.objects.filter(
        set__polling_day=draft.polling_day_id,
        set__unit=draft.unit_id,
        set__state__in=(_State.PUBLISHED, _State.SUPERSEDED),
    ).exclude(set=draft)
    rows = rows.select_related("set").prefetch_related("fallbacks")
    return list(rows.order_by("-set__version", "pk"))


def _holders(draft: RequirementSet, heirs: Iterable[tuple[str, str, str]]) -> list[Requirement]:
    """Of each identity the row that has needs, the latest version's first."""
    wanted, found = set(heirs), []
    for row in _earlier(draft):
        if identity(row) in wanted and Need.objects.filter(requirement=row).exists():
            wanted.discard(identity(row))
            found.append(row)
    return found


def _note(found: Revision, old: Requirement | None, new: Requirement) -> None:
    if old is None or old.set.state != _State.PUBLISHED:
        key = new.pk if old is None else old.pk
        found.placed.add(key)
        found.proven.add(key)
        found.is_judged_anew = True
        if old is None or old.source == new.source:
            return

    def differs(names: Iterable[str]) -> bool:
        return any(getattr(old, name) != getattr(new, name) for name in names)

    if differs(_WHERE):
        found.placed.add(old.pk)
    if differs(_PROOF):
        found.proven.add(old.pk)
    if old.source != new.source:
        found.resourced.add(old.pk)
    if differs(_WEIGHT) or _fallbacks(old) != _fallbacks(new):
        found.is_judged_anew = True


def _fallbacks(row: Requirement) -> set[str]:
    return {fallback.code for fallback in row.fallbacks.all()}


def _exchange(pairs: Sequence[tuple[Requirement, Requirement]]) -> None:
    """Let holders and heirs change places: each takes the other's set and content."""
    if not pairs:
        return
    sets = {row.set_id for pair in pairs for row in pair}
    rows = Requirement.objects
    before = rows.filter(set__in=sets).prefetch_related("fallbacks")
    ties = {(row.set_id, row.code): _fallbacks(row) for row in before}
    for holder, heir in pairs:
        rows.filter(pk=heir.pk).update(code=f"~{heir.pk}")  # a set has each code once
        rows.filter(pk=holder.pk).update(set=heir.set_id, **_content(heir))
        rows.filter(pk=heir.pk).update(set=holder.set_id, code=heir.code, **_content(holder))
    _tie(ties)


def _content(row: Requirement) -> dict[str, object]:
    return {name: getattr(row, name) for name in _CONTENT}


def _tie(ties: Mapping[tuple[int, str], set[str]]) -> None:
    """Write the fallbacks of whole sets anew, by code."""
    rows = Requirement.objects.filter(set__in={pk for pk, _ in ties})
    by_code = {(row.set_id, row.code): row for row in rows}
    for (requirement_set, code), row in by_code.items():
        row.fallbacks.set(
            [by_code[requirement_set, other] for other in ties[requirement_set, code]]
        )
