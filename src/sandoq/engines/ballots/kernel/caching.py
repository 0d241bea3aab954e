"""Where machine code is kept between runs, and under which name."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

_DIGITS = 16


def cache_home(environment: Mapping[str, str], home: Path) -> Path:
    """The folder for everything this program may lose: `SANDOQ_HOME`, else the XDG cache."""
    if named := environment.get("SANDOQ_HOME"):
        return Path(named) / "cache"
    if named := environment.get("XDG_CACHE_HOME"):
        return Path(named) / "sandoq"
    return home / ".cache" / "sandoq"


def code_folder(home: Path, backend: str, sources: Iterable[Path], versions: str) -> Path:
    """A folder for one backend, one state of the sources and one set of versions.

    numba itself looks at the file of a function only, not at what the function calls or at the
    globals it uses, so old code would survive a change elsewhere; another folder cannot.
    """
    digest = hashlib.sha256(versions.encode())
    for source in sorted(sources):
        digest.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    return home / "kernel" / f"{backend}-{digest.hexdigest()[:_DIGITS]}"


def is_writable(folder: Path) -> bool:
    """Whether the folder exists, or could be made, and takes a file."""
    probe = folder / ".probe"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink(missing_ok=True)
    except OSError:
        return False
    return True
