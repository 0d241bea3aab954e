"""Names of roles, posts, permissions and acts for templates."""

from typing import Any

from django import template

from sandoq.apps.accounts import names
from sandoq.apps.accounts.models import Post
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.selectors import may

register = template.Library()


@register.filter
def role_name(role: str) -> str:
    """What a role is called."""
    return str(names.ROLE_NAMES[Role(role)])


@register.filter
def permission_name(permission: str) -> str:
    """What a permission is called; its code if it is none of today's."""
    known = permission in set(Permission)
    return str(names.PERMISSION_NAMES[Permission(permission)]) if known else permission


@register.filter
def post_title(post: Post) -> str:
    """The post's own title, else its role's name."""
    return names.post_title(post)


@register.filter
def verb_name(verb: str) -> str:
    """What an act of the audit trail is called."""
    return names.verb_name(verb)


@register.filter
def field_name(field: str) -> str:
    """What an identifier is called."""
    return str(names.FIELD_NAMES[field])


@register.filter
def told(value: object) -> str:
    """A value of an entry's data as people read it: a dash for nothing, lists by commas."""
    if value is None or value == []:
        return "—"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


@register.filter
def may_do(user: Any, permission: str) -> bool:
    """Whether the person may use the permission anywhere: decides which doors are shown."""
    return may(user, Permission(permission))
