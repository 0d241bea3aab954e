"""Says of every draft what becomes of it beside the others and those known already."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.models.fields import index_of
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.rules.posts import may_manage
from sandoq.apps.accounts.selectors import Scope, offices_of, scope_of, seats_of
from sandoq.apps.territory.models import Unit, UnitLevel
from sandoq.apps.workforce.models import PeopleRow, Worker, WorkRole
from sandoq.apps.workforce.rules.people.rows import Draft, Problem, doubles
from sandoq.apps.workforce.services.appointing import batches
from sandoq.common.identifiers import mask
from sandoq.common.text import search_key

Outcome = PeopleRow.Outcome
_LONGEST_SHOWN = 40
_PREFIXES = ("شهرستان ", "بخش ", "فرمانداری ", "بخشداری ")


@dataclass(slots=True)
class Judged:
    """What becomes of a draft; `unit` and `role` where it names them, `person` who it is."""

    draft: Draft
    outcome: PeopleRow.Outcome
    unit: Unit | None = None
    role: WorkRole | None = None
    person: Person | None = None

    @property
    def payload(self) -> str:
        """What will be written, as JSON; empty where nothing is."""
        if self.outcome not in {Outcome.CREATED, Outcome.UPDATED}:
            return ""
        return json.dumps(asdict(self.draft), ensure_ascii=False)


def draft_of(payload: str) -> Draft:
    """The draft of a stored payload."""
    values: dict[str, Any] = json.loads(payload)
    values["problems"] = tuple(Problem(**problem) for problem in values["problems"])
    return Draft(**values)


def assess(by: User, unit: Unit, drafts: Sequence[Draft]) -> list[Judged]:
    """What becomes of every draft, in their order; nothing is written."""
    places, roles = _Places(unit), _roles()
    found = []
    for draft in drafts:
        judged = Judged(draft, Outcome.IGNORED if draft.ignored else Outcome.CREATED)
        if not draft.ignored:
            judged.unit = places.unit_of(judged)
            judged.role = _role_of(judged, roles)
        found.append(judged)
    marks = doubles((one.draft, places.county_id(one.unit)) for one in found)
    for one, (mark, draft) in zip(found, marks, strict=True):
        one.draft = draft
        if mark == "merged":
            one.outcome = Outcome.MERGED
    _meet_the_known(by, found)
    for one in found:
        if one.outcome not in {Outcome.IGNORED, Outcome.MERGED} and one.draft.problems:
            one.outcome = Outcome.QUARANTINED
    return found


def _roles() -> dict[str, WorkRole]:
    found: dict[str, WorkRole] = {}
    for role in WorkRole.objects.all():
        for word in (role.code, role.name_fa, role.name_en):
            found.setdefault(search_key(word), role)
    return found


def _role_of(judged: Judged, roles: Mapping[str, WorkRole]) -> WorkRole | None:
    text = judged.draft.role
    if not text:
        return None
    role = roles.get(search_key(text))
    if role is None:
        problem = Problem("role", "unknown-role", text[:_LONGEST_SHOWN])
        judged.draft = judged.draft.with_problem(problem)
    return role


class _Places:
    """Units at and below the one the list is about, by name."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit
        inside = Unit.objects.filter(path__startswith=unit.path, closed_on=None)
        if unit.level == UnitLevel.DISTRICT:
            inside = inside | Unit.objects.filter(path=unit.parent_path)
        self._counties: dict[str, Unit] = {}
        self._districts: dict[tuple[str, str], Unit] = {}
        self._county_at: dict[str, int] = {}
        for one in inside.order_by("path"):
            names = {_place_key(one.name_fa), _place_key(one.name_en)} - {""}
            if one.level == UnitLevel.COUNTY:
                self._county_at[one.path] = one.pk
                self._counties |= dict.fromkeys(names, one)
            elif one.level == UnitLevel.DISTRICT:
                self._districts |= {(one.parent_path, name): one for name in names}

    def unit_of(self, judged: Judged) -> Unit | None:
        """The county or district a draft names; the list's own where it names none."""
        draft = judged.draft
        county: Unit | None = self._unit
        if draft.county:
            county = self._counties.get(_place_key(draft.county))
            if county is None:
                self._complain(judged, "county", "unknown-place", draft.county)
                return None
        if draft.district:
            path = county.path if county and county.level == UnitLevel.COUNTY else ""
            found = self._districts.get((path, _place_key(draft.district)))
            if found is None and county and county.level == UnitLevel.DISTRICT:
                found = self._districts.get((county.parent_path, _place_key(draft.district)))
            if found is None:
                self._complain(judged, "district", "unknown-place", draft.district)
            return found
        if county is not None and county.level not in {UnitLevel.COUNTY, UnitLevel.DISTRICT}:
            self._complain(judged, "county", "empty", "")
            return None
        if county is not None and not county.path.startswith(self._unit.path):
            return self._unit
        return county

    def county_id(self, unit: Unit | None) -> int | None:
        """The county a unit is or lies in."""
        if unit is None:
            return None
        return self._county_at.get(unit.path) or self._county_at.get(unit.parent_path)

    @staticmethod
    def _complain(judged: Judged, field: str, reason: str, value: str) -> None:
        problem = Problem(field, reason, value[:_LONGEST_SHOWN])
        judged.draft = judged.draft.with_problem(problem)


def _place_key(name: str) -> str:
    key = search_key(name)
    for prefix in _PREFIXES:
        key = key.removeprefix(search_key(prefix) + " ")
    return key


def _meet_the_known(by: User, found: Sequence[Judged]) -> None:
    """Who is registered already is updated, unchanged, or held back where another keeps them."""
    indexes = {
        index: one
        for one in found
        if one.outcome == Outcome.CREATED
        and (index := index_of("national_id", one.draft.national_id))
    }
    people: dict[str, Person] = {}
    for batch in batches(sorted(indexes)):
        for person in Person.objects.filter(national_id_index__in=batch).select_related(
            "home_unit"
        ):
            people[str(person.national_id_index)] = person
    workers: dict[int, Worker] = {}
    for pks in batches([person.pk for person in people.values()]):
        for worker in Worker.objects.filter(person__in=pks).select_related("unit"):
            workers[worker.person_id] = worker
    held = _in_offices(people.values())
    desk = _Known(by, scope_of(by, Permission.PEOPLE_EDIT), held)
    for index, person in people.items():
        desk.judge(indexes[index], person, workers.get(person.pk))


def _in_offices(people: Iterable[Person]) -> set[int]:
    pks = [person.pk for person in people]
    return {
        pk
        for batch in batches(pks)
        for pk in Person.objects.filter(pk__in=batch, tenures__isnull=False).values_list(
            "pk", flat=True
        )
    }


@dataclass(frozen=True, slots=True)
class _Known:
    by: User
    scope: Scope
    in_offices: set[int]

    def judge(self, one: Judged, person: Person, worker: Worker | None) -> None:
        """What becomes of a draft about somebody registered."""
        one.person = person
        home = person.home_unit.path if person.home_unit else ""
        reason = ""
        if worker is not None and one.unit is not None and not _same_county(worker.unit, one.unit):
            reason = "listed-elsewhere"
        elif not self.scope.covers(home):
            reason = "registered-elsewhere"
        if reason:
            self._hold(one, reason)
        elif _changes(one, person):
            one.outcome = Outcome.UPDATED
            if person.pk in self.in_offices and not self._may_manage(person):
                self._hold(one, "holds-office")
        elif _listing_changes(one, worker):
            one.outcome = Outcome.UPDATED
        else:
            one.outcome = Outcome.UNCHANGED

    def _may_manage(self, person: Person) -> bool:
        return may_manage(offices_of(self.by), seats_of(person))

    @staticmethod
    def _hold(one: Judged, reason: str) -> None:
        one.draft = one.draft.with_problem(
            Problem("national-id", reason, mask(one.draft.national_id))
        )


def _changes(one: Judged, person: Person) -> bool:
    """Whether the draft would correct the person; an empty cell corrects nothing."""
    draft = one.draft
    given = (
        (draft.name, person.name_fa),
        (draft.latin, person.name_en),
        (draft.mobile, person.mobile),
        (draft.sheba, person.sheba),
    )
    return any(new and new != old for new, old in given)


def _listing_changes(one: Judged, worker: Worker | None) -> bool:
    if worker is None:
        return True
    is_moved = one.unit is not None and worker.unit_id != one.unit.pk
    return is_moved or (one.role is not None and worker.role_id != one.role.pk)


def _same_county(one: Unit, other: Unit) -> bool:
    """Whether two units are one county, or lie in one."""
    depth = 3 * Unit.steplen
    return bool(one.path[:depth] == other.path[:depth])
