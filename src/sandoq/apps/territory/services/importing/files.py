"""Keeps uploaded files, so that columns can be chosen anew and an auditor sees what came in."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from django.core.files.storage import default_storage

from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.services.importing.reading import NamedFile
from sandoq.common.hashing import sha256_hex

_FOLDER = "imports"
_LONGEST_NAME = 120


def describe(uploads: Sequence[NamedFile]) -> list[dict[str, Any]]:
    """Name, hash and size of each file, and where `keep` puts it."""
    found = []
    for upload in uploads:
        sha256 = sha256_hex(upload.data)
        found.append(
            {
                "name": upload.name[-_LONGEST_NAME:],
                "sha256": sha256,
                "bytes": len(upload.data),
                "path": f"{_FOLDER}/{sha256[:2]}/{sha256}",
            }
        )
    return found


def keep(uploads: Sequence[NamedFile], about: Sequence[Mapping[str, Any]]) -> None:
    """Store files under their hash; one already stored is not written again."""
    for upload, file in zip(uploads, about, strict=True):
        if not default_storage.exists(file["path"]):
            default_storage.save(file["path"], BytesIO(upload.data))


def kept(about: Sequence[Mapping[str, Any]]) -> list[NamedFile]:
    """The files of a batch, as they came.

    Raises:
        FileUnreadable: `gone`, if a file was removed or altered in the storage.
    """
    found = []
    for file in about:
        if not default_storage.exists(file["path"]):
            raise FileUnreadable(file["name"], "gone")
        with default_storage.open(file["path"]) as content:
            data = content.read()
        if sha256_hex(data) != file["sha256"]:
            raise FileUnreadable(file["name"], "gone")
        found.append(NamedFile(file["name"], data))
    return found
