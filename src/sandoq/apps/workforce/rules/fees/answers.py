"""What the bank answers, from a table or from a payment status report (pain.002).

Source: ISO 20022, *Payments Initiation*, pain.002.001.10; status codes of external code set
ExternalPaymentTransactionStatus1Code.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from sandoq.apps.workforce.rules.fees.refusals import BankFileUnreadable
from sandoq.common.text import to_ascii_digits

PAID = "paid"
RETURNED = "returned"
PENDING = "pending"
UNKNOWN = "unknown"

_STATUSES = {
    **dict.fromkeys(("ACSC", "ACCC", "PAID", "SETTLED"), PAID),
    **dict.fromkeys(("RJCT", "CANC", "RETURNED", "REJECTED"), RETURNED),
    **dict.fromkeys(("ACCP", "ACSP", "ACTC", "ACWC", "ACWP", "PART", "PDNG", "RCVD"), PENDING),
}
_COLUMNS = {"end_to_end_id", "status"}
_LONGEST_CELL = 200
_CHUNK_TAGS = {"OrgnlEndToEndId", "TxSts", "Cd", "Prtry", "AddtlInf", "InstdAmt"}
_GROUP_TAGS = {"OrgnlMsgId", "GrpSts"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank says of one transfer.

    Attributes:
        row: its place in the file, from 1; 0 for a status of the whole message.
        end_to_end_id: the transfer's mark; "*" for every transfer of `message` not named singly.
        status: paid, returned, pending or unknown.
        reason: the bank's code, such as AC01, or its words.
        rial: the amount the bank names, if any.
    """

    row: int
    end_to_end_id: str
    status: str
    reason: str = ""
    rial: int | None = None
    message: str = ""


def read_csv_answers(lines: Iterable[str]) -> Iterator[Answer]:
    """Answers of a table with the columns end_to_end_id, status, amount_rial, reason.

    The first two must be there; statuses are paid, returned, or codes of ISO 20022.

    Raises:
        BankFileUnreadable: the columns are missing, or a cell is no text.
    """
    try:
        rows = csv.DictReader(lines)
        header = {(name or "").strip().lower() for name in rows.fieldnames or ()}
        if not header >= _COLUMNS:
            raise BankFileUnreadable("file", ", ".join(sorted(_COLUMNS - header)), "no-columns")
        for number, row in enumerate(rows, start=1):
            cells = {
                (name or "").strip().lower(): (cell or "").strip()[:_LONGEST_CELL]
                for name, cell in row.items()
                if isinstance(cell, str)
            }
            if any(cells.values()):
                yield _answer(number, cells)
    except (csv.Error, UnicodeDecodeError) as problem:
        raise BankFileUnreadable("file", str(problem)[:80], "not-a-table") from None


def _answer(number: int, cells: dict[str, str]) -> Answer:
    return Answer(
        row=number,
        end_to_end_id=to_ascii_digits(cells.get("end_to_end_id", "")),
        status=_STATUSES.get(cells.get("status", "").upper(), UNKNOWN),
        reason=cells.get("reason", ""),
        rial=_rial(cells.get("amount_rial", "")),
    )


def _rial(text: str) -> int | None:
    """Whole rials; a fraction of zeros is none. None where nothing is named, -1 if unreadable."""
    text = to_ascii_digits(text).replace(",", "").strip()
    if not text:
        return None
    whole, _, fraction = text.partition(".")
    return int(whole) if whole.isdecimal() and not fraction.strip("0") else -1


def read_pain002(chunks: Iterable[bytes]) -> Iterator[Answer]:
    """Answers of a payment status report, transaction by transaction, in constant memory.

    A settled or rejected group without transactions is one answer for "*".

    Raises:
        BankFileUnreadable: not XML, no such report, or a document type (never expanded).
    """
    reader = _Report()
    for chunk in chunks:
        yield from reader.feed(chunk, final=False)
    yield from reader.feed(b"", final=True)


class _Report:
    """Follows the elements of a report; keeps only the transaction that is open."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._open: dict[str, str] = {}
        self._group: dict[str, str] = {}
        self._inside = self._is_report = False
        self._tag, self._words, self._row = "", "", 0
        self._ready: list[Answer] = []

    def feed(self, data: bytes, *, final: bool) -> Iterator[Answer]:
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as problem:
            raise BankFileUnreadable("file", str(problem)[:80], "not-xml") from None
        if final:
            self._finish()
        ready, self._ready = self._ready, []
        yield from ready

    def _finish(self) -> None:
        if not self._is_report:
            raise BankFileUnreadable("file", "CstmrPmtStsRpt", "no-report")
        status = _STATUSES.get(self._group.get("GrpSts", ""), UNKNOWN)
        if status in {PAID, RETURNED}:
            reason = self._group.get("Cd", "") or self._group.get("Prtry", "")
            message = self._group.get("OrgnlMsgId", "")
            self._ready.append(Answer(0, "*", status, reason, message=message))

    def _start(self, name: str, _: object) -> None:
        tag = name.rpartition(" ")[2]
        if tag == "CstmrPmtStsRpt":
            self._is_report = True
        elif tag == "TxInfAndSts":
            self._inside, self._open = True, {}
        self._tag, self._words = tag, ""

    def _end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag == self._tag:
            wanted = _CHUNK_TAGS if self._inside else _GROUP_TAGS | {"Cd", "Prtry"}
            if tag in wanted:
                held = self._open if self._inside else self._group
                held.setdefault(tag, self._words.strip()[:_LONGEST_CELL])
        if tag == "TxInfAndSts":
            self._inside = False
            self._row += 1
            self._ready.append(self._transaction(self._open))
        self._tag = ""

    def _transaction(self, held: dict[str, str]) -> Answer:
        return Answer(
            row=self._row,
            end_to_end_id=held.get("OrgnlEndToEndId", ""),
            status=_STATUSES.get(held.get("TxSts", ""), UNKNOWN),
            reason=held.get("Cd", "") or held.get("Prtry", "") or held.get("AddtlInf", ""),
            rial=_rial(held.get("InstdAmt", "")),
            message=self._group.get("OrgnlMsgId", ""),
        )

    def _text(self, text: str) -> None:
        if len(self._words) < _LONGEST_CELL:
            self._words += text

    def _doctype(self, *_: object) -> None:
        raise BankFileUnreadable("file", "DOCTYPE", "doctype")
