"""The question of `sandoq plan coverage`: JSON rows become arrays, errors name the place.

See docs/en/planning-coverage.md for the fields.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sandoq.engines.coverage.errors import BadCoverageQuestion
from sandoq.engines.coverage.estimate import Readings
from sandoq.engines.coverage.geometry import Ints
from sandoq.engines.coverage.propagation import Surroundings
from sandoq.engines.coverage.server import Places, Towers

VERSION = 1
KIND = "coverage"
DEFAULT_THRESHOLD_DBM = -110.0
DEFAULT_SURVEY = 50
AREAS = {one.name.lower().replace("_", "-"): one for one in Surroundings}
_DBM = (-160.0, 0.0)

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `towers` and `readings` by operator, `tiles` as file names."""

    codes: Sequence[str]
    places: Places
    electors: Ints
    operators: Sequence[str]
    towers: Mapping[str, Towers]
    readings: Mapping[str, Readings]
    threshold_dbm: float
    survey: int
    tiles: Sequence[str]


def read_question(path: Path) -> tuple[Question, object]:
    """The question of a file, and its JSON.

    Raises:
        BadCoverageQuestion: names the value that cannot be used.
        OSError: the file cannot be read.
    """
    try:
        value = json.loads(path.read_bytes())
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadCoverageQuestion("/", "not-json", str(error)) from None
    except RecursionError:
        raise BadCoverageQuestion("/", "nested-too-deeply") from None
    return accept_question(value), value


def accept_question(value: object) -> Question:
    """The question that a JSON value asks; see `read_question`."""
    if not isinstance(value, dict):
        raise BadCoverageQuestion("/", "not-an-object", value)
    if value.get("sandoq_plan") != VERSION:
        raise BadCoverageQuestion("/sandoq_plan", "unknown-version", value.get("sandoq_plan", ""))
    if value.get("kind") != KIND:
        raise BadCoverageQuestion("/kind", "unknown-kind", value.get("kind", ""))
    codes, places, electors = _points(_rows(value, "points"))
    index = {code: position for position, code in enumerate(codes)}
    towers = _towers(_rows(value, "towers"))
    readings = _readings(_rows(value, "readings"), index)
    tiles = _list(value, "terrain")
    for position, name in enumerate(tiles):
        if not isinstance(name, str) or not name:
            raise BadCoverageQuestion(f"/terrain/{position}", "not-a-text", name)
    return Question(
        codes=codes,
        places=places,
        electors=electors,
        operators=sorted(towers.keys() | readings.keys()),
        towers=towers,
        readings=readings,
        threshold_dbm=number(value, "", "threshold_dbm", _DBM, DEFAULT_THRESHOLD_DBM),
        survey=int(number(value, "", "survey", (0, 100_000), DEFAULT_SURVEY)),
        tiles=[str(name) for name in tiles],
    )


def number(
    row: Row,
    where: str,
    name: str,
    limits: tuple[float, float],
    default: float | None = None,
) -> float:
    """A finite number of a row within limits; `default` where there is none.

    Raises:
        BadCoverageQuestion: missing without a default, no number, or out of range.
    """
    value = row.get(name)
    if value is None:
        if default is None:
            raise BadCoverageQuestion(f"{where}/{name}", "missing")
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadCoverageQuestion(f"{where}/{name}", "not-a-number", value)
    if not limits[0] <= value <= limits[1]:
        raise BadCoverageQuestion(f"{where}/{name}", "out-of-range", value)
    return float(value)


def text(row: Row, where: str, name: str) -> str:
    """A text of a row that is not empty.

    Raises:
        BadCoverageQuestion: missing, empty or no text.
    """
    value = row.get(name)
    if not isinstance(value, str) or not value:
        reason = "missing" if value is None else "not-a-text"
        raise BadCoverageQuestion(f"{where}/{name}", reason, value or "")
    return value


def _list(value: Row, name: str) -> list[object]:
    found = value.get(name, [])
    if not isinstance(found, list):
        raise BadCoverageQuestion(f"/{name}", "not-a-list", found)
    return found


def _rows(value: Row, name: str) -> list[tuple[str, Row]]:
    """The objects of a list, each with its pointer."""
    found: list[tuple[str, Row]] = []
    for position, row in enumerate(_list(value, name)):
        where = f"/{name}/{position}"
        if not isinstance(row, dict):
            raise BadCoverageQuestion(where, "not-an-object", row)
        found.append((where, row))
    return found


def _lat_lon(row: Row, where: str) -> tuple[float, float]:
    return number(row, where, "lat", (-90, 90)), number(row, where, "lon", (-180, 180))


def _points(rows: Sequence[tuple[str, Row]]) -> tuple[list[str], Places, Ints]:
    codes: dict[str, int] = {}
    table = np.empty((len(rows), 4))
    for position, (where, row) in enumerate(rows):
        code = text(row, where, "code")
        if code in codes:
            raise BadCoverageQuestion(f"{where}/code", "code-twice", code)
        codes[code] = position
        area = row.get("area", "rural")
        if area not in AREAS:
            raise BadCoverageQuestion(f"{where}/area", "unknown", area)
        electors = number(row, where, "electors", (0, 1e9), 0.0)
        table[position] = (*_lat_lon(row, where), AREAS[str(area)], electors)
    places = Places(table[:, 0], table[:, 1], table[:, 2].astype(np.int64))
    return list(codes), places, table[:, 3].astype(np.int64)


def _towers(rows: Sequence[tuple[str, Row]]) -> dict[str, Towers]:
    found: dict[str, list[tuple[float, ...]]] = {}
    for where, row in rows:
        found.setdefault(text(row, where, "operator"), []).append(
            (
                *_lat_lon(row, where),
                number(row, where, "band_mhz", (150, 6000)),
                number(row, where, "height_m", (1, 500), math.nan),
                number(row, where, "eirp_dbm", (10, 90), math.nan),
            )
        )
    return {name: Towers(*np.array(table).T) for name, table in found.items()}


def _readings(rows: Sequence[tuple[str, Row]], index: Mapping[str, int]) -> dict[str, Readings]:
    found: dict[str, list[tuple[float, float, float]]] = {}
    for where, row in rows:
        point = index.get(text(row, where, "point"))
        if point is None:
            raise BadCoverageQuestion(f"{where}/point", "unknown-code", row["point"])
        outdoors = row.get("outdoors", False)
        if not isinstance(outdoors, bool):
            raise BadCoverageQuestion(f"{where}/outdoors", "not-true-or-false", outdoors)
        dbm = number(row, where, "dbm", _DBM)
        found.setdefault(text(row, where, "operator"), []).append((point, dbm, outdoors))
    tables = {name: np.array(table, dtype=np.float64) for name, table in found.items()}
    return {
        name: Readings(table[:, 0].astype(np.int64), table[:, 1], table[:, 2] > 0)
        for name, table in tables.items()
    }


NO_TOWERS = Towers(*(np.empty(0) for _ in range(5)))
NO_READINGS = Readings(np.empty(0, np.int64), np.empty(0), np.empty(0, np.bool_))
