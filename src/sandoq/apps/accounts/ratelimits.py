"""Rate limits that hold across threads, processes and machines: one row, one statement.

A sliding window, exact: of any `per_seconds` seconds, no more than `limit` calls with one key are
allowed, however many processes ask at once. The statement locks the row, drops hits that are too
old, and adds this one only if there is room; what it returns is the answer. Two machines whose
clocks differ by d seconds see a window shorter by d.
"""

import json
import secrets
from datetime import timedelta

from django.db import connection

from sandoq.apps.accounts.errors import TooManyRequests
from sandoq.apps.accounts.models import RateLimit
from sandoq.common.clock import now
from sandoq.common.hashing import sha256_hex

_SWEEP_ONE_IN = 500

_SQLITE = """
INSERT INTO accounts_ratelimit AS mine (key, hits, keep_until)
VALUES (%(key)s, %(first)s, %(keep)s)
ON CONFLICT (key) DO UPDATE SET
    hits = (SELECT json_group_array(hit) FROM (
        SELECT value AS hit FROM json_each(mine.hits) WHERE value > %(since)s
        UNION ALL SELECT %(hit)s)),
    keep_until = excluded.keep_until
WHERE (SELECT count(*) FROM json_each(mine.hits) WHERE value > %(since)s) < %(limit)s
RETURNING 1
"""

_POSTGRESQL = """
INSERT INTO accounts_ratelimit AS mine (key, hits, keep_until)
VALUES (%(key)s, %(first)s::jsonb, %(keep)s)
ON CONFLICT (key) DO UPDATE SET
    hits = (SELECT jsonb_agg(hit) FROM (
        SELECT value::bigint AS hit FROM jsonb_array_elements_text(mine.hits)
        WHERE value::bigint > %(since)s
        UNION ALL SELECT %(hit)s::bigint) AS kept),
    keep_until = excluded.keep_until
WHERE (SELECT count(*) FROM jsonb_array_elements_text(mine.hits) WHERE value::bigint > %(since)s)
    < %(limit)s
RETURNING 1
"""


def allow(key: str, *, limit: int, per_seconds: int) -> bool:
    """Count one call and say whether it is within the limit; a refused call does not count.

    Call it outside the transaction of the act itself: a rollback would forget the call, and the
    key's row stays locked until the transaction ends.

    Args:
        key: who does what, such as "directory:user:17"; only its hash is stored.
        limit: calls allowed, at least 1.
        per_seconds: length of the window.
    """
    at = now()
    hit = int(at.timestamp() * 1000)
    values: dict[str, str | int | None] = {
        "key": sha256_hex(f"{key}\n{limit}/{per_seconds}"),
        "first": json.dumps([hit]),
        "hit": hit,
        "since": hit - per_seconds * 1000,
        "keep": connection.ops.adapt_datetimefield_value(at + timedelta(seconds=per_seconds)),
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if connection.vendor == "sqlite" else _POSTGRESQL, values)
        is_allowed = bool(cursor.fetchall())
    if secrets.randbelow(_SWEEP_ONE_IN) == 0:
        forget_old_hits()
    return is_allowed


def demand(key: str, *, limit: int, per_seconds: int) -> None:
    """The same as a refusal, for the API and the directory.

    Raises:
        TooManyRequests: the limit is reached.
    """
    if not allow(key, limit=limit, per_seconds=per_seconds):
        raise TooManyRequests(limit, per_seconds)


def forget_old_hits() -> int:
    """Delete rows whose window is over; returns how many."""
    return RateLimit.objects.filter(keep_until__lt=now()).delete()[0]
