"""The code on a session's screen: it changes every half minute, so that a photo is soon worthless.

    code(w) = first 16 hexadecimal digits of HMAC-SHA-256(secret, "sandoq/session-code/v1" LF ‖ w)

where w is the number of the half minute since 1970. A phone without network keeps the code with
the moment at which it was read and sends both later.
"""

import hmac
from datetime import datetime, timedelta

SECONDS = 30
WINDOWS_EITHER_SIDE = 2
"""Clocks of phones and screens differ; a minute either way is accepted."""
SENT_WITHIN = timedelta(days=7)
"""How late a reading may arrive."""
SEEN_AHEAD = timedelta(minutes=5)
_DOMAIN = b"sandoq/session-code/v1\n"
_DIGITS = 16


def window_of(at: datetime) -> int:
    """The number of the half minute of a moment."""
    return int(at.timestamp()) // SECONDS


def code_at(secret: str, at: datetime) -> str:
    """The code shown at a moment."""
    return _code(secret, window_of(at))


def seconds_left(at: datetime) -> int:
    """Until the code changes, 1 to 30."""
    return SECONDS - int(at.timestamp()) % SECONDS


def is_shown_at(secret: str, code: str, seen_at: datetime) -> bool:
    """Whether the screen showed this code at that moment, give or take a minute."""
    around = range(-WINDOWS_EITHER_SIDE, WINDOWS_EITHER_SIDE + 1)
    here = window_of(seen_at)
    shown = [_code(secret, here + step) for step in around]
    # Every one is compared, so that time tells nothing.
    return sum(hmac.compare_digest(one.encode(), code.encode()) for one in shown) > 0


def arrives_in_time(seen_at: datetime, received_at: datetime) -> bool:
    """Whether a reading sent later still counts: within a week, and not from the future."""
    return received_at - SENT_WITHIN <= seen_at <= received_at + SEEN_AHEAD


def _code(secret: str, window: int) -> str:
    digest = hmac.digest(secret.encode(), _DOMAIN + str(window).encode(), "sha256")
    return digest.hex()[:_DIGITS]
