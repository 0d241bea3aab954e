"""Expected refusals: a stable code and typed fields, never a sentence.

The sentence a person reads lives in the template `errors/<code>.html`, translated. Programs read
`code`, `status` and `fields()` as a problem detail.

Source: RFC 9457, *Problem Details for HTTP APIs*.
"""

from collections.abc import Mapping, Set
from dataclasses import asdict, is_dataclass
from datetime import date, time
from enum import Enum
from typing import ClassVar


class DomainError(Exception):
    """The request is understood and refused.

    A subclass sets its typed fields as public attributes in `__init__`, and passes the same
    arguments to `super().__init__`, so that the refusal survives a process boundary. Fields never
    hold secrets or voters' names.
    """

    code: ClassVar[str] = "domain-error"
    status: ClassVar[int] = 409
    """HTTP status hint: 400 bad request, 403 not allowed, 404, 409 conflict, 422 bad input."""

    def fields(self) -> dict[str, object]:
        """The public attributes as JSON types, for problem details and templates."""
        return {
            name: _plain(value) for name, value in vars(self).items() if not name.startswith("_")
        }


class BadInput(DomainError):
    """A value given by a person or a file cannot be accepted.

    `field` names the value, `value` shows it as far as it is not secret, `reason` is a stable
    kebab-case code.
    """

    code = "bad-input"
    status = 422

    def __init__(self, field: str, value: str, reason: str) -> None:
        super().__init__(field, value, reason)
        self.field = field
        self.value = value
        self.reason = reason


class NotAllowed(DomainError):
    """The person lacks a permission at this place (the code of a unit, or another scope)."""

    code = "not-allowed"
    status = 403

    def __init__(self, permission: str, place: str) -> None:
        super().__init__(permission, place)
        self.permission = permission
        self.place = place


class NotFound(DomainError):
    """Nothing of this kind has this key, or this person may not know that it exists."""

    code = "not-found"
    status = 404

    def __init__(self, kind: str, key: str) -> None:
        super().__init__(kind, key)
        self.kind = kind
        self.key = key


class Conflict(DomainError):
    """The present state forbids the action; subclasses say which state."""

    code = "conflict"
    status = 409


def _plain(value: object) -> object:
    """The value in JSON types: sets sorted, moments in ISO 8601, anything unknown as text."""
    if isinstance(value, Enum):
        value = value.value
    elif is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Set):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, date | time):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
