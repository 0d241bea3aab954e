"""The batch as a table with fixed columns, for banks that take no XML.

UTF-8 without a mark at the beginning, CR LF, one header line, ASCII digits, whole rials. The same
batch gives the same bytes for ever.
"""

import csv
import io
from collections.abc import Iterable

from sandoq.apps.workforce.rules.fees.batches import BatchHead, BatchLine, Chunks

COLUMNS = ("row", "end_to_end_id", "sheba", "amount_rial", "name", "batch", "pay_on")
_LINES_A_CHUNK = 500
_FORMULA_STARTS = ("=", "+", "-", "@")


def write_csv(head: BatchHead, lines: Iterable[BatchLine]) -> Chunks:
    """The file, some hundred lines at a time."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for line in lines:
        # No spreadsheet may run a name as a formula (OWASP, CSV Injection).
        name = f"'{line.name}" if line.name.startswith(_FORMULA_STARTS) else line.name
        row = (line.seq, line.end_to_end_id, line.sheba, line.rial, name, head.number, head.pay_on)
        writer.writerow(row)
        if line.seq % _LINES_A_CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()
