"""What services of this room check alike."""

import re

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.elections.models import Election
from sandoq.common.errors import BadInput
from sandoq.common.text import normalise

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 50
_OWN_ADDRESSES = frozenset({"new", "constituencies"})  # under /elections/ and …/contests/


def require_editor(by: User, election: Election | None = None) -> None:
    """Only the headquarters writes elections.

    Raises:
        NotAllowed: the person has no such post, or only for another election.
    """
    election_id = election.pk if election else None
    require(by, Permission.ELECTION_EDIT, unit_path="", election_id=election_id)


def read_slug(slug: str) -> str:
    """The short name used in addresses: small Latin letters, digits, single hyphens.

    Raises:
        BadInput: it is something else.
    """
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG or slug in _OWN_ADDRESSES:
        raise BadInput("slug", slug[:_LONGEST_SLUG], "not-a-slug")
    return slug


def read_name(field: str, name: str, longest: int) -> str:
    """A name in its display form.

    Raises:
        BadInput: it is empty or longer than `longest`.
    """
    found = normalise(name)
    if not found:
        raise BadInput(field, "", "empty")
    return read_text(field, found, longest)


def read_text(field: str, text: str, longest: int) -> str:
    """A text in its display form, which may be empty.

    Raises:
        BadInput: it is longer than `longest`.
    """
    found = normalise(text)
    if len(found) > longest:
        raise BadInput(field, found[:longest], "too-long")
    return found
