"""People a person may see: by name, or by a whole identifier through its blind index."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from sandoq.apps.accounts.models import Person, Post, Tenure, User
from sandoq.apps.accounts.models.fields import index_of
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.rules.identifiers import FIELDS, masked
from sandoq.apps.accounts.rules.posts import Seat, may_manage
from sandoq.apps.accounts.selectors.access import offices_of, scope_of
from sandoq.apps.accounts.selectors.posts import holding, may_fill_post, seat_of
from sandoq.common import identifiers
from sandoq.common.clock import now
from sandoq.common.errors import BadInput, NotFound
from sandoq.common.text import search_key

_READERS: dict[str, Callable[[str], str]] = {
    "national_id": identifiers.national_id,
    "mobile": identifiers.mobile,
    "sheba": identifiers.sheba,
}

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a board of people shows; empty fields do not narrow it.

    `search` is a part of a name, or a whole national ID, mobile number or Sheba. `unit` is a unit
    whose subtree is shown; `role` of a post held now; `state` is "with-account", "without-account"
    or "without-post".
    """

    search: str = ""
    unit: Any = None
    role: str = ""
    state: str = ""


def find_people(user: User, wanted: PeopleFilter = PeopleFilter()) -> QuerySet[Person]:
    """People the person may see, by name, each with the tenures `held` now; no identifiers."""
    holders = Tenure.objects.filter(holding(now()), post__closed_at=None)
    found = _seen_by(user, Permission.PEOPLE_VIEW)
    if wanted.search:
        found = found.filter(_matching(wanted.search))
    mine = holders.filter(person=OuterRef("pk"))
    if wanted.unit is not None:
        inside = mine.filter(post__unit__path__startswith=wanted.unit.path)
        found = found.filter(Q(home_unit__path__startswith=wanted.unit.path) | Exists(inside))
    if wanted.role:
        found = found.filter(Exists(mine.filter(post__role=wanted.role)))
    if wanted.state in {"with-account", "without-account"}:
        found = found.filter(user__isnull=wanted.state == "without-account")
    elif wanted.state == "without-post":
        found = found.filter(~Exists(mine))
    return (
        found.select_related("home_unit", "user")
        .defer(*FIELDS)
        .prefetch_related(Prefetch("tenures", holders.select_related("post__unit"), to_attr="held"))
        .order_by("name_fa", "pk")
    )


def person_seen_by(
    user: User, key: str | UUID, permission: Permission = Permission.PEOPLE_VIEW
) -> Person:
    """The person with this key, registered or holding a post where the permission reaches.

    Raises:
        NotFound: there is none, or nothing of theirs lies in the scope.
    """
    try:
        found = _seen_by(user, permission).filter(key=key).select_related("home_unit", "user")
        person = found.first()
    except (ValidationError, ValueError):
        person = None
    if person is None:
        raise NotFound("person", str(key))
    return person


def seats_of(person: Person) -> list[Seat]:
    """The posts the person holds now or has been ordered to hold."""
    held = Tenure.objects.filter(
        Q(until=None) | Q(until__gt=now()), person=person, post__closed_at=None
    )
    return [seat_of(tenure.post) for tenure in held.select_related("post__unit")]


def tenures_seen(user: User, person: Person) -> list[Tenure]:
    """The person's tenures in posts the user may see, newest first, each with `is_held`, `is_mine`.

    `is_mine` says that the user may end it.
    """
    scope = scope_of(user, Permission.PEOPLE_VIEW)
    found = Tenure.objects.filter(scope.q("post__unit__path"), person=person)
    tenures = list(found.select_related("post__unit", "post__election").order_by("-since", "-pk"))
    at = now()
    for tenure in tenures:
        tenure.is_held = tenure.until is None or tenure.until > at  # type: ignore[attr-defined]
        tenure.is_mine = tenure.is_held and may_fill_post(user, tenure.post)  # type: ignore[attr-defined]
    return tenures


def identifiers_of(person: Person) -> list[tuple[str, str]]:
    """Every identifier with its value masked; empty where none is known."""
    return [(field, masked(getattr(person, field))) for field in FIELDS]


def candidates(user: User, post: Post, search: str, chosen: str = "") -> QuerySet[Person]:
    """Whom the user may appoint to the post: found by the search, else those near it who hold none.

    At most 20, so that they can be shown as a list to choose from, and the one `chosen` by key.
    """
    wanted = PeopleFilter(search=search)
    if not search:
        wanted = PeopleFilter(unit=post.unit, state="without-post")
    found = find_people(user, wanted).values_list("pk", flat=True)
    first = [pk for pk in found[: _SHOWN + 1] if pk != user.person_id][:_SHOWN]
    try:
        picked = Q(key=UUID(chosen)) if chosen else Q()
    except ValueError:
        picked = Q()
    return find_people(user).filter(Q(pk__in=first) | picked)


def managed_person(user: User, person: Person) -> bool:
    """Whether the person's registration and account are this user's to manage."""
    scope = scope_of(user, Permission.PEOPLE_EDIT)
    path = person.home_unit.path if person.home_unit else ""
    return scope.covers(path) and may_manage(offices_of(user), seats_of(person))


def _seen_by(user: User, permission: Permission) -> QuerySet[Person]:
    scope = scope_of(user, permission)
    theirs = Tenure.objects.filter(
        holding(now()), scope.q("post__unit__path"), person=OuterRef("pk")
    )
    return Person.objects.filter(scope.q("home_unit__path") | Exists(theirs))


def _matching(search: str) -> Q:
    found = Q(search_name__contains=search_key(search))
    for field, read in _READERS.items():
        try:
            value = read(search)
        except BadInput:
            continue
        found |= Q(**{f"{field}_index": index_of(field, value)})
    return found
