"""Opens and fills thousands of posts at once: a demo, a province, the nation's 1,562 heads."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from sandoq.apps.accounts.errors import (
    MayNotAppoint,
    PersonKnown,
    RoleOutOfPlace,
    SignInNameTaken,
    TenureOverlap,
)
from sandoq.apps.accounts.models import Person, Post, Tenure, User
from sandoq.apps.accounts.rules.access import Office, Permission
from sandoq.apps.accounts.rules.identifiers import FIELDS
from sandoq.apps.accounts.rules.posts import Seat, is_in_place, may_fill
from sandoq.apps.accounts.rules.tenures import Term, earliest_start
from sandoq.apps.accounts.selectors import offices_of, scope_of
from sandoq.apps.accounts.selectors.units import name_of
from sandoq.apps.accounts.services.accounts import new_user
from sandoq.apps.accounts.services.audit import record_action
from sandoq.apps.accounts.services.people import set_identifiers, set_names
from sandoq.apps.accounts.services.posts import read_order, read_title
from sandoq.apps.accounts.services.provisioning_rows import (
    PostKey,
    PostRow,
    common_path,
    indexes_of,
    post_key,
    told,
)
from sandoq.common.clock import now
from sandoq.common.errors import NotAllowed
from sandoq.common.hashing import canonical_json, sha256_hex

_T = TypeVar("_T")
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Provisioned:
    """What a call wrote; `kept` counts rows whose post had a holder and was left alone."""

    posts: int
    people: int
    accounts: int
    tenures: int
    kept: int


@transaction.atomic
def provision_posts(*, by: User, rows: Sequence[PostRow]) -> Provisioned:
    """Open, register and appoint all rows or none; a second call changes nothing.

    One entry of the audit trail stands for the call: the counts and the SHA-256 of the rows'
    canonical JSON, in which blind indexes stand for identifiers.

    Raises:
        NotAllowed, MayNotAppoint, RoleOutOfPlace: as in `open_post`, for any row.
        PostOrderMissing: a row names a person and no order.
        TenureOverlap: a row's tenure would begin before an ended tenure of its post ended.
        BadInput: a name, identifier, username or address cannot be read.
        PersonKnown, SignInNameTaken: a national ID or username is taken, or stands in two rows.
    """
    _check(by, rows)
    at = now()
    posts, opened = _open_posts(rows)
    terms = _terms_of({posts[post_key(row)].pk for row in rows})
    named = [row for row in rows if row.name_fa]
    vacant = [row for row in named if _is_vacant(terms[posts[post_key(row)].pk], row, at)]
    _refuse_known(vacant)
    people = Person.objects.bulk_create([_person(row, at) for row in vacant], batch_size=_BATCH)
    pairs = list(zip(vacant, people, strict=True))
    users = User.objects.bulk_create(
        [new_user(p, r.username, r.email, r.language) for r, p in pairs if r.username],
        batch_size=_BATCH,
    )
    tenures = Tenure.objects.bulk_create(
        [
            Tenure(
                post=posts[post_key(row)],
                person=person,
                since=row.since or at,
                order_number=read_order(row.order_number),
            )
            for row, person in pairs
        ],
        batch_size=_BATCH,
    )
    done = Provisioned(opened, len(people), len(users), len(tenures), len(named) - len(vacant))
    if opened or vacant:
        _record(by, rows, done)
    return done


def _check(by: User, rows: Sequence[PostRow]) -> None:
    scope, offices = scope_of(by, Permission.POST_EDIT), offices_of(by)
    people_scope = scope_of(by, Permission.PEOPLE_EDIT)
    for row in rows:
        path = row.unit.path
        if not is_in_place(row.role, row.unit.level):
            raise RoleOutOfPlace(row.role.value, row.unit.level)
        if not scope.covers(path, row.election_id):
            raise NotAllowed(Permission.POST_EDIT.value, name_of(row.unit))
        if row.name_fa and not people_scope.covers(path):
            raise NotAllowed(Permission.PEOPLE_EDIT.value, name_of(row.unit))
        if not _may_fill(offices, row):
            raise MayNotAppoint(row.role.value, name_of(row.unit))
        if row.name_fa:
            read_order(row.order_number)


def _may_fill(offices: Sequence[Office], row: PostRow) -> bool:
    return may_fill(offices, Seat(row.role, row.unit.level, row.unit.path, row.election_id))


def _open_posts(rows: Sequence[PostRow]) -> tuple[dict[PostKey, Post], int]:
    """Every row's post by its key, and how many of them are new or were closed."""
    wanted = {post_key(row): row for row in rows}
    units = sorted({row.unit.pk for row in rows})
    known = {
        (post.unit_id, post.role, post.number, post.election_id): post
        for batch in _batches(units)
        for post in Post.objects.select_for_update().filter(unit__in=batch)
    }
    closed = [known[key] for key in wanted if key in known and known[key].closed_at]
    for post in closed:
        post.closed_at = None
    Post.objects.bulk_update(closed, ["closed_at"], batch_size=_BATCH)
    new = [
        Post(
            unit_id=key[0],
            role=key[1],
            number=key[2],
            election_id=key[3],
            title_fa=read_title(row.title_fa),
            title_en=read_title(row.title_en),
        )
        for key, row in wanted.items()
        if key not in known
    ]
    for post in Post.objects.bulk_create(new, batch_size=_BATCH):
        known[(post.unit_id, post.role, post.number, post.election_id)] = post
    return known, len(new) + len(closed)


def _terms_of(post_ids: set[int]) -> dict[int, list[Term]]:
    terms: dict[int, list[Term]] = {post_id: [] for post_id in post_ids}
    for batch in _batches(sorted(post_ids)):
        found = Tenure.objects.filter(post__in=batch).values_list("post_id", "since", "until")
        for post_id, since, until in found:
            terms[post_id].append(Term(since, until))
    return terms


def _is_vacant(terms: Sequence[Term], row: PostRow, at: datetime) -> bool:
    """Whether the row's person begins a tenure; an open one keeps its holder."""
    if any(term.until is None for term in terms):
        return False
    since, earliest = row.since or at, earliest_start(terms)
    if earliest is not None and since < earliest:
        raise TenureOverlap(since, earliest)
    return True


def _refuse_known(rows: Sequence[PostRow]) -> None:
    names = [row.username for row in rows if row.username]
    for batch in _batches(names):
        if taken := User.objects.filter(username__in=batch).values_list("username").first():
            raise SignInNameTaken("username", taken[0])
    if twice := next((name for name, n in Counter(names).items() if n > 1), None):
        raise SignInNameTaken("username", twice)
    indexes = [index for row in rows if (index := indexes_of(row)["national_id"])]
    if len(set(indexes)) < len(indexes):
        raise PersonKnown("national_id")
    for batch in _batches(indexes):
        if Person.objects.filter(national_id_index__in=batch).exists():
            raise PersonKnown("national_id")


def _batches(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), _BATCH):
        yield items[start : start + _BATCH]


def _person(row: PostRow, at: datetime) -> Person:
    person = Person(home_unit=row.unit, created_at=at)
    set_names(person, row.name_fa, row.name_en)
    set_identifiers(person, {field: getattr(row, field) for field in FIELDS if getattr(row, field)})
    return person


def _record(by: User, rows: Sequence[PostRow], done: Provisioned) -> None:
    record_action(
        by=by,
        verb="accounts.provision-posts",
        unit_path=common_path([row.unit.path for row in rows]),
        data={
            "rows": len(rows),
            "posts": done.posts,
            "people": done.people,
            "accounts": done.accounts,
            "tenures": done.tenures,
            "kept": done.kept,
            "sha256": sha256_hex(canonical_json([told(row) for row in rows])),
        },
    )
