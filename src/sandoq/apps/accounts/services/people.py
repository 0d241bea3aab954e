"""Registering people, correcting what is known of them, and revealing an identifier."""

from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from sandoq.apps.accounts.errors import PersonKnown, PersonOutOfReach, ReasonUnfit
from sandoq.apps.accounts.models import Person, User
from sandoq.apps.accounts.models.fields import index_of
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.rules.identifiers import FIELDS, reason_problem
from sandoq.apps.accounts.rules.posts import may_manage
from sandoq.apps.accounts.selectors import acting_tenure, offices_of, scope_of, seats_of
from sandoq.apps.accounts.services.audit import record_action
from sandoq.common import identifiers
from sandoq.common.clock import now
from sandoq.common.errors import BadInput, NotAllowed
from sandoq.common.text import normalise, search_key

READERS = {
    "national_id": identifiers.national_id,
    "mobile": identifiers.mobile,
    "sheba": identifiers.sheba,
}
"""How each identifier is read into its one form."""

_LONGEST_NAME = 120


@transaction.atomic
def register_person(
    *,
    by: User,
    home_unit: Any,
    name_fa: str,
    name_en: str = "",
    national_id: str = "",
    mobile: str = "",
    sheba: str = "",
    key: UUID | None = None,
) -> Person:
    """Register somebody at a unit; the same `key` a second time returns the first registration.

    Identifiers are optional, read in any usual spelling and stored encrypted.

    Args:
        key: made by the caller, such as a form, so that sending it twice registers one person.

    Raises:
        NotAllowed: the unit is out of the actor's reach.
        BadInput: a name or an identifier cannot be read.
        PersonKnown: somebody, anywhere, is registered with this national ID.
    """
    under = acting_tenure(by, Permission.PEOPLE_EDIT, unit_path=home_unit.path)
    if key and (known := Person.objects.filter(key=key, home_unit=home_unit).first()):
        return known
    given = {"national_id": national_id, "mobile": mobile, "sheba": sheba}
    person = Person(key=key or uuid4(), home_unit=home_unit, created_at=now())
    set_names(person, name_fa, name_en)
    set_identifiers(person, {field: value for field, value in given.items() if value})
    _save(person)
    record_action(
        by=by,
        verb="accounts.register-person",
        target=person,
        unit_path=home_unit.path,
        under=under,
        data={"identifiers": sorted(field for field in FIELDS if getattr(person, field))},
    )
    return person


@transaction.atomic
def correct_person(
    *,
    by: User,
    person: Person,
    name_fa: str | None = None,
    name_en: str | None = None,
    national_id: str | None = None,
    mobile: str | None = None,
    sheba: str | None = None,
    home_unit: Any = None,
) -> Person:
    """Correct what is given; None keeps what is there, an empty text removes it.

    The audit trail names the fields that changed, never their values.

    Raises:
        NotAllowed: the present or the new home unit is out of reach.
        PersonOutOfReach: the person holds a post that the actor could not fill.
        BadInput, PersonKnown: as in `register_person`.
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    before = _facts(person)
    under = require_management(by, person)
    if home_unit is not None:
        acting_tenure(by, Permission.PEOPLE_EDIT, unit_path=home_unit.path)
        person.home_unit = home_unit
    set_names(
        person,
        person.name_fa if name_fa is None else name_fa,
        person.name_en if name_en is None else name_en,
    )
    given = {"national_id": national_id, "mobile": mobile, "sheba": sheba}
    set_identifiers(person, {field: value for field, value in given.items() if value is not None})
    changed = sorted(field for field, value in _facts(person).items() if value != before[field])
    if changed:
        _save(person)
        record_action(
            by=by,
            verb="accounts.correct-person",
            target=person,
            unit_path=_home_path(person),
            under=under,
            data={"changed": changed},
        )
    return person


@transaction.atomic
def reveal_identifier(*, by: User, person: Person, field: str, reason: str) -> str:
    """Tell an identifier in plain and record who asked and why; each call is a new record.

    Args:
        field: "national_id", "mobile" or "sheba".
        reason: for the audit trail; at least ten characters and no long number.

    Raises:
        NotAllowed: neither the person's home unit nor a post of theirs is within reach.
        ReasonUnfit: the reason is too short, or holds a number that could be an identifier.
        BadInput: there is no such field.
    """
    if field not in FIELDS:
        raise BadInput("field", field, "unknown")
    scope = scope_of(by, Permission.PEOPLE_REVEAL)
    places = [_home_path(person), *(seat.unit_path for seat in seats_of(person))]
    place = next((path for path in places if path and scope.covers(path)), None)
    if place is None:
        raise NotAllowed(Permission.PEOPLE_REVEAL.value, "")
    if problem := reason_problem(reason):
        raise ReasonUnfit(problem)
    record_action(
        by=by,
        verb="accounts.reveal-identifier",
        target=person,
        unit_path=place,
        under=acting_tenure(by, Permission.PEOPLE_REVEAL, unit_path=place),
        data={"field": field, "reason": normalise(reason)},
    )
    value: str = getattr(Person.objects.get(pk=person.pk), field)
    return value


def require_management(by: User, person: Person) -> Any:
    """The tenure under which the actor manages this person's registration and account.

    Raises:
        NotAllowed: the person's home unit is out of reach.
        PersonOutOfReach: the person holds a post that the actor could not fill.
    """
    under = acting_tenure(by, Permission.PEOPLE_EDIT, unit_path=_home_path(person))
    if not may_manage(offices_of(by), seats_of(person)):
        raise PersonOutOfReach
    return under


def set_names(person: Person, name_fa: str, name_en: str) -> None:
    """Put both names in, in their display form, and the key under which they are found.

    Raises:
        BadInput: the Persian name is empty, or a name is too long.
    """
    person.name_fa, person.name_en = normalise(name_fa), normalise(name_en)
    if not person.name_fa:
        raise BadInput("name_fa", "", "empty")
    for field in ("name_fa", "name_en"):
        if len(getattr(person, field)) > _LONGEST_NAME:
            raise BadInput(field, "", "too-long")
    person.search_name = search_key(f"{person.name_fa} {person.name_en}")[:250]


def set_identifiers(person: Person, given: dict[str, str]) -> None:
    """Put identifiers in with their blind indexes; an empty text removes one.

    Raises:
        BadInput: one cannot be read.
    """
    for field, text in given.items():
        value = READERS[field](text) if text.strip() else ""
        setattr(person, field, value)
        setattr(person, f"{field}_index", index_of(field, value))


def _save(person: Person) -> None:
    """Save; the unique index refuses a known national ID without telling whose it is."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError:
        known = Person.objects.filter(national_id_index=person.national_id_index)
        if person.national_id_index and known.exclude(pk=person.pk).exists():
            raise PersonKnown("national_id") from None
        raise


def _facts(person: Person) -> dict[str, object]:
    fields = ("name_fa", "name_en", *FIELDS, "home_unit_id")
    return {field: getattr(person, field) for field in fields}


def _home_path(person: Person) -> str:
    return person.home_unit.path if person.home_unit else ""
