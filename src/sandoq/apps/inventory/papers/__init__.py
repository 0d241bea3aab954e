"""Papers of the inventory as PDF: labels, packing lists, count sheets, receipts.

Typst compiles a fixed template; what is shown comes as JSON and never as markup. The same input
gives the same bytes: the moment printed is an argument, and so is the document's date.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

HERE = Path(__file__).parent
_QR_BORDER = 1


def qr_svg(text: str) -> str:
    """A QR code as SVG, medium error correction: labels get scratched."""
    code = segno.make(text, error="m", micro=False)
    return str(code.svg_inline(border=_QR_BORDER, scale=4))


def compile_paper(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of `template` with `data`; `at` becomes the document's date.

    Raises:
        typst.TypstError: the template itself is wrong.
    """
    return bytes(
        typst.compile(
            str(HERE / f"{template}.typ"),
            font_paths=[_fonts()],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
            timestamp=int(at.timestamp()),
        )
    )


@cache
def _fonts() -> str:
    """Where Vazirmatn's files lie."""
    return str(Path(settings.NODE_MODULES) / "vazirmatn" / "fonts" / "ttf")
