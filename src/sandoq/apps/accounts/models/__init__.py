"""People, the offices they hold, and the record of what they did."""

from sandoq.apps.accounts.models.audit import AuditEntry, AuditHead
from sandoq.apps.accounts.models.limits import CacheEntry, RateLimit
from sandoq.apps.accounts.models.offices import ApiToken, Post, Tenure
from sandoq.apps.accounts.models.people import Person, User

__all__ = [
    "ApiToken",
    "AuditEntry",
    "AuditHead",
    "CacheEntry",
    "Person",
    "Post",
    "RateLimit",
    "Tenure",
    "User",
]
