"""Whole columns out of a list of JSON objects, at once; refusals name the row."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sandoq.engines.allocation.errors import BadDocument

Row: TypeAlias = Mapping[str, object]
Floats = NDArray[np.float64]


def rows_of(items: Sequence[object], where: str) -> list[Row]:
    """The list's objects.

    Raises:
        BadDocument: an item is no object.
    """
    rows: list[Row] = []
    for index, item in enumerate(items):
        if not isinstance(item, Mapping):
            raise BadDocument(f"{where}/{index}", "not-an-object", item)
        rows.append(item)
    return rows


def texts(rows: Sequence[Row], name: str, where: str, default: str | None = None) -> list[str]:
    """One text of each row; not empty unless it is the default."""
    found: list[str] = []
    for index, row in enumerate(rows):
        value = row.get(name)
        value = default if value is None else value
        if value is None:
            raise BadDocument(f"{where}/{index}/{name}", "missing")
        if not isinstance(value, str) or (not value and default is None):
            raise BadDocument(f"{where}/{index}/{name}", "not-a-text", value)
        found.append(value)
    return found


def numbers(
    rows: Sequence[Row],
    name: str,
    where: str,
    *,
    default: float | None = None,
    least: float = 0.0,
    most: float = np.inf,
) -> Floats:
    """One finite number of each row in [least, most], shape (rows,); NaN as default stands."""
    values = [row.get(name) for row in rows]
    if default is not None:
        values = [default if value is None else value for value in values]
    _first(values, lambda value: value is None, name, where, "missing")
    _first(values, _no_number, name, where, "not-a-number")
    try:
        column = np.array(values, dtype=np.float64)
    except OverflowError:
        column = np.array([min(float(str(value)), np.inf) for value in values])
    with np.errstate(invalid="ignore"):
        wrong = (column < least) | (column > most)
    strange = ~np.isfinite(column)
    if default is not None and np.isnan(default):
        strange &= np.array([row.get(name) is not None for row in rows], dtype=bool)
    for mask, reason in ((strange, "not-a-number"), (wrong, "out-of-range")):
        for index in np.flatnonzero(mask)[:1]:
            raise BadDocument(f"{where}/{index}/{name}", reason, values[index])
    return column


def _no_number(value: object) -> bool:
    return isinstance(value, bool) or not isinstance(value, int | float)


def _first(
    values: Sequence[object], wrong: Callable[[object], bool], name: str, where: str, reason: str
) -> None:
    """Refuse the first value that is wrong."""
    for index, value in enumerate(values):
        if wrong(value):
            raise BadDocument(f"{where}/{index}/{name}", reason, "" if value is None else value)
