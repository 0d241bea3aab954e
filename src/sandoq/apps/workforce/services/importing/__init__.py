"""Lists of people: read and judged, shown, and written once, in one transaction."""

from sandoq.apps.territory.services.importing import NamedFile
from sandoq.apps.workforce.services.importing.commanding import run_from_command
from sandoq.apps.workforce.services.importing.previewing import (
    apply_people,
    discard_people,
    preview_people,
)

__all__ = ["NamedFile", "apply_people", "discard_people", "preview_people", "run_from_command"]
