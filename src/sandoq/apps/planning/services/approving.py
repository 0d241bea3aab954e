"""Two persons put a plan in force: one proposes it, another approves it or returns it."""

from typing import Any

from django.db import transaction

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import ACCESS, Permission, Role
from sandoq.apps.accounts.selectors import acting_tenure
from sandoq.apps.accounts.services import record_action
from sandoq.apps.planning.errors import (
    ApproverProposed,
    NoHeadAmongThem,
    ReturnWithoutReason,
    ScenarioRefused,
)
from sandoq.apps.planning.models import Approval, Scenario, TransferOrder
from sandoq.apps.planning.rules.states import State, require_move
from sandoq.apps.planning.services.drafting import locked
from sandoq.apps.planning.services.ordering import cancel_orders, make_orders
from sandoq.common.clock import now
from sandoq.common.hashing import canonical_json, sha256_hex
from sandoq.common.text import normalise


@transaction.atomic
def propose_plan(*, by: User, scenario: Scenario) -> Approval:
    """Put a solved plan before a second person; the same person again gets the first proposal.

    Raises:
        ScenarioRefused: it has no plan, or is proposed by somebody else or decided already.
    """
    scenario = locked(scenario)
    tenure = _tenure(by, scenario)
    waiting = _waiting(scenario)
    if waiting is not None and waiting.proposed_by_id == by.pk:
        return waiting
    require_move(scenario.state, State.PROPOSED)
    statement = canonical_json(statement_of(scenario)).decode()
    approval = Approval.objects.create(
        scenario=scenario,
        statement=statement,
        statement_sha256=sha256_hex(statement),
        proposed_by=by,
        proposed_under=tenure,
        proposed_at=now(),
    )
    _become(scenario, State.PROPOSED)
    record_action(
        by=by,
        verb="planning.propose-plan",
        target=scenario,
        unit_path=scenario.unit.path,
        under=tenure,
        data={"statement_sha256": approval.statement_sha256},
    )
    return approval


@transaction.atomic
def approve_plan(*, by: User, scenario: Scenario, statement_sha256: str) -> list[TransferOrder]:
    """Put a proposed plan in force and order its transfers; the plan before it is superseded.

    The same person again gets the same orders.

    Args:
        statement_sha256: of the statement that the person was shown.

    Raises:
        ApproverProposed: it is the person's own proposal.
        NoHeadAmongThem: neither of the two is a head.
        ScenarioRefused: it is not proposed, or another statement was shown (`other-plan`).
    """
    scenario = locked(scenario)
    tenure = _tenure(by, scenario)
    done = scenario.approvals.filter(answer="approved", answered_by=by).first()
    if done is not None and done.statement_sha256 == statement_sha256:
        return list(scenario.orders.all())
    waiting = _second(by, scenario, statement_sha256)
    if not (_is_head(tenure) or _is_head(waiting.proposed_under)):
        raise NoHeadAmongThem(scenario.title)
    _supersede(scenario, by)
    _answer(waiting, by, tenure, "approved")
    _become(scenario, State.APPROVED)
    orders = make_orders(scenario)
    record_action(
        by=by,
        verb="planning.approve-plan",
        target=scenario,
        unit_path=scenario.unit.path,
        under=tenure,
        data={"statement_sha256": statement_sha256, "orders": len(orders)},
    )
    return orders


@transaction.atomic
def return_plan(*, by: User, scenario: Scenario, statement_sha256: str, reason: str) -> Scenario:
    """Send a proposed plan back with a reason; it may be proposed again.

    Raises:
        ApproverProposed: it is the person's own proposal.
        ReturnWithoutReason: nothing says why.
    """
    scenario = locked(scenario)
    tenure = _tenure(by, scenario)
    reason = normalise(reason)[:300]
    last = scenario.approvals.first()
    if last is not None and scenario.state == State.SOLVED.value:
        same = (last.answer, last.answered_by_id, last.statement_sha256)
        if same == ("returned", by.pk, statement_sha256):
            return scenario
    waiting = _second(by, scenario, statement_sha256)
    if not reason:
        raise ReturnWithoutReason
    _answer(waiting, by, tenure, "returned", reason)
    _become(scenario, State.SOLVED)
    record_action(
        by=by,
        verb="planning.return-plan",
        target=scenario,
        unit_path=scenario.unit.path,
        under=tenure,
        data={"reason": reason},
    )
    return scenario


def statement_of(scenario: Scenario) -> dict[str, Any]:
    """What both persons put their names to: the documents by their hashes, and the totals."""
    return {
        "scenario": scenario.key,
        "title": scenario.title,
        "kind": scenario.kind,
        "unit": scenario.unit.key,
        "unit_name": scenario.unit.name_fa,
        "election": scenario.election.slug,
        "question_sha256": scenario.question_sha256,
        "plan_sha256": scenario.plan_sha256,
        "figures": {name: str(value) for name, value in sorted(scenario.figures.items())},
    }


def _tenure(by: User, scenario: Scenario) -> Tenure:
    return acting_tenure(
        by,
        Permission.PLAN_EDIT,
        unit_path=scenario.unit.path,
        election_id=scenario.election_id,
    )


def _is_head(tenure: Tenure) -> bool:
    return Role(tenure.post.role) in ACCESS[Permission.PLAN_APPROVE]


def _waiting(scenario: Scenario) -> Approval | None:
    found = scenario.approvals.filter(answer="").select_related("proposed_under__post")
    return found.first()


def _second(by: User, scenario: Scenario, statement_sha256: str) -> Approval:
    waiting = _waiting(scenario)
    if waiting is None or scenario.state != State.PROPOSED.value:
        raise ScenarioRefused("wrong-state", scenario.state)
    if waiting.proposed_by_id == by.pk:
        raise ApproverProposed(scenario.title)
    if waiting.statement_sha256 != statement_sha256:
        raise ScenarioRefused("other-plan", scenario.state)
    return waiting


def _answer(waiting: Approval, by: User, under: Tenure, answer: str, reason: str = "") -> None:
    waiting.answer, waiting.reason = answer, reason
    waiting.answered_by, waiting.answered_under, waiting.answered_at = by, under, now()
    waiting.save()


def _become(scenario: Scenario, state: State) -> None:
    require_move(scenario.state, state)
    scenario.state = state.value
    scenario.save(update_fields=["state"])


def _supersede(scenario: Scenario, by: User) -> None:
    """The plan in force until now: what its stores have not yet offered is cancelled."""
    former = (
        Scenario.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(
            unit=scenario.unit,
            election=scenario.election,
            kind=scenario.kind,
            state=State.APPROVED.value,
        )
        .first()
    )
    if former is None:
        return
    _become(former, State.SUPERSEDED)
    cancelled = cancel_orders(former)
    record_action(
        by=by,
        verb="planning.supersede-plan",
        target=former,
        unit_path=former.unit.path,
        data={"by": str(scenario.key), "orders_cancelled": cancelled},
    )
