"""The container `<uuid>.bel`: an append-only tar of 512-byte blocks without an end (docs § 3.1).

Every byte is determined by the names, the bodies and one time; a record whose header or padding
differs in one bit is refused, so an archive has one form only.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from sandoq.engines.ballots.errors import ArchiveRefused
from sandoq.engines.ballots.findings import finding
from sandoq.engines.ballots.hashing import hexdigest

BLOCK = 512
HEADER_NAME = "BELENIOS"
DATA_SUFFIX = ".data.json"
EVENT_SUFFIX = ".event.json"

_MODE_AND_OWNERS = b"0000644\0" + b"0000000\0" * 2
_REST = bytes(BLOCK - 157)
_SUM_OF_THE_REST = sum(b" " * 8 + b"0")
"""The checksum is taken with spaces in its own place."""

_NAME = re.compile(rb"([A-Za-z0-9.]{1,99})\x00+")
_OCTAL = re.compile(rb"[0-7]{11}\x00")
_NAME_FIELD = slice(0, 100)
_SIZE_FIELD = slice(124, 136)
_TIME_FIELD = slice(136, 148)


@dataclass(frozen=True, slots=True)
class Record:
    """One file of the container; `offset` is where its body begins, `digest` hex(body)."""

    index: int
    name: str
    body: bytes
    offset: int
    digest: str

    @property
    def is_event(self) -> bool:
        """Whether it is a link of the chain, not data."""
        return self.name.endswith(EVENT_SUFFIX)


def header_block(name: str, size: int, seconds: int) -> bytes:
    """The 512 bytes before a body, old tar style; every field is fixed by the arguments."""
    head = name.encode().ljust(100, b"\0") + _MODE_AND_OWNERS
    numbers = b"%011o\0%011o\0" % (size, seconds)
    checksum = sum(head) + sum(numbers) + _SUM_OF_THE_REST
    return b"%b%b%06o\0 0%b" % (head, numbers, checksum, _REST)


def record_bytes(name: str, body: bytes, seconds: int) -> bytes:
    """A whole record: header, body, zero padding to the next block."""
    return header_block(name, len(body), seconds) + body + bytes(-len(body) % BLOCK)


def data_name(body: bytes) -> str:
    """The name of a data record."""
    return hexdigest(body) + DATA_SUFFIX


def event_name(body: bytes) -> str:
    """The name of an event record."""
    return hexdigest(body) + EVENT_SUFFIX


class ContainerReader:
    """Reads the records of one file in order, holding one body at a time.

    `seconds` is the time of the first record, which all others must bear; its caller compares it
    with the body of that record.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._size = stream.seek(0, 2)
        self.seconds = 0
        self.position = 0
        """Bytes read so far, for progress."""

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._size

    def __iter__(self) -> Iterator[Record]:
        """The records.

        Raises:
            ArchiveRefused: at the first byte that is not what the format prescribes.
        """
        index = 0
        self._stream.seek(0)
        while self.position < self._size:
            yield self._record(index)
            index += 1

    def _record(self, index: int) -> Record:
        block = self._stream.read(BLOCK)
        name, size, seconds = _read_header(block, index)
        if index == 0:
            self.seconds = seconds
        elif seconds != self.seconds:
            raise _refusal("record-time", index)
        offset = self.position + BLOCK
        padded = size + -size % BLOCK
        if offset + padded > self._size:
            raise _refusal("record-truncated", index)
        data = self._stream.read(padded)
        body = data[:size]
        if data.count(0, size) != padded - size:
            raise _refusal("record-padding", index)
        digest = hexdigest(body)
        _check_name(name, digest, index)
        self.position = offset + padded
        return Record(index, name, body, offset, digest)

    def body_at(self, offset: int, size: int) -> bytes:
        """A body read before; not while iterating."""
        self._stream.seek(offset)
        return self._stream.read(size)


def _read_header(block: bytes, index: int) -> tuple[str, int, int]:
    """Name, size and time of a header block that is exactly what `header_block` makes of them."""
    if len(block) < BLOCK:
        raise _refusal("record-truncated", index)
    name, size, seconds = block[_NAME_FIELD], block[_SIZE_FIELD], block[_TIME_FIELD]
    found = _NAME.fullmatch(name)
    if found is None or not _OCTAL.fullmatch(size) or not _OCTAL.fullmatch(seconds):
        raise _refusal("record-header", index)
    values = found[1].decode(), int(size[:-1], 8), int(seconds[:-1], 8)
    if header_block(*values) != block:
        raise _refusal("record-header", index)
    return values


def _check_name(name: str, digest: str, index: int) -> None:
    allowed = {digest + DATA_SUFFIX, digest + EVENT_SUFFIX} if index else {HEADER_NAME}
    if name not in allowed:
        raise _refusal("record-name" if index else "not-an-archive", index)


def _refusal(code: str, index: int) -> ArchiveRefused:
    if index == 0:
        return ArchiveRefused(finding("not-an-archive", {"record": 0}, reason=code))
    return ArchiveRefused(finding(code, {"record": index}))
