"""Reads a hash chain from its first link to its head and names the first that is broken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sandoq.common.hashing import GENESIS, chain_hash


class Fault(StrEnum):
    """What is wrong at a link."""

    MISSING = "missing"  # its number is not there
    PREVIOUS = "wrong-previous-hash"  # it does not continue the link before it
    BODY = "changed"  # its content does not give its hash
    HEAD = "head-mismatch"  # the head names another last link
    PUBLISHED = "published-mismatch"  # a hash written down elsewhere is not the one here


@dataclass(frozen=True, slots=True)
class Link:
    """One entry: its number, the two hashes it carries, and the bytes its hash covers."""

    seq: int
    previous_hash: str
    hash: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Mark:
    """A number and the hash that entry had: the head, or a mark written down elsewhere."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """The first broken link."""

    seq: int
    fault: Fault
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reading found: how many links hold, the last of them, and the first break."""

    held: int
    last: Mark
    broken: Break | None


def read_chain(
    links: Iterable[Link],
    head: Mark,
    *,
    after: Mark | None = None,
    published: Iterable[Mark] = (),
) -> Finding:
    """Check links in ascending order up to the head; stops at the first break.

    Args:
        links: every entry, ascending by number.
        head: what the chain says its last link is; number 0 and the genesis hash if it is empty.
        after: a link to begin after, taken as true; the beginning of the chain without one.
        published: marks that must be found on the way.
    """
    start = after or Mark(0, GENESIS)
    marks = {mark.seq: mark.hash for mark in published}
    last, held = start, 0
    for link in links:
        if broken := _fault_of(link, last, marks):
            return Finding(held, last, broken)
        last, held = Mark(link.seq, link.hash), held + 1
    return Finding(held, last, next(_faults_of_end(last, head, marks), None))


def _fault_of(link: Link, last: Mark, marks: dict[int, str]) -> Break | None:
    expected = last.seq + 1
    if link.seq != expected:
        return Break(expected, Fault.MISSING, str(expected), str(link.seq))
    if link.previous_hash != last.hash:
        return Break(link.seq, Fault.PREVIOUS, last.hash, link.previous_hash)
    if (computed := chain_hash(link.previous_hash, link.body)) != link.hash:
        return Break(link.seq, Fault.BODY, link.hash, computed)
    if link.hash != marks.get(link.seq, link.hash):
        return Break(link.seq, Fault.PUBLISHED, marks[link.seq], link.hash)
    return None


def _faults_of_end(last: Mark, head: Mark, marks: dict[int, str]) -> Iterator[Break]:
    if last.seq < head.seq:
        yield Break(last.seq + 1, Fault.MISSING, str(last.seq + 1), "")
    if last != head:
        yield Break(last.seq, Fault.HEAD, f"{head.seq}:{head.hash}", f"{last.seq}:{last.hash}")
    for seq in sorted(marks):
        if seq > last.seq:
            yield Break(seq, Fault.PUBLISHED, marks[seq], "")
