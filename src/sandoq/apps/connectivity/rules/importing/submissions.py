"""Submissions of a survey form as JSON: ODK Central's OData, Kobo's list, or one object.

Groups are nested objects in the one and "group/name" in the other.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from sandoq.apps.connectivity.rules.importing.columns import Cell, Field, field_of

_DEEPEST = 6


class NotSubmissions(Exception):
    """The file is no JSON of submissions."""


def read_submissions(data: bytes) -> Iterator[dict[Field, Cell]]:
    """The cells of each submission by field.

    Raises:
        NotSubmissions: not JSON, or not a list of objects.
    """
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise NotSubmissions from None
    if isinstance(found, dict):
        found = found.get("value", found.get("results", [found]))
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise NotSubmissions
    for one in found:
        cells: dict[Field, Cell] = {}
        _collect(one, cells, 0)
        yield cells


def _collect(node: Mapping[str, Any], cells: dict[Field, Cell], depth: int) -> None:
    for name, value in node.items():
        if isinstance(value, dict):
            if depth < _DEEPEST:
                _collect(value, cells, depth + 1)
            continue
        field = field_of(name)
        if field is not None and value is not None and not isinstance(value, list):
            cells.setdefault(field, value)
