"""Units a person may act in. Accounts know units only through their foreign keys."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from sandoq.apps.accounts.models import Post, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors.access import scope_of
from sandoq.common.errors import NotFound


def unit_model() -> Any:
    """The model of units, which belongs to the room above."""
    return Post._meta.get_field("unit").related_model


def units_in_scope(user: User, permission: Permission) -> QuerySet[Any]:
    """Units in which the person may use the permission, from the root down."""
    found: QuerySet[Any] = unit_model().objects.filter(scope_of(user, permission).q("path"))
    return found.order_by("path")


def unit_in_scope(user: User, permission: Permission, key: str | UUID) -> Any:
    """The unit with this key.

    Raises:
        NotFound: there is none, or it lies outside the person's scope.
    """
    try:
        found = units_in_scope(user, permission).filter(key=key).first()
    except (ValidationError, ValueError):
        found = None
    if found is None:
        raise NotFound("unit", str(key))
    return found


def name_of(unit: Any) -> str:
    """What a refusal calls the unit."""
    return str(unit.name_fa)
