"""Property tests with a database: nothing of one example reaches the next."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """Undo everything written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
