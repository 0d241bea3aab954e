"""The reading process: a file's bytes come in, JSON lines go out.

    python -I -m sandoq.apps.territory.rules.importing.reader < FILE

Lines: {"sheet": name, "hidden": bool}, then [row number, [cells…]] for its rows; at the end
{"end": true}, or {"refused": reason, "detail": …}. Without an end the file broke the reader.
"""

import json
import resource
import sys

from sandoq.apps.territory.rules.importing.refusals import FileRefused
from sandoq.apps.territory.rules.importing.workbooks import read_workbook

MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 120


def main() -> None:
    """Read standard input within fixed limits of memory and time."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    write = sys.stdout.write
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    try:
        for sheet in read_workbook(sys.stdin.buffer.read()):
            write(encode({"sheet": sheet.name, "hidden": sheet.is_hidden}) + "\n")
            for row in sheet.rows:
                write(encode(row) + "\n")
        write('{"end":true}\n')
    except FileRefused as refusal:
        write(encode({"refused": refusal.reason, "detail": refusal.detail}) + "\n")
    except MemoryError:
        write('{"refused":"too-large","detail":""}\n')


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    main()
