"""A scenario, the runs that solve it, and who approved the plan it brought."""

import json
import uuid
import zlib
from typing import Any

from django.db import models
from django.db.models import F, Q

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.elections.models import Election
from sandoq.apps.planning.rules.states import Kind, RunState, State
from sandoq.apps.territory.models import Unit

_LIVE = [state.value for state in (RunState.QUEUED, RunState.RUNNING, RunState.STOPPING)]


class Scenario(models.Model):
    """One question about a unit's means, and the plan that answers it.

    `settings` is what the wizard was told (`rules.settings`). `question` and `plan` are the
    planning engine's documents as canonical JSON, compressed; their SHA-256 is of the canonical
    JSON. The question is frozen when the scenario is sent to be solved and never changes after.
    `figures` are the plan's totals for lists (`rules.figures`). `previous` is the approved plan
    from which this one starts after something broke.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Kind])
    title = models.CharField(max_length=120)
    state = models.CharField(
        max_length=12,
        choices=[(one.value, one.value) for one in State],
        default=State.DRAFT.value,
    )
    settings = models.JSONField(default=dict)
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="following"
    )
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    question_packed = models.BinaryField(null=True)
    question_sha256 = models.CharField(max_length=64, blank=True)
    snapshot_at = models.DateTimeField(null=True)
    plan_packed = models.BinaryField(null=True)
    plan_sha256 = models.CharField(max_length=64, blank=True)
    solved_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "election", "kind"],
                condition=Q(state="approved"),
                name="scenario_approved_once_per_unit",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(question_sha256=""),
                name="scenario_frozen_once_solved",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "solving", "withdrawn"]) | ~Q(plan_sha256=""),
                name="scenario_has_a_plan_once_solved",
            ),
        ]
        indexes = [
            models.Index(fields=["election", "state", "-made_at"], name="scenario_by_election")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def question(self) -> dict[str, Any]:
        """The frozen question; empty before it is frozen."""
        return unpack(self.question_packed)

    @property
    def plan(self) -> dict[str, Any]:
        """The plan; empty before there is one."""
        return unpack(self.plan_packed)


def unpack(packed: bytes | memoryview | None) -> dict[str, Any]:
    """A document from its compressed canonical JSON; empty from nothing."""
    if packed is None:
        return {}
    found: dict[str, Any] = json.loads(zlib.decompress(bytes(packed)))
    return found


class Run(models.Model):
    """One attempt to solve a scenario in the background.

    The solver writes `heartbeat_at`, `stage`, `best`, `bound` and `gap` at most once a second and
    reads `is_stop_asked`. `attempt` counts the workers that took it: only the latest may write. A
    run without a heartbeat for long may be started again; nothing half of it was written.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    scenario = models.ForeignKey(Scenario, on_delete=models.CASCADE, related_name="runs")
    state = models.CharField(
        max_length=8,
        choices=[(one.value, one.value) for one in RunState],
        default=RunState.QUEUED.value,
    )
    queued_at = models.DateTimeField()
    queued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    stage = models.CharField(max_length=40, blank=True)
    done = models.FloatField(null=True)
    best = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    is_stop_asked = models.BooleanField(default=False)
    error_code = models.CharField(max_length=40, blank=True)
    error_told = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-queued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario"], condition=Q(state__in=_LIVE), name="run_one_live_per_scenario"
            )
        ]

    @property
    def is_live(self) -> bool:
        """Whether the run has not ended."""
        return self.state in _LIVE


class Approval(models.Model):
    """A plan put forward by one person and answered by another, over one statement.

    `statement` is the canonical JSON that both saw; its SHA-256 is in the audit trail. An answer
    is "approved" or "returned"; empty while it waits.
    """

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="approvals")
    statement = models.TextField()
    statement_sha256 = models.CharField(max_length=64)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proposed_under = models.ForeignKey(Tenure, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answer = models.CharField(max_length=8, blank=True)
    answered_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    answered_under = models.ForeignKey(
        Tenure, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario"],
                condition=Q(answer__in=["", "approved"]),
                name="approval_open_once_per_scenario",
            ),
            models.CheckConstraint(
                condition=~Q(answered_by=F("proposed_by")), name="approval_by_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by=None) | ~Q(answer="", answered_by=None),
                name="approval_answer_has_a_person",
            ),
        ]
