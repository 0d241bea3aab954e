"""What the shell around every page shows: the six places, place and election, the person."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sandoq.apps.accounts.models import Tenure
from sandoq.apps.accounts.names import ROLE_NAMES
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.selectors import may, tenures_of
from sandoq.apps.elections.models import Election
from sandoq.apps.territory.models import Unit
from sandoq.apps.territory.selectors import visible_ancestors
from sandoq.project.places import children_in_view, elections_in_view
from sandoq.ui.templatetags.sandoq import language, local_name

THEME_COOKIE = "sandoq_theme"
THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Door:
    """A page that can be gone to: shown to holders of the permission once the page exists.

    One that `is_apart` begins a new group in the row of its place.
    """

    label: Promise
    url_name: str
    permission: Permission | None = None
    is_apart: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """One of the six places of the bar; addresses beginning with `prefixes` lie in it."""

    label: Promise
    prefixes: tuple[str, ...]
    doors: tuple[Door, ...]


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    is_current: bool = False
    is_exact: bool = False
    is_apart: bool = False


PLACES: tuple[Place, ...] = (
    Place(_("Today"), (), (Door(_("Today"), "today"),)),
    Place(
        _("Territory"),
        ("territory", "elections"),
        (
            Door(_("Stations"), "territory:stations", Permission.TERRITORY_VIEW),
            Door(_("Units"), "territory:units", Permission.TERRITORY_VIEW),
            Door(_("Elections"), "elections:elections", Permission.ELECTION_VIEW),
            Door(_("Import"), "territory:imports", Permission.STATION_IMPORT),
        ),
    ),
    Place(
        _("Readiness"),
        ("readiness", "inventory", "connectivity", "workforce"),
        (
            Door(_("Board"), "readiness:board", Permission.READINESS_VIEW),
            Door(_("Verification"), "readiness:queue", Permission.EVIDENCE_VERIFY),
            Door(_("Requirements"), "readiness:requirements", Permission.READINESS_VIEW),
            Door(_("Re-inspection"), "readiness:reinspections", Permission.READINESS_VIEW),
            Door(_("Status reports"), "readiness:reports", Permission.READINESS_VIEW),
            Door(_("Equipment"), "inventory:board", Permission.INVENTORY_VIEW, is_apart=True),
            Door(_("Connectivity"), "connectivity:board", Permission.CONNECTIVITY_VIEW),
            Door(_("People at work"), "workforce:board", Permission.WORKFORCE_VIEW),
            Door(_("Fees"), "workforce:fees", Permission.FEES_VIEW),
        ),
    ),
    Place(
        _("Solutions"),
        ("obstacles", "planning"),
        (
            Door(_("Committee"), "obstacles:committee", Permission.OBSTACLE_VIEW),
            Door(_("Obstacles"), "obstacles:board", Permission.OBSTACLE_VIEW),
            Door(_("Duties"), "obstacles:duties", Permission.OBSTACLE_VIEW),
            Door(_("Plans"), "planning:board", Permission.PLAN_VIEW),
            Door(_("Transfer orders"), "planning:orders", Permission.INVENTORY_EDIT),
        ),
    ),
    Place(
        _("Network"),
        ("people",),
        (
            Door(_("People"), "accounts:people", Permission.PEOPLE_VIEW),
            Door(_("Posts"), "accounts:posts", Permission.PEOPLE_VIEW),
        ),
    ),
    Place(
        _("Election"),
        ("audit",),
        (Door(_("Audit trail"), "accounts:audit", Permission.AUDIT_VIEW),),
    ),
)

OWN_PAGES: tuple[Door, ...] = (
    Door(_("My page"), "accounts:me"),
    Door(_("My duties"), "workforce:mine"),
    Door(_("My custody"), "inventory:custody", Permission.CUSTODY_HAND),
    Door(_("My fees"), "workforce:fees-mine"),
    Door(_("Second factor and passkeys"), "mfa_index"),
    Door(_("Change password"), "account_change_password"),
    Door(_("API tokens"), "accounts:tokens", Permission.TOKEN_EDIT),
)

OWN_PREFIXES = ("/people/me/", "/people/tokens/", "/workforce/mine/", "/workforce/fees/mine/")
"""Addresses of the person's own pages, which lie in no place of the bar."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, looked up part by part as the page shows it."""
    return {"shell": Shell(request)}


class Shell:
    """What surrounds a page; a fragment that shows none of it costs nothing."""

    languages = (("fa", "فارسی"), ("en", "English"))

    def __init__(self, request: Any) -> None:
        self.request = request

    @property
    def language(self) -> str:
        return language()

    @cached_property
    def theme(self) -> str:
        """'light' or 'dark' if somebody chose, else ''."""
        chosen = self.request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def user(self) -> Any:
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def person(self) -> dict[str, Any] | None:
        """Name, first letter and posts of who is signed in."""
        if self.user is None:
            return None
        name = local_name(self.user.person) if self.user.person else self.user.username
        posts = [post_name(tenure) for tenure in tenures_of(self.user)]
        return {"name": name, "initial": name[:1], "posts": posts}

    @cached_property
    def places(self) -> list[Link]:
        """The places of the bar this person has rights in; each leads to its first page."""
        if self.user is None:
            return []
        return [
            Link(
                str(place.label),
                links[0].url,
                is_current=place is self._here,
                is_exact=links[0].url == self.request.path,
            )
            for place in PLACES
            if (links := self._links(place.doors))
        ]

    @cached_property
    def pages(self) -> list[Link]:
        """The pages of the present place, if it has more than one."""
        if self.user is None or self._here is None:
            return []
        links = self._links(self._here.doors)
        return links if len(links) > 1 else []

    @cached_property
    def own_pages(self) -> list[Link]:
        return self._links(OWN_PAGES)

    @cached_property
    def place(self) -> Unit | None:
        return getattr(self.request, "place", None) if self.user else None

    @cached_property
    def ancestors(self) -> list[Unit]:
        return visible_ancestors(self.user, self.place) if self.place else []

    @cached_property
    def children(self) -> list[Unit]:
        return children_in_view(self.user, self.place) if self.place else []

    @cached_property
    def election(self) -> Election | None:
        return getattr(self.request, "election", None) if self.user else None

    @cached_property
    def elections(self) -> list[Election]:
        return elections_in_view(self.request) if self.user else []

    @cached_property
    def scope_base(self) -> str:
        """Where a change of place leads: this page, or its place's first page from a record."""
        match = self.request.resolver_match
        if match and not match.kwargs and not match.args and self.request.method == "GET":
            return ""
        current = [link.url for link in self.places if link.is_current]
        return current[0] if current else "/"

    @cached_property
    def _here(self) -> Place | None:
        first = self.request.path.strip("/").split("/")[0]
        if not first:
            return PLACES[0]
        if self.request.path.startswith(OWN_PREFIXES):
            return None
        if self.request.path.startswith("/people/audit"):
            first = "audit"
        return next((place for place in PLACES if first in place.prefixes), None)

    def _links(self, doors: tuple[Door, ...]) -> list[Link]:
        open_doors = []
        for door in doors:
            if door.permission is not None and not may(self.user, door.permission):
                continue
            try:
                url = reverse(door.url_name)
            except NoReverseMatch:
                continue
            open_doors.append((door, url))
        here = max(
            (url for _, url in open_doors if self.request.path.startswith(url)),
            key=len,
            default="",
        )
        return [
            Link(
                str(door.label),
                url,
                is_current=url == here,
                is_exact=url == self.request.path,
                is_apart=door.is_apart,
            )
            for door, url in open_doors
        ]


def post_name(tenure: Tenure) -> str:
    """What the holder of a tenure is called: the post's own title, else its role; and where."""
    post = tenure.post
    titles = (post.title_fa, post.title_en)
    title = titles[0] or titles[1] if language() == "fa" else titles[1] or titles[0]
    if title:
        return title
    return f"{ROLE_NAMES[Role(post.role)]} · {local_name(post.unit)}"


def known_theme(chosen: str) -> str:
    """The theme a cookie may hold; anything else is the device's own."""
    return chosen if chosen in THEMES else "auto"
