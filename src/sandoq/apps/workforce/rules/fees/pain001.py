"""The batch as a customer credit transfer initiation, pain.001.001.09.

One payment information block, one transaction a line; elements in the order of the message's
schema. All moments come from the batch, so the same batch gives the same bytes for ever.

Source: ISO 20022, *Payments Initiation*, pain.001.001.09 (CustomerCreditTransferInitiationV09).
"""

from collections.abc import Iterable
from datetime import UTC
from xml.sax.saxutils import escape

from sandoq.apps.workforce.rules.fees.batches import (
    CURRENCY,
    BatchHead,
    BatchLine,
    Chunks,
    message_id,
)

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_LINES_A_CHUNK = 200
# The payer's and payees' banks follow from their Sheba; the schema still asks for the element.
_BY_ACCOUNT = "<FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId>"


def write_pain001(head: BatchHead, lines: Iterable[BatchLine], *, count: int, rial: int) -> Chunks:
    """The file, some hundred transactions at a time.

    Args:
        count, rial: number of lines and their sum, told in the header before the lines.

    Raises:
        ValueError: the lines are not as many, or not as much, as the header said.
    """
    yield _beginning(head, count, rial).encode()
    parts: list[str] = []
    for line in lines:
        count, rial = count - 1, rial - line.rial
        parts.append(_transaction(line, head))
        if len(parts) >= _LINES_A_CHUNK:
            yield "".join(parts).encode()
            parts = []
    if count or rial:
        raise ValueError("the lines of the batch are not what its header says")
    yield ("".join(parts) + "</PmtInf></CstmrCdtTrfInitn></Document>\n").encode()


def _beginning(head: BatchHead, count: int, rial: int) -> str:
    made_at = head.made_at.astimezone(UTC).isoformat(timespec="seconds")
    payer = escape(head.payer_name)
    message = message_id(head.key)
    totals = f"<NbOfTxs>{count}</NbOfTxs><CtrlSum>{rial}</CtrlSum>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn>\n'
        f"<GrpHdr><MsgId>{message}</MsgId><CreDtTm>{made_at}</CreDtTm>{totals}"
        f"<InitgPty><Nm>{payer}</Nm></InitgPty></GrpHdr>\n"
        f"<PmtInf><PmtInfId>{message}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>"
        f"{totals}<ReqdExctnDt><Dt>{head.pay_on.isoformat()}</Dt></ReqdExctnDt>"
        f"<Dbtr><Nm>{payer}</Nm></Dbtr>"
        f"<DbtrAcct><Id><IBAN>{head.payer_sheba}</IBAN></Id></DbtrAcct>"
        f"<DbtrAgt>{_BY_ACCOUNT}</DbtrAgt>\n"
    )


def _transaction(line: BatchLine, head: BatchHead) -> str:
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>{line.seq}</InstrId>"
        f"<EndToEndId>{line.end_to_end_id}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="{CURRENCY}">{line.rial}</InstdAmt></Amt>'
        f"<CdtrAgt>{_BY_ACCOUNT}</CdtrAgt>"
        f"<Cdtr><Nm>{escape(line.name)}</Nm></Cdtr>"
        f"<CdtrAcct><Id><IBAN>{line.sheba}</IBAN></Id></CdtrAcct>"
        f"<RmtInf><Ustrd>{escape(head.number)}</Ustrd></RmtInf></CdtTrfTxInf>\n"
    )
