"""Terrain tiles come in and are kept in the storage, where the estimate reads them."""

import zipfile
from io import BytesIO
from pathlib import Path

from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may, require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.connectivity.errors import NoTile, TileKnown
from sandoq.apps.connectivity.models import TerrainTile
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from sandoq.common.hashing import sha256_hex
from sandoq.engines.coverage.errors import BadTerrainTile
from sandoq.engines.coverage.terrain import (
    SIDES,
    Terrain,
    Tile,
    check_tile,
    name_of,
    open_tile,
    tile_of,
)

_FOLDER = "terrain"
MOST_BYTES = max(SIDES)
"""A tile of 1″; a file that claims to hold more is refused unread."""


@transaction.atomic
def keep_tile(*, by: User, unit: Unit, name: str, data: bytes) -> TerrainTile:
    """Keep one degree of terrain, as HGT or as a ZIP of one; the same again changes nothing.

    Args:
        unit: for which the person brings it; the ground itself serves the whole country.

    Raises:
        NotAllowed: no post of the person imports readings there.
        NoTile: no tile, or an archive that holds none.
        TileKnown: other heights are kept for this degree, and the person is not of those who may
            replace them.
    """
    require(by, Permission.READING_IMPORT, unit_path=unit.path)
    name, data = _unpacked(name, data)
    try:
        corner = name_of(check_tile(name, data))
    except BadTerrainTile as refusal:
        raise NoTile(refusal.file[-80:], refusal.reason) from None
    sha256 = sha256_hex(data)
    known = TerrainTile.objects.select_for_update().filter(name=corner).first()
    if known is not None and known.sha256 == sha256:
        return known
    if known is not None and not may(by, Permission.CONNECTIVITY_SETTINGS):
        raise TileKnown(corner)
    path = f"{_FOLDER}/{sha256[:16]}/{corner}.hgt"
    if not default_storage.exists(path):
        path = default_storage.save(path, BytesIO(data))
    tile, _ = TerrainTile.objects.update_or_create(
        name=corner,
        defaults={
            "path": path,
            "sha256": sha256,
            "bytes": len(data),
            "uploaded_by": by,
            "uploaded_at": now(),
        },
    )
    record_action(
        by=by,
        verb="connectivity.keep-tile",
        target=tile,
        unit_path=unit.path,
        data={"name": corner, "sha256": sha256},
    )
    return tile


def kept_terrain(tiles: list[TerrainTile]) -> Terrain:
    """The ground of these tiles; one that is gone from the storage is no ground."""
    return Terrain(tile for kept in tiles if (tile := _opened(kept)) is not None)


def _opened(kept: TerrainTile) -> Tile | None:
    """The tile, read where it lies if the storage has files."""
    try:
        if isinstance(default_storage, FileSystemStorage):
            return open_tile(Path(default_storage.path(kept.path)))
        with default_storage.open(kept.path) as content:
            return tile_of(kept.name, content.read())
    except (OSError, BadTerrainTile):
        return None


def _unpacked(name: str, data: bytes) -> tuple[str, bytes]:
    """The tile inside an archive; anything else as it is."""
    if not zipfile.is_zipfile(BytesIO(data)):
        return name, data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        inside = [one for one in archive.infolist() if one.filename.lower().endswith(".hgt")]
        if len(inside) != 1 or inside[0].file_size not in SIDES:
            raise NoTile(name[-80:], "archive")
        try:
            with archive.open(inside[0]) as content:
                return Path(inside[0].filename).name, content.read(MOST_BYTES + 1)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
            raise NoTile(name[-80:], "archive") from None
