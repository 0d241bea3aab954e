"""The cache all processes share, in the database: sign-in limits and used one-time codes.

Django's own database cache does not serve: it throws living entries out when it is full, so that
a flood would wipe the very limits that stop it; two processes may both win `add` on an expired
entry, and `add` is the lock of allauth's limits; and it unpickles what it reads.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import IntegrityError, transaction
from django.db.models import Q

from sandoq.apps.accounts.models import CacheEntry
from sandoq.common.clock import now
from sandoq.common.hashing import sha256_hex

_SWEEP_ONE_IN = 500


class TableCache(BaseCache):
    """Keeps JSON values until they expire, never less; keys may name people, so they are hashed."""

    def __init__(self, _location: str, params: Mapping[str, Any]) -> None:
        super().__init__(dict(params))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        entry = CacheEntry.objects.filter(_alive(), key=self._name(key, version)).first()
        return default if entry is None else entry.value

    def set(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        entry = self._entry(key, value, timeout, version)
        CacheEntry.objects.bulk_create(
            [entry],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["value", "expires_at"],
        )
        if secrets.randbelow(_SWEEP_ONE_IN) == 0:
            self.forget_expired()

    def add(
        self,
        key: Any,
        value: Any,
        timeout: Any = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Set it unless it is there; of any number of processes, exactly one gets True."""
        entry = self._entry(key, value, timeout, version)
        CacheEntry.objects.filter(key=entry.key, expires_at__lte=now()).delete()
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
        except IntegrityError:
            return False
        return True

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(CacheEntry.objects.filter(key=self._name(key, version)).delete()[0])

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        found = CacheEntry.objects.filter(_alive(), key=self._name(key, version))
        return bool(found.update(expires_at=self._expiry(timeout)))

    def has_key(self, key: Any, version: int | None = None) -> bool:
        return CacheEntry.objects.filter(_alive(), key=self._name(key, version)).exists()

    def clear(self) -> None:
        CacheEntry.objects.all().delete()

    @staticmethod
    def forget_expired() -> int:
        """Delete what has expired; returns how many."""
        return CacheEntry.objects.filter(expires_at__lte=now()).delete()[0]

    def _entry(self, key: Any, value: Any, timeout: Any, version: int | None) -> CacheEntry:
        json.dumps(value)  # refuses with a TypeError what would come back as something else
        return CacheEntry(
            key=self._name(key, version), value=value, expires_at=self._expiry(timeout)
        )

    def _name(self, key: Any, version: int | None) -> str:
        return sha256_hex(self.make_key(key, version))

    def _expiry(self, timeout: Any) -> datetime | None:
        seconds = self.get_backend_timeout(timeout)  # seconds since 1970, None for ever
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _alive() -> Q:
    return Q(expires_at=None) | Q(expires_at__gt=now())
