"""Published instances in text, as question documents.

Told apart by their first lines; blank lines and text after # are ignored:

- p-median of OR-Library (`pmed*.txt`): `vertices edges p`, then `from to length` lines;
- covering: `covering SITES DEMANDS K`, the demands' weights, then a line per site: the numbers
  of the demands it covers (a lone 0 for none), all counted from 1;
- set covering of OR-Library (`scp*.txt`): `rows columns`, the columns' costs, then for each row
  the count and the numbers of its columns: rows become demands of weight 1, columns candidates;
- points: `points K RADIUS_KM`, then `x y [weight]` in every line, kilometres on a plane: each is a
  demand and a candidate.

Set covering says no k: give it by `--k`.
"""

import math
import re
from collections.abc import Sequence
from pathlib import Path

from sandoq.engines.allocation.errors import BadDocument

Lines = Sequence[tuple[int, list[str]]]

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_SNIFF = 4096


def is_text(path: Path) -> bool:
    """Whether the file is one of the text formats: it does not begin like JSON."""
    with path.open("rb") as file:
        begin = file.read(_SNIFF).lstrip(b"\xef\xbb\xbf \t\r\n")
    return bool(begin) and begin[:1] not in b'{["'


def read_text(path: Path) -> dict[str, object]:
    """The question's document of a text file.

    Raises:
        BadDocument: the text has none of the formats; `where` is `/line/N`.
        OSError: the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadDocument("/", "not-utf-8", str(error)) from None
    lines = [
        (number, words)
        for number, line in enumerate(text.splitlines(), start=1)
        if (words := line.split("#")[0].replace(",", " ").split())
    ]
    if not lines:
        raise BadDocument("/", "empty")
    number, head = lines[0]
    if head[0].lower() == "covering":
        return _covering(lines)
    if head[0].lower() == "points":
        return _points(lines)
    if len(head) == 3:  # noqa: PLR2004 - vertices, edges, p
        return _p_median(lines)
    if len(head) == 2:  # noqa: PLR2004 - rows and columns
        return _set_covering(lines)
    raise BadDocument(f"/line/{number}", "unknown-format", " ".join(head))


def _p_median(lines: Lines) -> dict[str, object]:
    vertices, edges, p = (_whole(lines[0], place) for place in range(3))
    if len(lines) - 1 != edges:
        raise BadDocument("/line/1", "other-count-of-edges", f"{edges}, found {len(lines) - 1}")
    if not 1 <= p <= vertices:
        raise BadDocument("/line/1", "p-out-of-range", p)
    found = []
    for line in lines[1:]:
        if len(line[1]) != 3:  # noqa: PLR2004 - from, to, length
            raise BadDocument(f"/line/{line[0]}", "not-an-edge", " ".join(line[1]))
        begin, end, length = _whole(line, 0), _whole(line, 1), _number(line, 2)
        for vertex in (begin, end):
            if not 1 <= vertex <= vertices:
                raise BadDocument(f"/line/{line[0]}", "unknown-vertex", vertex)
        if length < 0:
            raise BadDocument(f"/line/{line[0]}", "out-of-range", length)
        found.append([begin, end, length])
    return {**_head("p-median"), "k": p, "network": {"vertices": vertices, "edges": found}}


def _covering(lines: Lines) -> dict[str, object]:
    if len(lines[0][1]) != 4:  # noqa: PLR2004 - the word and three numbers
        raise BadDocument(f"/line/{lines[0][0]}", "not-covering-sites-demands-k")
    sites, demands, k = (_whole(lines[0], place) for place in (1, 2, 3))
    weights: list[float] = []
    at = 1
    while len(weights) < demands and at < len(lines):
        weights += [_number(lines[at], place) for place in range(len(lines[at][1]))]
        at += 1
    if len(weights) != demands or len(lines) - at != sites:
        told = f"{len(weights)} weights, {len(lines) - at} sites"
        raise BadDocument("/line/1", "other-counts", told)
    covers = [_numbers_up_to(line, demands) for line in lines[at:]]
    return {**_listed(weights, covers), "k": k}


def _set_covering(lines: Lines) -> dict[str, object]:
    rows, columns = _whole(lines[0], 0), _whole(lines[0], 1)
    words = [(line, place) for line in lines[1:] for place in range(len(line[1]))]
    if len(words) < columns + rows:
        raise BadDocument(f"/line/{lines[-1][0]}", "ends-too-early")
    cost = [_number(*word) for word in words[:columns]]
    covers: list[list[int]] = [[] for _ in range(columns)]
    at = columns
    for row in range(1, rows + 1):
        if at >= len(words):
            raise BadDocument(f"/line/{lines[-1][0]}", "ends-too-early", f"row {row}")
        count = _whole(*words[at])
        for line, place in words[at + 1 : at + 1 + count]:
            column = _whole(line, place)
            if not 1 <= column <= columns:
                raise BadDocument(f"/line/{line[0]}", "unknown-column", column)
            covers[column - 1].append(row)
        at += 1 + count
    if at != len(words):
        raise BadDocument(f"/line/{lines[-1][0]}", "other-count-of-numbers")
    return _listed([1.0] * rows, [sorted(set(one)) for one in covers], cost)


def _points(lines: Lines) -> dict[str, object]:
    if len(lines[0][1]) != 3:  # noqa: PLR2004 - the word and two numbers
        raise BadDocument(f"/line/{lines[0][0]}", "not-points-k-radius")
    k, radius = _whole(lines[0], 1), _number(lines[0], 2)
    rows: list[dict[str, object]] = []
    for order, line in enumerate(lines[1:], start=1):
        if len(line[1]) not in (2, 3):
            raise BadDocument(f"/line/{line[0]}", "not-x-y-weight", " ".join(line[1]))
        row: dict[str, object] = {"code": str(order)}
        for place, name in zip(range(len(line[1])), ("x_km", "y_km", "electors"), strict=False):
            row[name] = _number(line, place)
        rows.append(row)
    sites = [{name: row[name] for name in ("code", "x_km", "y_km")} for row in rows]
    head = {**_head("covering"), "k": k, "radius_km": radius}
    return {**head, "demands": rows, "candidates": sites}


def _listed(
    weights: list[float], covers: list[list[int]], cost: list[float] | None = None
) -> dict[str, object]:
    demands = [{"code": str(n), "electors": one} for n, one in enumerate(weights, start=1)]
    sites: list[dict[str, object]] = [
        {"code": str(n), "covers": [str(one) for one in mine]}
        for n, mine in enumerate(covers, start=1)
    ]
    for site, one in zip(sites, cost or [], strict=False):
        site["cost"] = one
    return {**_head("covering"), "demands": demands, "candidates": sites}


def _head(objective: str) -> dict[str, object]:
    return {"sandoq_plan": 1, "kind": "siting", "objective": objective}


def _numbers_up_to(line: tuple[int, list[str]], most: int) -> list[int]:
    found = [_whole(line, place) for place in range(len(line[1]))]
    if found == [0]:
        return []
    for one in found:
        if not 1 <= one <= most:
            raise BadDocument(f"/line/{line[0]}", "unknown-demand", one)
    return found


def _whole(line: tuple[int, list[str]], place: int) -> int:
    word = line[1][place]
    if not word.isdecimal():
        raise BadDocument(f"/line/{line[0]}", "not-a-whole-number", word)
    return int(word)


def _number(line: tuple[int, list[str]], place: int) -> float:
    word = line[1][place]
    if not _NUMBER.fullmatch(word):
        raise BadDocument(f"/line/{line[0]}", "not-a-number", word)
    value = float(word)
    if not math.isfinite(value):
        raise BadDocument(f"/line/{line[0]}", "not-a-number", word)
    return int(value) if value == int(value) else value
