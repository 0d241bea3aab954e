"""The rows of a provisioning call: what one says, and what the audit trail's hash covers of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandoq.apps.accounts.models.fields import index_of
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.accounts.selectors import PATH_STEP
from sandoq.apps.accounts.services.people import READERS

PostKey = tuple[int, str, int, int | None]
"""Unit, role, number and election of a post: what makes it one post."""


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post to open and, with a name, the person to register and appoint to it.

    Attributes:
        unit: the post's unit; also where the person is registered.
        name_fa: the person's name; empty leaves the post vacant.
        username: makes an account without a password; empty makes none.
        order_number: by which order the person is appointed.
        since: when the tenure begins; now without it.
    """

    unit: Any
    role: Role
    number: int = 1
    election_id: int | None = None
    title_fa: str = ""
    title_en: str = ""
    name_fa: str = ""
    name_en: str = ""
    national_id: str = ""
    mobile: str = ""
    sheba: str = ""
    username: str = ""
    email: str = ""
    language: str = "fa"
    order_number: str = ""
    since: datetime | None = None


def post_key(row: PostRow) -> PostKey:
    """Which post the row is about."""
    return row.unit.pk, row.role.value, row.number, row.election_id


def indexes_of(row: PostRow) -> dict[str, str | None]:
    """The row's identifiers as blind indexes.

    Raises:
        BadInput: one cannot be read.
    """
    return {
        field: index_of(field, read(text)) if (text := getattr(row, field)) else None
        for field, read in READERS.items()
    }


def told(row: PostRow) -> dict[str, object]:
    """The row as the audit trail's hash covers it."""
    told = {name: getattr(row, name) for name in PostRow.__slots__ if name != "unit"}
    return {**told, "unit": row.unit.key, **indexes_of(row)}


def common_path(paths: Sequence[str]) -> str:
    """The path of the lowest unit above all of these, or that unit itself."""
    common = min(paths, key=len)
    while not all(path.startswith(common) for path in paths):
        common = common[:-PATH_STEP]
    return common
