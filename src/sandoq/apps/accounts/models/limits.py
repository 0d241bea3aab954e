"""What every process must know at the same moment: rate limits and the shared cache."""

from django.db import models


class RateLimit(models.Model):
    """The recent hits of one key; written by `ratelimits.allow` only.

    `hits` are moments in whole milliseconds since 1970, at most as many as the limit.
    """

    key = models.CharField(
        max_length=64, primary_key=True
    )  # SHA-256 of the key: it may name people
    hits = models.JSONField(default=list)
    keep_until = models.DateTimeField(db_index=True)


class CacheEntry(models.Model):
    """One value of the shared cache, as JSON; nothing here runs code when it is read."""

    key = models.CharField(max_length=64, primary_key=True)
    value = models.JSONField()
    expires_at = models.DateTimeField(null=True, db_index=True)
