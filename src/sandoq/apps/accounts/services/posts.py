"""Opening and closing posts."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from sandoq.apps.accounts.errors import (
    MayNotAppoint,
    PostOccupied,
    PostOrderMissing,
    RoleOutOfPlace,
)
from sandoq.apps.accounts.models import Post, Tenure, User
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.rules.posts import Seat, is_in_place, may_fill
from sandoq.apps.accounts.selectors import acting_tenure, offices_of, seat_of
from sandoq.apps.accounts.selectors.units import name_of
from sandoq.apps.accounts.services.audit import record_action
from sandoq.common.clock import now
from sandoq.common.errors import BadInput
from sandoq.common.text import normalise

_LONGEST_ORDER = 64
_LONGEST_TITLE = 160


@transaction.atomic
def open_post(
    *,
    by: User,
    unit: Any,
    role: Role,
    number: int | None = None,
    election: Any = None,
    title_fa: str = "",
    title_en: str = "",
) -> Post:
    """Open a post of a role at a unit; an open post of the same number is returned as it is.

    A closed post of that number is opened again, so its history stays in one place.

    Args:
        number: tells apart several posts of one role at one unit; the next free one without it.
        election: the only election the post is for, or None for all.

    Raises:
        RoleOutOfPlace: units of this level have no posts of this role.
        MayNotAppoint: the actor's posts do not fill such posts here.
        BadInput: a title is too long.
    """
    role = Role(role)
    if not is_in_place(role, unit.level):
        raise RoleOutOfPlace(role.value, unit.level)
    seat = Seat(role, unit.level, unit.path, election.pk if election else None)
    under = require_filling(by, seat, name_of(unit))
    siblings = Post.objects.select_for_update().filter(unit=unit, role=role, election=election)
    if number is None:
        number = (siblings.aggregate(last=Max("number"))["last"] or 0) + 1
    post = siblings.filter(number=number).first()
    if post is not None and post.closed_at is None:
        return post
    is_new = post is None
    post = post or Post(unit=unit, role=role.value, election=election, number=number)
    post.closed_at = None
    post.title_fa, post.title_en = read_title(title_fa), read_title(title_en)
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError:  # another opened it at the same moment
        return Post.objects.get(unit=unit, role=role, election=election, number=number)
    record_action(
        by=by,
        verb="accounts.open-post" if is_new else "accounts.reopen-post",
        target=post,
        unit_path=unit.path,
        under=under,
        data={"role": role, "number": number, "election": election.pk if election else None},
    )
    return post


@transaction.atomic
def close_post(*, by: User, post: Post, order_number: str) -> Post:
    """Close a post that nobody holds, by an order; a closed post stays as it is.

    Raises:
        MayNotAppoint: the actor's posts do not fill this post.
        PostOccupied: somebody holds it, or is ordered to.
        PostOrderMissing, BadInput: there is no order number, or it is too long.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    under = require_filling(by, seat_of(post), name_of(post.unit))
    if post.closed_at is not None:
        return post
    order = read_order(order_number)
    at = now()
    if Tenure.objects.filter(Q(until=None) | Q(until__gt=at), post=post).exists():
        raise PostOccupied(post.role, name_of(post.unit))
    post.closed_at = at
    post.save(update_fields=["closed_at"])
    record_action(
        by=by,
        verb="accounts.close-post",
        target=post,
        unit_path=post.unit.path,
        under=under,
        data={"order_number": order},
    )
    return post


def require_filling(by: User, seat: Seat, unit_name: str) -> Tenure:
    """The tenure under which the actor opens, fills, vacates or closes this post.

    Raises:
        NotAllowed: posts of this unit are out of the actor's reach.
        MayNotAppoint: they are within reach, but not posts of this role.
    """
    under = acting_tenure(
        by, Permission.POST_EDIT, unit_path=seat.unit_path, election_id=seat.election_id
    )
    if not may_fill(offices_of(by), seat):
        raise MayNotAppoint(seat.role.value, unit_name)
    return under


def read_order(text: str) -> str:
    """The number of an order in its display form.

    Raises:
        PostOrderMissing: there is none.
        BadInput: it is longer than any order's number.
    """
    order = normalise(text)
    if not order:
        raise PostOrderMissing
    if len(order) > _LONGEST_ORDER:
        raise BadInput("order_number", order[:_LONGEST_ORDER], "too-long")
    return order


def read_title(text: str) -> str:
    """A post's title in its display form.

    Raises:
        BadInput: it is too long.
    """
    title = normalise(text)
    if len(title) > _LONGEST_TITLE:
        raise BadInput("title", title[:_LONGEST_TITLE], "too-long")
    return title
