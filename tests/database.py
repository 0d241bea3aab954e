"""One migrated SQLite database for all processes and runs, until a migration changes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings

KEPT_SECONDS = 24 * 3600


def is_sqlite() -> bool:
    """Whether this run's database is a file of ours."""
    return "sqlite" in str(settings.DATABASES["default"]["ENGINE"])


@contextmanager
def copied() -> Iterator[None]:
    """The file that Django will use is a copy of the migrated one; removed at the end."""
    own = Path(str(settings.DATABASES["default"]["TEST"]["NAME"]))
    _remove(own)
    settings.HOME.mkdir(parents=True, exist_ok=True)
    with (settings.HOME / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first process migrates, the others wait
        shutil.copyfile(_migrated(), own)
    try:
        yield
    finally:
        _remove(own)


def _migrated() -> Path:
    made = settings.HOME / f"migrated-{_identity()}.sqlite3"
    if not made.exists():
        for old in settings.HOME.glob("migrated-*.sqlite3"):
            if time.time() - old.stat().st_mtime > KEPT_SECONDS:
                old.unlink()
        _migrate(made)
    return made


def _migrate(made: Path) -> None:
    part = made.with_suffix(".part")
    _remove(part)
    env = {**os.environ, "DATABASE_URL": f"sqlite:///{part}"}
    command = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(command, env=env, check=True)
    # The write-ahead log goes into the file when the last connection closes.
    part.replace(made)


def _identity() -> str:
    """Changes with the text of any migration, and with Python."""
    digest = hashlib.sha256(sys.version.encode())
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        if spec := find_spec(f"{app.name}.migrations"):
            for folder in spec.submodule_search_locations or []:
                for file in sorted(Path(folder).glob("*.py")):
                    digest.update(f"{app.label}/{file.name}".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
