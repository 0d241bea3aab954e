"""Text that is stored encrypted, and the keyed index by which it is found."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import models

from sandoq.apps.accounts.rules.identifiers import blind_index

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


@lru_cache(maxsize=4)
def _cipher(keys: tuple[str, ...]) -> MultiFernet:
    def derive(secret: str) -> Fernet:
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sandoq encrypted field v1")
        return Fernet(urlsafe_b64encode(kdf.derive(secret.encode())))

    return MultiFernet([derive(key) for key in keys])


def encrypted(text: str) -> str:
    """The text encrypted with the newest field key."""
    return _cipher(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode("ascii")


def decrypted(token: str) -> str:
    """The text of a token made by any field key.

    Raises:
        cryptography.fernet.InvalidToken: no key fits, or the token was changed.
    """
    return _cipher(tuple(settings.FIELD_KEYS)).decrypt(token.encode("ascii")).decode()


def index_of(field: str, value: str) -> str | None:
    """The blind index of a normalised identifier; None for an empty one."""
    return blind_index(settings.BLIND_INDEX_KEY, field, value) if value else None


class EncryptedTextField(_Text):
    """Text encrypted with AES-128-CBC and HMAC-SHA256 (Fernet); the empty text stays empty.

    The first of `settings.FIELD_KEYS` encrypts, all of them decrypt, so keys can be rotated.
    """

    def get_prep_value(self, value: Any) -> Any:
        return encrypted(str(value)) if value else ""

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return decrypted(value) if value else value

    def deconstruct(self) -> Any:
        """As plain text: migrations import nothing of ours, and the column is text."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
