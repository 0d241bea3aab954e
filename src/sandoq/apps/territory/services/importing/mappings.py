"""Keeps what a header's columns mean, for the next file with the same header."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.territory.models import ColumnMapping, Unit
from sandoq.apps.territory.rules.importing.fields import Field
from sandoq.common.clock import now


@transaction.atomic
def save_mapping(
    *,
    by: User,
    unit: Unit,
    name: str,
    header_signature: str,
    columns: Mapping[Field, Sequence[int]],
) -> ColumnMapping:
    """Remember a mapping for files of this unit and the units below it; the newest counts."""
    require(by, Permission.STATION_IMPORT, unit_path=unit.path)
    plain = {field.value: list(at) for field, at in columns.items()}
    mapping, is_new = ColumnMapping.objects.select_for_update().get_or_create(
        unit=unit,
        header_signature=header_signature,
        defaults={"name": name[:80], "columns": plain, "saved_by": by, "saved_at": now()},
    )
    if is_new or mapping.columns != plain:
        mapping.name, mapping.columns = name[:80], plain
        mapping.saved_by, mapping.saved_at = by, now()
        mapping.save()
        record_action(
            by=by,
            verb="territory.save-mapping",
            target=mapping,
            unit_path=unit.path,
            data={"name": mapping.name, "columns": plain},
        )
    return mapping
