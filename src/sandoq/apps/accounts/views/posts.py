"""The board of posts, their records, and who is appointed to them."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sandoq.apps.accounts.forms import (
    AppointForm,
    EndForm,
    OpenPostForm,
    OrderForm,
    PostFilterForm,
    attempted,
)
from sandoq.apps.accounts.guard import requires
from sandoq.apps.accounts.models import Post
from sandoq.apps.accounts.names import post_title
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.selectors import (
    PostFilter,
    candidates,
    fillable_roles,
    find_posts,
    may_fill_post,
    post_seen_by,
    tenure_seen_by,
    tenures_of_post,
)
from sandoq.apps.accounts.services import appoint, close_post, end_tenure, open_post
from sandoq.apps.accounts.views.pages import page_of
from sandoq.common.errors import NotAllowed
from sandoq.ui.exports import table_response
from sandoq.ui.http import Request
from sandoq.ui.templatetags.sandoq import local_name


@requires(Permission.PEOPLE_VIEW)
@require_GET
def posts(request: Request) -> HttpResponseBase:
    """Posts of the place in view, vacant ones first."""
    form = PostFilterForm(request.GET)
    wanted = form.wanted(request.place)
    rows = find_posts(request.user, wanted)
    if file := request.GET.get("format"):
        header = [_("Post"), _("Role"), _("Unit"), _("Holder"), _("Since")]
        return table_response("posts", header, _lines(rows), file)
    vacant = find_posts(request.user, PostFilter(unit=request.place, state="vacant"))
    every = find_posts(request.user, PostFilter(unit=request.place))
    context = {
        "form": form,
        "page": page_of(request, rows),
        "vacant_count": vacant.count(),
        "all_count": every.count(),
        "may_open": bool(request.place and fillable_roles(request.user, request.place)),
    }
    return render(request, "accounts/posts.html", context)


@requires(Permission.POST_EDIT)
@require_http_methods(["GET", "POST"])
def new_post(request: Request) -> HttpResponse:
    """Open a post at the place in view."""
    place = request.place
    roles = fillable_roles(request.user, place) if place else []
    form = OpenPostForm(request.POST or None, roles=roles)
    if form.is_valid() and place:
        data = form.cleaned_data
        post = attempted(
            form,
            lambda: open_post(
                by=request.user,
                unit=place,
                role=Role(data["role"]),
                title_fa=data["title_fa"],
                title_en=data["title_en"],
            ),
        )
        if post:
            messages.success(request, _("The post is open and vacant."))
            return redirect("accounts:post", post=post.pk)
    return render(request, "accounts/post_form.html", {"form": form, "roles": roles})


@requires(Permission.PEOPLE_VIEW)
@require_GET
def post_record(request: Request, post: int) -> HttpResponse:
    """Who holds the post, who held it, and what may be done now."""
    return render(request, "accounts/post.html", _record(request, post_seen_by(request.user, post)))


@requires(Permission.POST_EDIT)
@require_http_methods(["GET", "POST"])
def appoint_to(request: Request, post: int) -> HttpResponse:
    """Appoint somebody by an order; the predecessor's tenure ends at the same moment."""
    found = post_seen_by(request.user, post)
    if not may_fill_post(request.user, found):
        raise NotAllowed(Permission.POST_EDIT.value, local_name(found.unit))
    search = request.GET.get("q", "")[:80]
    people = candidates(request.user, found, search, request.POST.get("person", ""))
    form = AppointForm(request.POST or None, people=people)
    if form.is_valid():
        data = form.cleaned_data
        tenure = attempted(
            form,
            lambda: appoint(
                by=request.user,
                post=found,
                person=data["person"],
                order_number=data["order_number"],
                since=form.since_moment(),
            ),
        )
        if tenure:
            name = local_name(tenure.person)
            messages.success(request, _("%(name)s is appointed.") % {"name": name})
            return redirect("accounts:post", post=found.pk)
    context = _record(request, found) | {"form": form, "search": search, "people": people}
    return render(request, "accounts/appoint.html", context)


@requires(Permission.POST_EDIT)
@require_POST
def close(request: Request, post: int) -> HttpResponse:
    """Close a vacant post by an order."""
    found = post_seen_by(request.user, post)
    form = OrderForm(request.POST)
    if form.is_valid():
        order = form.cleaned_data["order_number"]
        done = attempted(form, lambda: close_post(by=request.user, post=found, order_number=order))
        if done:
            messages.success(request, _("The post is closed."))
            return redirect("accounts:post", post=found.pk)
    context = _record(request, found) | {"close_form": form}
    return render(request, "accounts/post.html", context, status=422)


@requires(Permission.POST_EDIT)
@require_http_methods(["GET", "POST"])
def end(request: Request, tenure: int) -> HttpResponse:
    """End a tenure by an order; rights, sessions and tokens end with it."""
    found = tenure_seen_by(request.user, tenure)
    if not may_fill_post(request.user, found.post):
        raise NotAllowed(Permission.POST_EDIT.value, local_name(found.post.unit))
    form = EndForm(request.POST or None)
    if form.is_valid():
        done = attempted(
            form,
            lambda: end_tenure(
                by=request.user,
                tenure=found,
                order_number=form.cleaned_data["order_number"],
                until=form.until_moment(),
            ),
        )
        if done:
            messages.success(request, _("The tenure is ended."))
            return redirect("accounts:post", post=found.post_id)
    return render(request, "accounts/end.html", {"form": form, "tenure": found})


def _record(request: Request, post: Post) -> dict[str, Any]:
    held, past = tenures_of_post(post)
    return {
        "post": post,
        "held": held,
        "past": past,
        "may_fill": may_fill_post(request.user, post),
        "close_form": OrderForm(),
    }


def _lines(rows: Any) -> Iterator[list[Any]]:
    for post in rows.iterator(chunk_size=500):
        holder = post.holders[0] if post.holders else None
        yield [
            post_title(post),
            post.role,
            local_name(post.unit),
            local_name(holder.person) if holder else "",
            holder.since if holder else None,
        ]
