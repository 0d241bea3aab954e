"""The suite: SQLite unless DATABASE_URL names PostgreSQL; fixed keys; cheap password hashing."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("SANDOQ_SECRET_KEY", "test-secret-key-of-the-suite-only-0123456789")
os.environ.setdefault("SANDOQ_FIELD_KEYS", "test-field-key-of-the-suite-only")
os.environ.setdefault("SANDOQ_BLIND_INDEX_KEY", "test-blind-index-key-of-the-suite-only")

from sandoq.project.settings.base import *

HOME = Path(tempfile.gettempdir()) / "sandoq-test"
DATABASES = {
    "default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{HOME}/test.sqlite3")
}
if "sqlite" in str(DATABASES["default"]["ENGINE"]):
    # A file, not memory: the live server of the browser tests is another thread.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / f"suite-{os.getpid()}.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        **SQLITE_OPTIONS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;",
    }
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
