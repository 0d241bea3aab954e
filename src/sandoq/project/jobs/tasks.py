"""Jobs of the platform itself."""

from io import StringIO

from django.core.management import call_command
from django_tasks import task

_KEPT = 2000


@task()
def run_command(name: str, options: list[str]) -> str:
    """Run one of the platform's commands; the last 2000 characters it printed are kept."""
    printed = StringIO()
    call_command(name, *options, stdout=printed)
    return printed.getvalue()[-_KEPT:]
