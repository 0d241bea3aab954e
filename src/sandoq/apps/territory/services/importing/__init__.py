"""The import of stations: preview, decide, correct, apply, undo."""

from sandoq.apps.territory.services.importing.applying import apply_batch
from sandoq.apps.territory.services.importing.commanding import run_from_command
from sandoq.apps.territory.services.importing.deciding import correct_row, decide, set_order
from sandoq.apps.territory.services.importing.gathering import Choice
from sandoq.apps.territory.services.importing.mappings import save_mapping
from sandoq.apps.territory.services.importing.previewing import (
    discard,
    preview,
    refresh,
    remap,
)
from sandoq.apps.territory.services.importing.reading import NamedFile
from sandoq.apps.territory.services.importing.undoing import undo_batch

__all__ = [
    "Choice",
    "NamedFile",
    "apply_batch",
    "correct_row",
    "decide",
    "discard",
    "preview",
    "refresh",
    "remap",
    "run_from_command",
    "save_mapping",
    "set_order",
    "undo_batch",
]
