"""Appointing to a post and ending a tenure: the only way rights come and go."""

from datetime import datetime

from django.db import transaction

from sandoq.apps.accounts.errors import (
    LastHeadquarters,
    OwnAppointment,
    PostClosed,
    TenureEnded,
    TenureOverlap,
    TenureTooFar,
)
from sandoq.apps.accounts.models import Person, Post, Tenure, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.accounts.rules.tenures import Term, earliest_start, latest_start
from sandoq.apps.accounts.selectors import seat_of
from sandoq.apps.accounts.selectors.posts import holding
from sandoq.apps.accounts.selectors.units import name_of
from sandoq.apps.accounts.services.audit import record_action
from sandoq.apps.accounts.services.posts import read_order, require_filling
from sandoq.common.clock import now


@transaction.atomic
def appoint(
    *,
    by: User,
    post: Post,
    person: Person,
    order_number: str,
    since: datetime | None = None,
) -> Tenure:
    """Give a post to a person; the predecessor's tenure ends at the same moment.

    The same person, post and order a second time return the first tenure.

    Args:
        since: when the tenure begins; now without it. It may lie in the past, for orders are
            registered late, but rights are never given backwards: they are asked of the clock.

    Raises:
        NotAllowed, MayNotAppoint: the actor does not fill this post.
        OwnAppointment: actor and appointee are one person.
        PostOrderMissing, BadInput: there is no order number, or it is too long.
        PostClosed: the post is closed.
        TenureOverlap: it would begin before the predecessor began or an ended tenure ended.
        TenureTooFar: it would begin more than a year from now.
        LastHeadquarters: nobody with an account would be left at headquarters.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=post.pk)
    under = require_filling(by, seat_of(post), name_of(post.unit))
    if by.person_id == person.pk:
        raise OwnAppointment
    order = read_order(order_number)
    known = Tenure.objects.filter(post=post, person=person, order_number=order).first()
    if known is not None:
        return known
    if post.closed_at is not None:
        raise PostClosed(post.role, name_of(post.unit))
    since = since or now()
    _check_start(post, since)
    predecessor = Tenure.objects.filter(post=post, until=None).first()
    if predecessor is not None:
        _keep_headquarters(post, since, successor=person)
        predecessor.until, predecessor.ended_by_order = since, order
        predecessor.save(update_fields=["until", "ended_by_order"])
    tenure = Tenure.objects.create(post=post, person=person, since=since, order_number=order)
    record_action(
        by=by,
        verb="accounts.appoint",
        target=tenure,
        unit_path=post.unit.path,
        under=under,
        data={
            "post": post.pk,
            "role": post.role,
            "person": person.key,
            "order_number": order,
            "since": since,
            "predecessor": predecessor.pk if predecessor else None,
        },
    )
    return tenure


@transaction.atomic
def end_tenure(
    *, by: User, tenure: Tenure, order_number: str, until: datetime | None = None
) -> Tenure:
    """End a tenure by an order; its rights, sessions and tokens end with it.

    The same order a second time returns the tenure as it is. An end that has not come yet may be
    brought forward; an end that has come stays.

    Args:
        until: when it ends; now without it. A tenure that has not begun ends where it would begin.

    Raises:
        NotAllowed, MayNotAppoint: the actor does not vacate this post.
        PostOrderMissing, BadInput: there is no order number, or it is too long.
        TenureEnded: it has ended by another order.
        LastHeadquarters: nobody would be left to appoint a successor.
    """
    post = (
        Post.objects.select_for_update(of=("self",)).select_related("unit").get(pk=tenure.post_id)
    )
    tenure = Tenure.objects.select_for_update().get(pk=tenure.pk)
    under = require_filling(by, seat_of(post), name_of(post.unit))
    order = read_order(order_number)
    at = now()
    until = max(until or at, tenure.since)
    if tenure.until is not None:
        if tenure.ended_by_order == order:
            return tenure
        if tenure.until <= at or until >= tenure.until:
            raise TenureEnded(tenure.ended_by_order, tenure.until)
    _keep_headquarters(post, until)
    tenure.until, tenure.ended_by_order = until, order
    tenure.save(update_fields=["until", "ended_by_order"])
    record_action(
        by=by,
        verb="accounts.end-tenure",
        target=tenure,
        unit_path=post.unit.path,
        under=under,
        data={
            "post": post.pk,
            "role": post.role,
            "person": tenure.person.key,
            "order_number": order,
            "until": until,
        },
    )
    return tenure


def _check_start(post: Post, since: datetime) -> None:
    latest = latest_start(now())
    if since > latest:
        raise TenureTooFar(since, latest)
    terms = [Term(*pair) for pair in post.tenures.values_list("since", "until")]
    earliest = earliest_start(terms)
    if earliest is not None and since < earliest:
        raise TenureOverlap(since, earliest)


def _keep_headquarters(post: Post, at: datetime, successor: Person | None = None) -> None:
    """Refuse to vacate the last headquarters post that an active account holds."""
    if post.role != Role.HEADQUARTERS:
        return
    if successor and User.objects.filter(person=successor, is_active=True).exists():
        return
    others = Tenure.objects.filter(
        holding(at),
        post__role=Role.HEADQUARTERS,
        post__closed_at=None,
        person__user__is_active=True,
    )
    if not others.exclude(post=post).exists():
        raise LastHeadquarters
