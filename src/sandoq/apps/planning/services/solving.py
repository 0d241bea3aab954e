"""Sending a scenario to be solved, stopping it, starting it again."""

import zlib
from datetime import datetime, timedelta

from django.db import transaction

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import require
from sandoq.apps.accounts.services import record_action
from sandoq.apps.planning.errors import ScenarioRefused
from sandoq.apps.planning.models import Run, Scenario
from sandoq.apps.planning.rules.states import RunState, State, require_move
from sandoq.apps.planning.services.drafting import locked
from sandoq.apps.planning.services.snapshots import Document, question_of
from sandoq.common.clock import now
from sandoq.common.hashing import canonical_json, sha256_hex

LOST_AFTER = timedelta(minutes=3)
"""A run without a sign of life for so long may be started again."""

LIVE = (RunState.QUEUED.value, RunState.RUNNING.value, RunState.STOPPING.value)


def start_solving(*, by: User, scenario: Scenario) -> Run:
    """Freeze the scenario's question and queue a run; while one is under way, answer with it.

    The snapshot is read before the transaction: it may take seconds, and nobody should wait for
    the database meanwhile.

    Raises:
        ScenarioRefused: `wrong-state`, `nothing-to-plan` or `nothing-in-stock`.
    """
    require(by, Permission.PLAN_EDIT, unit_path=scenario.unit.path)
    question = question_of(scenario) if scenario.state == State.DRAFT.value else None
    return _start(by, scenario, question)


@transaction.atomic
def _start(by: User, scenario: Scenario, question: Document | None) -> Run:
    scenario = locked(scenario)
    live = Run.objects.filter(scenario=scenario, state__in=LIVE).first()
    if live is not None:
        if not is_lost(live, now()):
            return live
        live.state, live.error_code = RunState.FAILED.value, "worker-lost"
        live.ended_at = now()
        live.save(update_fields=["state", "error_code", "ended_at"])
    if scenario.state == State.DRAFT.value and question is not None:
        _freeze(scenario, question)
    elif scenario.state != State.SOLVING.value:
        raise ScenarioRefused("wrong-state", scenario.state)
    run = Run.objects.create(scenario=scenario, queued_at=now(), queued_by=by)
    record_action(
        by=by,
        verb="planning.solve-scenario",
        target=scenario,
        unit_path=scenario.unit.path,
        data={"question_sha256": scenario.question_sha256, "run": str(run.key)},
    )
    transaction.on_commit(lambda: enqueue(run))
    return run


def _freeze(scenario: Scenario, question: Document) -> None:
    if not any(station["needs"] for station in question["stations"]):
        raise ScenarioRefused("nothing-to-plan")
    if not any(store["stock"] for store in question["stores"]):
        raise ScenarioRefused("nothing-in-stock")
    require_move(scenario.state, State.SOLVING)
    canonical = canonical_json(question)
    scenario.state = State.SOLVING.value
    scenario.question_packed = zlib.compress(canonical, 6)
    scenario.question_sha256 = sha256_hex(canonical)
    scenario.snapshot_at = now()
    scenario.save()


def enqueue(run: Run) -> None:
    """Hand a run to the workers."""
    from sandoq.apps.planning.tasks import solve_run  # noqa: PLC0415 - it imports the services

    solve_run.enqueue(str(run.key))


@transaction.atomic
def ask_to_stop(*, by: User, scenario: Scenario) -> Run:
    """Ask the run to end with the best plan it has; a second call changes nothing.

    Raises:
        ScenarioRefused: nothing is running (`not-running`).
    """
    require(by, Permission.PLAN_EDIT, unit_path=scenario.unit.path)
    run = Run.objects.select_for_update().filter(scenario=scenario, state__in=LIVE).first()
    if run is None:
        raise ScenarioRefused("not-running", scenario.state)
    if run.is_stop_asked:
        return run
    run.is_stop_asked = True
    if run.state == RunState.RUNNING.value:
        run.state = RunState.STOPPING.value
    run.save(update_fields=["is_stop_asked", "state"])
    record_action(by=by, verb="planning.stop-run", target=scenario, unit_path=scenario.unit.path)
    return run


def is_lost(run: Run, at: datetime) -> bool:
    """Whether a live run has shown no sign of life for long."""
    return run.is_live and (run.heartbeat_at or run.queued_at) < at - LOST_AFTER


def latest_run(scenario: Scenario) -> Run | None:
    """The scenario's last run, the live one if there is one."""
    return Run.objects.filter(scenario=scenario).order_by("-queued_at", "-pk").first()
