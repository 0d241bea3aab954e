"""A batch as bytes: what its hash covers, so that anybody can compute it again.

    SHA-256("sandoq/fee-batch/v1" LF ‖ head LF ‖ item_1 LF ‖ … ‖ item_n LF ‖ sum LF)

Every part is canonical JSON (`common.hashing`); `sum` is [number of items, rials].
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sandoq.common.hashing import canonical_json

DOMAIN = b"sandoq/fee-batch/v1\n"
CURRENCY = "IRR"
_LONGEST_NAME = 140
_NOT_IN_XML = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class BatchHead:
    """Whose money is paid, for which day, and when the batch was made."""

    key: UUID
    number: str
    polling_day: date
    payer_name: str
    payer_sheba: str
    made_at: datetime
    pay_on: date


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One transfer of a batch: whole rials to one account."""

    seq: int
    end_to_end_id: str
    line: UUID
    name: str
    sheba: str
    rial: int


class Seal:
    """Adds up a batch line by line: count, rials and hash, in constant memory."""

    def __init__(self, head: BatchHead) -> None:
        self.lines = 0
        self.rial = 0
        self._digest = hashlib.sha256(DOMAIN + canonical_json(_head(head)) + b"\n")

    def add(self, line: BatchLine) -> None:
        """The next line.

        Raises:
            ValueError: lines are not numbered one after another from 1.
        """
        if line.seq != self.lines + 1:
            raise ValueError(f"line {line.seq} follows line {self.lines}")
        self.lines += 1
        self.rial += line.rial
        self._digest.update(canonical_json(_item(line)) + b"\n")

    def hash(self) -> str:
        """64 hexadecimal digits over everything added so far, and the sum."""
        whole = self._digest.copy()
        whole.update(canonical_json([self.lines, self.rial]) + b"\n")
        return whole.hexdigest()


def sealed(head: BatchHead, lines: Iterable[BatchLine]) -> Seal:
    """The seal of a whole batch."""
    seal = Seal(head)
    for line in lines:
        seal.add(line)
    return seal


def end_to_end_id(batch: UUID, seq: int) -> str:
    """The mark by which the bank's answer finds its line: 31 characters, unique for ever."""
    return f"{batch.hex[:24]}-{seq:06d}"


def message_id(batch: UUID) -> str:
    """The message's mark, 32 characters; the bank's answer names it."""
    return batch.hex


def fit_name(name: str) -> str:
    """The name as XML and a bank's field of 140 characters hold it."""
    return " ".join(_NOT_IN_XML.sub(" ", name).split())[:_LONGEST_NAME] or "-"


def _head(head: BatchHead) -> dict[str, object]:
    return {
        "key": head.key,
        "number": head.number,
        "polling_day": head.polling_day,
        "payer_name": head.payer_name,
        "payer_sheba": head.payer_sheba,
        "made_at": head.made_at,
        "pay_on": head.pay_on,
        "currency": CURRENCY,
    }


def _item(line: BatchLine) -> list[object]:
    return [line.seq, line.end_to_end_id, line.line, line.name, line.sheba, line.rial]


Chunks = Iterator[bytes]
"""A file, piece by piece."""
