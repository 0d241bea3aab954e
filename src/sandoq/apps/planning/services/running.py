"""What a worker does with a run: solve, check, write the plan whole or not at all."""

import time
import zlib
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sandoq.apps.accounts.services import record_action
from sandoq.apps.planning.models import Run, Scenario
from sandoq.apps.planning.rules.figures import figures
from sandoq.apps.planning.rules.states import RunState, State
from sandoq.apps.planning.services.drafting import locked
from sandoq.common.clock import now
from sandoq.common.errors import DomainError
from sandoq.common.hashing import canonical_json, sha256_hex
from sandoq.engines.allocation.documents import input_sha256
from sandoq.engines.allocation.progress import Progress, Watch

Document = dict[str, Any]
Solver = Callable[[Document, Watch], Document]

LIMIT_SECONDS = 300.0
"""After this the best plan so far is taken, with its gap."""

_EVERY_SECONDS = 1.0
_CLAIMABLE = (RunState.QUEUED.value, RunState.RUNNING.value, RunState.STOPPING.value)


def run_solver(run_key: str) -> bool:
    """Work on a run until it has ended; whether this call ended it.

    Safe to call again: a run that ended is left alone; of one that a lost worker had begun, this
    is the new owner, and whatever the former still does is not written. A refusal of the engine
    ends the run as failed with its code; any other error ends it too and is raised.
    """
    run = _claim(run_key)
    if run is None:
        return False
    try:
        question = run.scenario.question
        plan = _solve(question, _watch(run))
        _finish(run, question, plan)
    except DomainError as refusal:
        _fail(run, refusal.code, _told(refusal))
    except Exception as error:
        _fail(run, "crashed", type(error).__name__)
        raise
    return True


@transaction.atomic
def _claim(run_key: str) -> Run | None:
    """The run, now this worker's; None if it ended. A worker before this one was lost."""
    run = (
        Run.objects.select_for_update(of=("self",))
        .select_related("scenario__unit")
        .filter(key=UUID(run_key), state__in=_CLAIMABLE)
        .first()
    )
    if run is None:
        return None
    at = now()
    run.attempt += 1
    run.state = RunState.STOPPING.value if run.is_stop_asked else RunState.RUNNING.value
    run.started_at, run.heartbeat_at, run.stage = at, at, "reading"
    run.save(update_fields=["attempt", "state", "started_at", "heartbeat_at", "stage"])
    return run


def _watch(run: Run) -> Watch:
    """Writes where the search stands at most once a second, and hears whether to stop."""
    begun = time.monotonic()
    last = begun
    goes_on = not run.is_stop_asked

    def watch(progress: Progress) -> bool:
        nonlocal last, goes_on
        moment = time.monotonic()
        if moment - begun > LIMIT_SECONDS:
            return False
        if moment - last < _EVERY_SECONDS:
            return goes_on
        last = moment
        own = Run.objects.filter(pk=run.pk, attempt=run.attempt, state__in=_CLAIMABLE)
        own.update(
            heartbeat_at=now(),
            stage=progress.stage[:40],
            done=progress.done,
            best=progress.best,
            bound=progress.bound,
            gap=progress.gap,
        )
        goes_on = own.values_list("is_stop_asked", flat=True).first() is False
        return goes_on

    return watch


def _solve(question: Document, watch: Watch) -> Document:
    """The plan's whole document, judged by the validator that knows no solver."""
    # Here, for the solvers take a second to load and no page needs them.
    from sandoq.apps.planning.services.engines import checked, solve  # noqa: PLC0415

    plan = {
        "sandoq_plan": 1,
        "kind": f"{question['kind']}-plan",
        "input_sha256": input_sha256(question),
        **solve(question, watch),
    }
    checked(question, plan)
    return plan


@transaction.atomic
def _finish(run: Run, question: Document, plan: Document) -> None:
    scenario: Scenario = locked(run.scenario)
    held = Run.objects.select_for_update().get(pk=run.pk)
    if held.attempt != run.attempt or not held.is_live:
        return  # another worker has it, or somebody started it again
    at = now()
    if scenario.state != State.SOLVING.value:
        _end(held, RunState.FAILED, at, "given-up")
        return
    canonical = canonical_json(plan)
    scenario.state = State.SOLVED.value
    scenario.plan_packed = zlib.compress(canonical, 6)
    scenario.plan_sha256 = sha256_hex(canonical)
    scenario.solved_at = at
    scenario.figures = figures(question, plan)
    scenario.save()
    held.gap = scenario.figures["gap"]
    held.best = scenario.figures["electors_after"]
    _end(held, RunState.DONE, at)
    record_action(
        by=None,
        verb="planning.finish-run",
        target=scenario,
        unit_path=scenario.unit.path,
        data={"plan_sha256": scenario.plan_sha256, "status": plan["status"]},
    )


def _fail(run: Run, code: str, told: str) -> None:
    held = Run.objects.get(pk=run.pk)
    if held.attempt == run.attempt and held.is_live:
        held.error_told = told[:300]
        _end(held, RunState.FAILED, now(), code)


def _end(run: Run, state: RunState, at: datetime, code: str = "") -> None:
    run.state, run.ended_at, run.heartbeat_at, run.error_code = state.value, at, at, code[:40]
    run.save()


def _told(refusal: DomainError) -> str:
    return ", ".join(f"{name}: {value}" for name, value in refusal.fields().items())
