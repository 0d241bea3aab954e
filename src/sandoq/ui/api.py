"""What the API of every room shares: problems, pages, and text that a database can hold."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query, Schema
from pydantic import AfterValidator, ConfigDict, Field

from sandoq.common.errors import BadInput

T = TypeVar("T")
M = TypeVar("M", bound=Model)

MOST_A_PAGE = 500
MOST_SKIPPED = 10_000_000
MOST_INTEGER = 2_147_483_647

REFUSALS = frozenset({400, 401, 403, 404, 409, 422, 429})


class Problem(Schema):
    """A refusal (RFC 9457): `code` is stable for programs, `title` and `detail` are for people.

    The refusal's own fields follow under their names.
    """

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:sandoq:refusal:not-found"])
    title: str
    status: int
    detail: str
    instance: str
    code: str


def answers(success: Any, *, status: int = 200) -> dict[Any, Any]:
    """An operation's responses: its own, and a problem for every kind of refusal."""
    return {status: success, REFUSALS: Problem}


def _clean(text: str) -> str:
    if any(ord(character) < ord(" ") and character not in "\n\r\t" for character in text):
        raise ValueError("text holds control characters")
    text.encode("utf-8")
    return text


Text = Annotated[str, AfterValidator(_clean)]
"""Text without control characters or half characters."""

ShortText = Annotated[Text, Field(max_length=300)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,50}$")]
RowId = Annotated[int, Field(ge=1, le=MOST_INTEGER)]


class Window(Schema):
    """Which part of a list is asked for."""

    limit: int = Field(default=100, ge=1, le=MOST_A_PAGE)
    offset: int = Field(default=0, ge=0, le=MOST_SKIPPED)


Asked = Annotated[Window, Query()]


class Page(Schema, Generic[T]):
    """Part of a list: `count` is of all rows, `next` the offset of the part that follows."""

    count: int
    next: int | None
    rows: list[T]


def page_of(found: QuerySet[M], window: Window, show: Callable[[M], Any]) -> dict[str, Any]:
    """The asked part of a queryset, each row as `show` makes it."""
    count = found.count()
    rows = [show(row) for row in found[window.offset : window.offset + window.limit]]
    return _page(count, window, rows)


def page_of_list(found: Sequence[Any], window: Window) -> dict[str, Any]:
    """The asked part of a sequence."""
    return _page(len(found), window, list(found[window.offset : window.offset + window.limit]))


def _page(count: int, window: Window, rows: list[Any]) -> dict[str, Any]:
    following = window.offset + window.limit
    return {"count": count, "next": following if following < count else None, "rows": rows}


def one_of(field: str, value: str, known: Sequence[str]) -> str:
    """The value if it is empty or known.

    Raises:
        BadInput: it is neither.
    """
    if value and value not in known:
        raise BadInput(field, value[:40], "unknown-value")
    return value
