"""A job that goes on until a test tells it to end."""

import os
import time
from pathlib import Path

from django_tasks import task


@task()
def end_when_told(folder: str) -> str:
    """Says who runs it in `begun`, and ends when the file `told` is there."""
    (Path(folder) / "begun").write_text(str(os.getpid()))
    while not (Path(folder) / "told").exists():
        time.sleep(0.05)
    return "done"
