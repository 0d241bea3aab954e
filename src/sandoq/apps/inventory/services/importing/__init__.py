"""Lists of equipment: read, preview, apply in one transaction; or from the command line."""

from sandoq.apps.inventory.services.importing.applying import apply_import, discard_import
from sandoq.apps.inventory.services.importing.commanding import run_from_command
from sandoq.apps.inventory.services.importing.previewing import preview_import

__all__ = ["apply_import", "discard_import", "preview_import", "run_from_command"]
