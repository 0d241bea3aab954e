"""How identifiers of people are found and shown without being stored or told in plain."""

import hmac
import re
from base64 import urlsafe_b64encode

from sandoq.common.text import to_ascii_digits

FIELDS = ("national_id", "mobile", "sheba")
"""The identifiers of a person that are stored encrypted and found by a blind index."""

SHOWN = 4
_INDEX_DOMAIN = b"sandoq/blind-index/v1\n"

SHORTEST_REASON = 10
_LONG_NUMBER = re.compile(r"\d{9,}")


def blind_index(key: str, field: str, value: str) -> str:
    """A keyed hash by which a whole identifier is found: 43 characters, base64url.

        HMAC-SHA-256(key, "sandoq/blind-index/v1" LF ‖ field LF ‖ value)

    The field keeps equal digits of different kinds apart. Without the key nothing can be tried.

    Args:
        key: the installation's secret, `settings.BLIND_INDEX_KEY`.
        field: one of `FIELDS`.
        value: the normalised identifier; its spelling must be the one form of
            `common.identifiers`.
    """
    body = _INDEX_DOMAIN + field.encode() + b"\n" + value.encode()
    return urlsafe_b64encode(hmac.digest(key.encode(), body, "sha256")).rstrip(b"=").decode("ascii")


def masked(value: str) -> str:
    """Stars for all but the last four characters, as '******1234'; nothing stays nothing."""
    hidden = max(len(value) - SHOWN, min(len(value), SHOWN))
    return "*" * hidden + value[hidden:]


def reason_problem(reason: str) -> str | None:
    """What is wrong with the reason for revealing an identifier: `too-short`, `holds-number`.

    The reason stays in the audit trail for ever, where no identifier may stand.
    """
    if len(reason.strip()) < SHORTEST_REASON:
        return "too-short"
    if _LONG_NUMBER.search(re.sub(r"[\s\-]", "", to_ascii_digits(reason))):
        return "holds-number"
    return None
