"""Posts and tenures a person may see, and which of them the person may fill."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from sandoq.apps.accounts.models import Post, Tenure, User
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.rules.posts import PLACES, Seat, may_fill
from sandoq.apps.accounts.selectors.access import offices_of, scope_of
from sandoq.common.clock import now
from sandoq.common.errors import NotFound


@dataclass(frozen=True, slots=True)
class PostFilter:
    """What a board of posts shows; empty fields do not narrow it.

    `unit` is a unit whose subtree is shown; `state` is "vacant", "held" or "closed".
    """

    role: str = ""
    unit: Any = None
    election_id: int | None = None
    state: str = ""


def holding(at: datetime) -> Q:
    """Tenures that hold at this moment."""
    return Q(since__lte=at) & (Q(until=None) | Q(until__gt=at))


def find_posts(user: User, wanted: PostFilter = PostFilter()) -> QuerySet[Post]:
    """Posts the person may see, vacant ones first, each with `vacant` and its `holders`."""
    held = Tenure.objects.filter(holding(now()))
    found = Post.objects.filter(scope_of(user, Permission.PEOPLE_VIEW).q("unit__path"))
    found = found.annotate(vacant=~Exists(held.filter(post=OuterRef("pk"))))
    if wanted.role:
        found = found.filter(role=wanted.role)
    if wanted.unit is not None:
        found = found.filter(unit__path__startswith=wanted.unit.path)
    if wanted.election_id is not None:
        found = found.filter(Q(election=None) | Q(election=wanted.election_id))
    found = found.filter(closed_at__isnull=wanted.state != "closed")
    if wanted.state in {"vacant", "held"}:
        found = found.filter(vacant=wanted.state == "vacant")
    return (
        found.select_related("unit", "election")
        .prefetch_related(Prefetch("tenures", held.select_related("person"), to_attr="holders"))
        .order_by(F("vacant").desc(), "unit__path", "role", "number", "pk")
    )


def post_seen_by(user: User, pk: int) -> Post:
    """The post, if the person may see posts of its unit.

    Raises:
        NotFound: there is none, or it lies outside the person's scope.
    """
    scope = scope_of(user, Permission.PEOPLE_VIEW)
    found = Post.objects.filter(scope.q("unit__path"), pk=pk)
    post = found.select_related("unit", "election").first()
    if post is None:
        raise NotFound("post", str(pk))
    return post


def tenure_seen_by(user: User, pk: int) -> Tenure:
    """The tenure, if the person may see posts of its unit.

    Raises:
        NotFound: there is none, or it lies outside the person's scope.
    """
    scope = scope_of(user, Permission.PEOPLE_VIEW)
    found = Tenure.objects.filter(scope.q("post__unit__path"), pk=pk)
    tenure = found.select_related("post__unit", "post__election", "person").first()
    if tenure is None:
        raise NotFound("tenure", str(pk))
    return tenure


def tenures_of_post(post: Post) -> tuple[list[Tenure], list[Tenure]]:
    """The tenures that hold now or will, and those that have ended, newest first."""
    found = post.tenures.select_related("person__user").order_by("-since", "-pk")
    at = now()
    held = [tenure for tenure in found if tenure.until is None or tenure.until > at]
    return held, [tenure for tenure in found if tenure not in held]


def seat_of(post: Post) -> Seat:
    """The post as the rules see it."""
    return Seat(Role(post.role), post.unit.level, post.unit.path, post.election_id)


def may_fill_post(user: User, post: Post) -> bool:
    """Whether the person may appoint to this post; decides whether the act is shown."""
    allowed = bool(scope_of(user, Permission.POST_EDIT))  # a token may withhold it
    return allowed and may_fill(offices_of(user), seat_of(post))


def fillable_roles(user: User, unit: Any) -> list[Role]:
    """The roles of which the person may open a post at this unit, as the table lists them."""
    if not scope_of(user, Permission.POST_EDIT):
        return []
    offices = offices_of(user)
    return [
        role
        for role, levels in PLACES.items()
        if unit.level in levels and may_fill(offices, Seat(role, unit.level, unit.path))
    ]
