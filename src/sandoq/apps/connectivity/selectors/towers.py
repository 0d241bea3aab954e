"""Tower lists, the towers they brought, and the terrain that is kept."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.connectivity.models import TerrainTile, TowerBatch
from sandoq.common.errors import NotFound


def tower_batches(user: User) -> QuerySet[TowerBatch]:
    """Imports of tower lists of the units into which a person imports, the newest first."""
    scope = scope_of(user, Permission.READING_IMPORT)
    found = TowerBatch.objects.filter(scope.q("unit__path")).select_related("unit")
    return found.annotate(number=Count("towers"))


def tower_batch_of_key(user: User, key: UUID | str) -> TowerBatch:
    """The import with this key.

    Raises:
        NotFound: there is none, or the person may not import there.
    """
    try:
        return tower_batches(user).get(key=key)
    except (TowerBatch.DoesNotExist, ValidationError, ValueError):
        raise NotFound("import", str(key)) from None


def terrain_tiles() -> list[TerrainTile]:
    """All tiles that are kept; ground is no secret."""
    return list(TerrainTile.objects.all())
