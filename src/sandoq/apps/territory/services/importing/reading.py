"""Reads a file in a process of its own, so that no file can bring the server down."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Thread
from typing import IO, Any

from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.rules.importing.refusals import Cell
from sandoq.apps.territory.rules.importing.workbooks import MAX_BYTES

_READER = "sandoq.apps.territory.rules.importing.reader"


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as it arrived: its name and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet of a file; take its rows before asking for the next sheet."""

    name: str
    is_hidden: bool
    rows: Iterator[tuple[int, list[Cell]]]


def read_sheets(upload: NamedFile) -> Iterator[ReadSheet]:
    """The sheets of a file with their rows that hold anything.

    Raises:
        FileUnreadable: not a spreadsheet, damaged, protected by a password, or too large.
    """
    if len(upload.data) > MAX_BYTES:
        raise FileUnreadable(upload.name, "too-large")
    command = [sys.executable, "-I", "-X", "utf8", "-m", _READER]
    with subprocess.Popen(  # noqa: S603 - our own module, no shell, the file by standard input
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None  # noqa: S101
        assert process.stdout is not None  # noqa: S101
        feeder = Thread(target=_feed, args=(process.stdin, upload.data), daemon=True)
        feeder.start()
        try:
            yield from _sheets(upload.name, process.stdout)
        finally:
            process.kill()
            feeder.join()


def _feed(pipe: IO[bytes], data: bytes) -> None:
    try:
        with pipe:
            pipe.write(data)
    except BrokenPipeError:
        pass  # the reader ended early; its last line, or the lack of one, says why


def _sheets(name: str, lines: IO[bytes]) -> Iterator[ReadSheet]:
    stream = _Stream(name, lines)
    while (head := stream.next_head()) is not None:
        yield ReadSheet(head["sheet"], head["hidden"], stream.rows())
        stream.skip_rows()


class _Stream:
    """The reader's lines: heads of sheets, rows, and how it ended."""

    def __init__(self, name: str, lines: IO[bytes]) -> None:
        self._name = name
        self._lines = lines
        self._head: dict[str, Any] | None = None

    def next_head(self) -> dict[str, Any] | None:
        """The next sheet's head; None at the end of the file."""
        head = self._head or self._object()
        self._head = None
        if "refused" in head:
            raise FileUnreadable(self._name, head["refused"], head["detail"])
        return None if "end" in head else head

    def rows(self) -> Iterator[tuple[int, list[Cell]]]:
        """The rows up to the next head."""
        while self._head is None:
            line = self._line()
            if isinstance(line, dict):
                self._head = line
            else:
                yield line[0], line[1]

    def skip_rows(self) -> None:
        for _ in self.rows():
            pass

    def _object(self) -> dict[str, Any]:
        line = self._line()
        if not isinstance(line, dict):
            raise FileUnreadable(self._name, "damaged")
        return line

    def _line(self) -> Any:
        line = self._lines.readline()
        if not line.endswith(b"\n"):
            # The reader ended without a word: out of memory, out of time, or broken by the file.
            raise FileUnreadable(self._name, "damaged")
        return json.loads(line)
