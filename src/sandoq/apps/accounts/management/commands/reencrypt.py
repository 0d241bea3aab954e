"""`sandoq manage reencrypt`: brings identifiers and second factors to the newest field key."""

import sys
from typing import Any

from cryptography.fernet import InvalidToken
from django.core.management.base import BaseCommand

from sandoq.apps.accounts.services import reencrypt

_REFUSED = 1


class Command(BaseCommand):
    """All or nothing; afterwards the old keys may be taken out of `SANDOQ_FIELD_KEYS`."""

    help = "Encrypt identifiers and second factors with the newest key and renew blind indexes."

    def handle(self, **_: Any) -> None:
        try:
            rows = reencrypt(progress=lambda done: self.stderr.write(f"{done} rows"))
        except InvalidToken:
            self.stderr.write(
                "sandoq: unknown-key: a row was encrypted with a key that is not in "
                "SANDOQ_FIELD_KEYS; nothing was changed"
            )
            sys.exit(_REFUSED)
        self.stdout.write(f"{rows} rows are encrypted with the newest key")
