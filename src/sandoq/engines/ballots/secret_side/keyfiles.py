"""Trustees' private files, readable by their owner only (docs § 14).

A file is JSON with the key `kind`: `single` (a key) or `threshold` (a seat in a ceremony, growing
from step to step until it holds a share).
"""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from sandoq.common.errors import DomainError

_PRIVATE = 0o600


class BadKeyFile(DomainError):
    """A file is no private key file of the kind that is needed."""

    code = "bad-key-file"
    status = 422

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name = name
        self.reason = reason


def write_private(path: Path, values: Mapping[str, object]) -> None:
    """Write or replace a private file with mode 600, at once or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(dict(values), stream)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)


def read_private(path: Path, *kinds: str) -> dict[str, object]:
    """The values of a private file of one of these kinds.

    Raises:
        BadKeyFile: reason `unreadable`, `not-json` or `other-kind`.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadKeyFile(path.name, "unreadable") from error
    except ValueError as error:
        raise BadKeyFile(path.name, "not-json") from error
    if not isinstance(values, dict) or values.get("kind") not in kinds:
        raise BadKeyFile(path.name, "other-kind")
    return values


def number_in(values: Mapping[str, object], key: str, path: Path) -> int:
    """A decimal number of a private file.

    Raises:
        BadKeyFile: reason `no-<key>`.
    """
    value = values.get(key)
    if not isinstance(value, str) or not value.isascii() or not value.isdigit():
        raise BadKeyFile(path.name, f"no-{key}")
    return int(value)
