"""Files of readings on their way in: judged row by row, applied in one act, undone in one."""

from sandoq.apps.connectivity.services.importing.assessing import (
    Assessed,
    Assessment,
    Outcome,
    assess,
)
from sandoq.apps.connectivity.services.importing.batches import (
    apply_readings,
    assess_again,
    preview_readings,
    undo_readings,
)
from sandoq.apps.connectivity.services.importing.commanding import run_from_command

__all__ = [
    "Assessed",
    "Assessment",
    "Outcome",
    "apply_readings",
    "assess",
    "assess_again",
    "preview_readings",
    "run_from_command",
    "undo_readings",
]
