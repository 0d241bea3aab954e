"""Planning documents: JSON with a kind and a version, read with errors that name the place.

    {"sandoq_plan": 1, "kind": "equipment", …}          what is asked
    {"sandoq_plan": 1, "kind": "equipment-plan", "input_sha256": "…", …}   the answer

`input_sha256` is SHA-256 of the question's canonical JSON (`sandoq.common.hashing`), so that an
answer belongs to one question for ever.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from sandoq.common.hashing import canonical_json, sha256_hex
from sandoq.engines.allocation.errors import BadDocument

VERSION = 1
Document: TypeAlias = Mapping[str, object]


def read_document(path: Path, kinds: Sequence[str]) -> dict[str, object]:
    """A document of one of `kinds` from a file.

    Raises:
        BadDocument: no JSON object, another version or another kind.
        OSError: the file cannot be read.
    """
    try:
        value = json.loads(path.read_bytes())
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadDocument("/", "not-json", str(error)) from None
    except RecursionError:
        raise BadDocument("/", "nested-too-deeply") from None
    return accept_document(value, kinds)


def accept_document(value: object, kinds: Sequence[str]) -> dict[str, object]:
    """The value as a document of one of `kinds`; see `read_document`."""
    if not isinstance(value, dict):
        raise BadDocument("/", "not-an-object", value)
    if value.get("sandoq_plan") != VERSION:
        raise BadDocument("/sandoq_plan", "unknown-version", value.get("sandoq_plan", ""))
    if value.get("kind") not in kinds:
        raise BadDocument("/kind", "unknown-kind", value.get("kind", ""))
    return value


def input_sha256(document: Document) -> str:
    """The identity of a question: SHA-256 of its canonical JSON, hexadecimal."""
    return sha256_hex(canonical_json(document))


class Node:
    """A JSON object being read; every refusal says where, as a JSON pointer."""

    def __init__(self, value: object, where: str = "") -> None:
        if not isinstance(value, Mapping):
            raise BadDocument(where, "not-an-object", value)
        self._value = value
        self.where = where

    def __contains__(self, name: str) -> bool:
        return self._value.get(name) is not None

    def refuse(self, name: str, reason: str) -> BadDocument:
        """The error for a named value, to be raised by the caller."""
        return BadDocument(self._at(name), reason, self._value.get(name, ""))

    def text(self, name: str, default: str | None = None) -> str:
        """A text that is not empty."""
        value = self._get(name, default)
        if not isinstance(value, str) or (not value and default is None):
            raise self.refuse(name, "not-a-text")
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self._get(name, default)
        if not isinstance(value, bool):
            raise self.refuse(name, "not-true-or-false")
        return value

    def whole(self, name: str, default: int | None = None, *, least: int = 0) -> int:
        """A whole number of at least `least`."""
        value = self._get(name, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refuse(name, "not-a-whole-number")
        if value < least:
            raise self.refuse(name, "too-small")
        return value

    def number(
        self,
        name: str,
        default: float | None = None,
        *,
        least: float = -math.inf,
        most: float = math.inf,
    ) -> float:
        """A finite number in [least, most]."""
        value = self._get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.refuse(name, "not-a-number")
        if not math.isfinite(value):
            raise self.refuse(name, "not-a-number")
        if not least <= value <= most:
            raise self.refuse(name, "out-of-range")
        return float(value)

    def node(self, name: str) -> "Node":
        """An object; an empty one if it is missing."""
        return Node(self._get(name, {}), self._at(name))

    def nodes(self, name: str) -> Iterator["Node"]:
        """The objects of a list; none if it is missing."""
        for index, item in enumerate(self.items(name)):
            yield Node(item, f"{self._at(name)}/{index}")

    def items(self, name: str) -> Sequence[object]:
        """A list; an empty one if it is missing."""
        value = self._get(name, [])
        if not isinstance(value, list):
            raise self.refuse(name, "not-a-list")
        return value

    def counts(self, name: str) -> dict[str, int]:
        """An object of whole numbers of at least 0; empty if it is missing."""
        node = self.node(name)
        return {key: node.whole(key) for key in node.names()}

    def names(self) -> list[str]:
        """The names of this object's values, in their order."""
        return [str(name) for name in self._value]

    def _get(self, name: str, default: object) -> object:
        value = self._value.get(name)
        if value is None:
            value = default
        if value is None:
            raise BadDocument(self._at(name), "missing")
        return value

    def _at(self, name: str) -> str:
        return f"{self.where}/{name.replace('~', '~0').replace('/', '~1')}"


def index_of(codes: Sequence[str], where: str) -> dict[str, int]:
    """Position by code.

    Raises:
        BadDocument: a code stands twice; `where` is the list's pointer.
    """
    found: dict[str, int] = {}
    for position, code in enumerate(codes):
        if code in found:
            raise BadDocument(f"{where}/{position}/code", "code-twice", code)
        found[code] = position
    return found
