"""Jobs that workers do for planning."""

from django_tasks import task

from sandoq.apps.planning.services.running import run_solver


@task()
def solve_run(run_key: str) -> bool:
    """Solve the scenario of a run; harmless to repeat."""
    return run_solver(run_key)
