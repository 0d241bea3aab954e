"""Whether a fee can be sent to an account."""

from sandoq.common.errors import BadInput
from sandoq.common.identifiers import sheba


def read_account(value: str) -> tuple[str, str]:
    """The Sheba as banks write it and "", or "" and why not: `sheba-missing`, `sheba-bad`.

    A line with a problem is held by itself; the rest of the batch goes on.
    """
    if not value.strip():
        return "", "sheba-missing"
    try:
        return sheba(value), ""
    except BadInput:
        return "", "sheba-bad"
