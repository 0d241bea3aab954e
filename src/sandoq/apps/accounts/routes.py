"""Every address of the platform with the mark its view carries: what the access tests walk."""

import inspect
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from sandoq.apps.accounts.guard import PUBLIC, SIGNED_IN
from sandoq.apps.accounts.rules.access import Permission

FOREIGN = ("account/",)
"""Beginnings of addresses whose views are not ours: django-allauth guards its own."""


_API_ROOT = "api-root"


@dataclass(frozen=True, slots=True)
class Route:
    """One address.

    Attributes:
        pattern: as Django shows it, such as "people/<uuid:person>/".
        name: with its namespace, such as "accounts:person"; empty without one.
        access: a permission, `PUBLIC`, `SIGNED_IN`, or None where a mark is missing.
        arguments: names of the captured parts, in order.
        methods: what the API says it answers; empty for pages, which say it themselves.
    """

    pattern: str
    name: str
    access: Permission | str | None
    arguments: tuple[str, ...]
    methods: tuple[str, ...] = ()

    @property
    def is_foreign(self) -> bool:
        return self.pattern.startswith(FOREIGN)


def routes() -> list[Route]:
    """Every address in the order in which Django tries them, each once."""
    found: dict[tuple[str, tuple[str, ...]], Route] = {}
    for route in _walk(get_resolver().url_patterns, "", (), ()):
        found.setdefault((route.pattern, route.methods), route)
    return list(found.values())


def access_word(access: Permission | str | None) -> str:
    """How documents name a mark."""
    if isinstance(access, Permission):
        return access.value
    return {PUBLIC: "everybody", SIGNED_IN: "everybody signed in"}.get(access or "", "none")


def _walk(
    patterns: Iterable[URLPattern | URLResolver],
    prefix: str,
    namespaces: tuple[str, ...],
    above: tuple[str, ...],
) -> Iterator[Route]:
    for pattern in patterns:
        text = prefix + str(pattern.pattern).lstrip("^").rstrip("$")
        captured = (*above, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, *filter(None, [pattern.namespace]))
            yield from _walk(pattern.url_patterns, text, inner, captured)
        else:
            yield from _routes_of(
                pattern, text, ":".join([*namespaces, pattern.name or ""]), captured
            )


def _routes_of(
    pattern: URLPattern, text: str, name: str, captured: tuple[str, ...]
) -> Iterator[Route]:
    """One route of a page; of an API path one for each operation, with the operation's mark."""
    operations = _operations(pattern.callback)
    if pattern.name == _API_ROOT:  # answers 404 to everybody
        return
    if not operations:
        yield Route(text, name, _mark(pattern.callback), captured)
    for operation in operations:
        mark = getattr(operation.view_func, "access", None)
        yield Route(text, name, mark, captured, tuple(operation.methods))


def _mark(view: Any) -> Permission | str | None:
    """The mark of a page; the API's own description is public, like the API's documentation."""
    if isinstance(view, partial) and view.func.__module__ == "ninja.openapi.views":
        return PUBLIC
    mark: Permission | str | None = getattr(view, "access", None)
    return mark


def _operations(view: Any) -> list[Any]:
    """The operations behind an address of django-ninja, which hides them in a closure."""
    if not inspect.isfunction(view) or not view.__module__.startswith("ninja."):
        return []
    path_view = inspect.getclosurevars(view).nonlocals.get("self")
    return list(getattr(path_view, "operations", []))
