"""From a draft to transfer orders: solved, proposed, approved by another, carried out."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from sandoq.apps.accounts.models import AuditEntry
from sandoq.apps.inventory.models import Custody
from sandoq.apps.inventory.services import acknowledge_hand_over
from sandoq.apps.planning.errors import (
    ApproverProposed,
    NoHeadAmongThem,
    OrderRefused,
    ReturnWithoutReason,
    ScenarioRefused,
)
from sandoq.apps.planning.models import Approval, Run, Scenario, TransferOrder
from sandoq.apps.planning.rules.settings import Shock, ShockKind
from sandoq.apps.planning.rules.states import OrderState
from sandoq.apps.planning.selectors import devices_for, order_rows
from sandoq.apps.planning.services import (
    approve_plan,
    ask_to_stop,
    copy_scenario,
    make_scenario,
    offer_order,
    propose_plan,
    return_plan,
    revise_scenario,
    start_solving,
    withdraw_scenario,
)
from sandoq.apps.planning.services.running import run_solver
from sandoq.apps.planning.services.snapshots import question_of
from sandoq.common.errors import BadInput, NotAllowed
from tests.factories import a_user
from tests.planning.scene import (
    a_draft,
    a_short_province,
    a_solved,
    an_approved,
    solve_now,
)

pytestmark = pytest.mark.django_db


def state_of(order: TransferOrder) -> OrderState:
    return order_rows([order])[0].state


def test_the_plan_gives_scarce_devices_to_the_most_electors() -> None:
    """Four devices for six stations: the four of Babol have more electors than the two of Amol."""
    short = a_short_province(readers=4, ups=7)

    scenario = a_solved(short)

    plan = scenario.plan
    assert set(plan["ready"]) == {str(one.key) for one in short.babol}
    assert scenario.figures["electors_after"] == sum(one.electors for one in short.babol)
    assert scenario.figures["electors_before"] == 0
    assert plan["input_sha256"] == scenario.question_sha256
    assert {row["station"] for row in plan["short"]} == {str(one.key) for one in short.amol}


def test_solving_twice_is_one_run_and_its_question_stays_frozen() -> None:
    """A form sent twice queues one run; devices that arrive later do not change the question."""
    short = a_short_province()
    scenario = a_draft(short)

    first = start_solving(by=short.head, scenario=scenario)
    again = start_solving(by=short.head, scenario=Scenario.objects.get(pk=scenario.pk))
    frozen = Scenario.objects.get(pk=scenario.pk).question_sha256
    short.base.devices(5)
    run_solver(str(first.key))

    solved = Scenario.objects.get(pk=scenario.pk)
    assert again == first
    assert Run.objects.count() == 1
    assert solved.question_sha256 == frozen
    assert not run_solver(str(first.key))  # it has ended


def test_a_draft_made_twice_is_one() -> None:
    short = a_short_province()
    told: dict[str, Any] = {
        "by": short.head,
        "unit": short.base.province,
        "election": short.election,
        "title": "تجهیزات",
        "key": uuid4(),
    }

    assert make_scenario(**told) == make_scenario(**told)
    assert AuditEntry.objects.filter(verb="planning.make-scenario").count() == 1


def test_nothing_is_sent_to_the_solver_where_there_is_nothing_to_plan() -> None:
    short = a_short_province(readers=0, ups=0)

    with pytest.raises(ScenarioRefused) as refusal:
        start_solving(by=short.head, scenario=a_draft(short))

    assert refusal.value.reason == "nothing-in-stock"
    assert not Run.objects.exists()
    assert Scenario.objects.get().state == "draft"


def test_a_solved_scenario_cannot_be_changed_but_copied() -> None:
    short = a_short_province()
    scenario = a_solved(short, change_price=0, urgent_units=(str(short.base.amol.key),))

    with pytest.raises(ScenarioRefused):
        revise_scenario(by=short.head, scenario=scenario, title="دیگر")
    copied = copy_scenario(by=short.head, scenario=scenario, key=uuid4(), title="نسخه")

    assert copied.state == "draft"
    assert copied.settings == scenario.settings


def test_urgent_counties_come_first() -> None:
    """With Amol urgent its two stations are served before larger ones of Babol."""
    short = a_short_province(readers=3, ups=7)

    scenario = a_solved(short, urgent_units=(str(short.base.amol.key),))

    assert {str(one.key) for one in short.amol} <= set(scenario.plan["ready"])


def test_fixed_decisions_hold() -> None:
    short = a_short_province(readers=4, ups=7)
    must, must_not = str(short.amol[0].key), str(short.babol[0].key)

    scenario = a_solved(short, ready=(must,), not_ready=(must_not,))

    assert must in scenario.plan["ready"]
    assert must_not not in scenario.plan["ready"]


def test_a_station_fixed_both_ways_is_refused() -> None:
    short = a_short_province()

    with pytest.raises(BadInput):
        make_scenario(
            by=short.head,
            unit=short.base.province,
            election=short.election,
            title="x",
            key=uuid4(),
            settings={"ready": ["a"], "not_ready": ["a"]},
        )


def test_a_lost_store_offers_nothing() -> None:
    short = a_short_province()
    lost = Shock(ShockKind.STORE_LOST, store=str(short.base.amol_store.key))

    question = question_of(a_draft(short, shocks=(lost,)))

    assert not any(store["stock"] for store in question["stores"])


def test_a_recalled_model_counts_nowhere() -> None:
    short = a_short_province(readers=2)
    short.base.with_operator(1)
    recalled = Shock(ShockKind.MODEL_RECALLED, model=str(short.base.reader.key))

    question = question_of(a_draft(short, shocks=(recalled,)))

    assert all(str(short.base.reader.key) not in store["stock"] for store in question["stores"])
    assert not any(station.get("has") for station in question["stations"])


def test_two_persons_put_a_plan_in_force() -> None:
    """The proposer is refused, a second person is not; both approved one statement."""
    short = a_short_province()
    scenario = a_solved(short)
    approval = propose_plan(by=short.head, scenario=scenario)

    with pytest.raises(ApproverProposed):
        approve_plan(by=short.head, scenario=scenario, statement_sha256=approval.statement_sha256)
    assert not TransferOrder.objects.exists()
    orders = approve_plan(
        by=short.member, scenario=scenario, statement_sha256=approval.statement_sha256
    )

    again = approve_plan(
        by=short.member, scenario=scenario, statement_sha256=approval.statement_sha256
    )
    assert orders == again
    assert Scenario.objects.get(pk=scenario.pk).state == "approved"
    assert AuditEntry.objects.filter(verb="planning.approve-plan").count() == 1


def test_two_members_are_not_enough() -> None:
    short = a_short_province()
    scenario = a_solved(short)
    other = a_user("province-member", short.base.province)
    approval = propose_plan(by=short.member, scenario=scenario)

    with pytest.raises(NoHeadAmongThem):
        approve_plan(by=other, scenario=scenario, statement_sha256=approval.statement_sha256)

    assert Scenario.objects.get(pk=scenario.pk).state == "proposed"


def test_another_statement_than_the_one_shown_is_not_approved() -> None:
    short = a_short_province()
    scenario = a_solved(short)
    propose_plan(by=short.head, scenario=scenario)

    with pytest.raises(ScenarioRefused) as refusal:
        approve_plan(by=short.member, scenario=scenario, statement_sha256="0" * 64)

    assert refusal.value.reason == "other-plan"


def test_the_database_itself_refuses_one_person_twice() -> None:
    short = a_short_province()
    approval = propose_plan(by=short.head, scenario=a_solved(short))

    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.filter(pk=approval.pk).update(
            answer="approved", answered_by=approval.proposed_by
        )


def test_a_returned_plan_says_why_and_may_be_proposed_again() -> None:
    short = a_short_province()
    scenario = a_solved(short)
    sha256 = propose_plan(by=short.head, scenario=scenario).statement_sha256
    told: dict[str, Any] = {"by": short.member, "statement_sha256": sha256}

    with pytest.raises(ReturnWithoutReason):
        return_plan(scenario=scenario, reason=" ", **told)
    return_plan(scenario=scenario, reason="سهم بابل کم است", **told)
    return_plan(scenario=scenario, reason="سهم بابل کم است", **told)

    assert Scenario.objects.get(pk=scenario.pk).state == "solved"
    assert propose_plan(by=short.head, scenario=scenario).answer == ""
    assert Approval.objects.count() == 2


def test_another_province_neither_sees_nor_approves() -> None:
    short = a_short_province()
    scenario = a_solved(short)
    sha256 = propose_plan(by=short.head, scenario=scenario).statement_sha256
    stranger = a_user("province-head", short.base.country.children().first())
    outsider = a_user("county-it", short.base.babol)

    with pytest.raises(NotAllowed):
        approve_plan(by=outsider, scenario=scenario, statement_sha256=sha256)
    assert stranger is not None


def test_orders_follow_the_plans_ways_and_custody() -> None:
    """What crosses the county's border is ordered; offered, then received as custody says."""
    short = a_short_province(readers=4, ups=7)
    base = short.base
    scenario = an_approved(short)
    orders = list(scenario.orders.order_by("number"))
    assert {(o.from_store, o.to_unit, o.quantity) for o in orders} == {
        (base.amol_store, base.babol, 4)
    }
    order = next(o for o in orders if o.model == base.reader)
    assert state_of(order) is OrderState.ORDERED

    devices = list(devices_for(order)[:4])
    key = uuid4()
    offer = offer_order(by=base.amol_keeper, order=order, assets=devices, client_uuid=key)
    again = offer_order(by=base.amol_keeper, order=order, assets=devices, client_uuid=key)
    assert offer == again
    assert state_of(order) is OrderState.OFFERED
    acknowledge_hand_over(by=base.keeper, hand_over=offer)

    assert state_of(order) is OrderState.RECEIVED
    assert Custody.objects.filter(store=base.store, until=None).count() == 4


def test_an_order_takes_only_what_it_asks_for() -> None:
    short = a_short_province(readers=6, ups=7)
    base = short.base
    order = an_approved(short).orders.get(model=base.reader)
    wrong = base.devices(1, model=base.other_reader, store=base.amol_store, by=base.amol_keeper)
    here = list(devices_for(order))

    for assets, reason in ((wrong, "wrong-model"), (here, "too-many"), ([], "nothing-chosen")):
        with pytest.raises(OrderRefused) as refusal:
            offer_order(by=base.amol_keeper, order=order, assets=assets, client_uuid=uuid4())
        assert refusal.value.reason == reason
    with pytest.raises(NotAllowed):
        offer_order(by=base.keeper, order=order, assets=here[:1], client_uuid=uuid4())
    assert state_of(order) is OrderState.ORDERED


def test_a_newer_plan_supersedes_and_cancels_what_nobody_carried_out() -> None:
    """Something broke: the new plan starts from the old; open orders are cancelled."""
    short = a_short_province(readers=4, ups=7)
    base = short.base
    former = an_approved(short)
    reader_order = former.orders.get(model=base.reader)
    offer = offer_order(
        by=base.amol_keeper,
        order=reader_order,
        assets=list(devices_for(reader_order)[:4]),
        client_uuid=uuid4(),
    )
    acknowledge_hand_over(by=base.keeper, hand_over=offer)

    draft = copy_scenario(
        by=short.head, scenario=former, key=uuid4(), title="پس از رخداد", has_broken=True
    )
    question = question_of(draft)
    assert draft.settings["change_price"] > 0
    assert {row["model"] for row in question["previous"]["transfers"]} == {
        str(base.plain_switch.key)
    }
    latter = solve_now(draft, short.head)
    sha256 = propose_plan(by=short.head, scenario=latter).statement_sha256
    approve_plan(by=short.member, scenario=latter, statement_sha256=sha256)

    former.refresh_from_db()
    assert former.state == "superseded"
    assert state_of(reader_order) is OrderState.RECEIVED
    ups_order = former.orders.get(model=base.plain_switch)
    assert state_of(ups_order) is OrderState.CANCELLED
    assert Scenario.objects.get(pk=latter.pk).state == "approved"


def test_a_withdrawn_scenario_writes_no_plan() -> None:
    """Withdrawn while a worker computes: the result is thrown away."""
    short = a_short_province()
    scenario = a_draft(short)
    run = start_solving(by=short.head, scenario=scenario)
    withdraw_scenario(by=short.head, scenario=scenario)

    run_solver(str(run.key))

    scenario.refresh_from_db()
    run.refresh_from_db()
    assert (scenario.state, scenario.plan_sha256) == ("withdrawn", "")
    assert (run.state, run.error_code) == ("failed", "given-up")


def test_stopping_before_the_start_gives_the_best_so_far() -> None:
    short = a_short_province()
    scenario = a_draft(short)
    run = start_solving(by=short.head, scenario=scenario)
    assert ask_to_stop(by=short.head, scenario=scenario) == run

    run_solver(str(run.key))

    scenario.refresh_from_db()
    assert scenario.state == "solved"


def test_what_cannot_be_ends_as_a_failed_run_that_says_so() -> None:
    """A station that must be ready with no device anywhere: failed with the engine's code."""
    short = a_short_province(readers=0, ups=7)
    scenario = a_draft(short, ready=(str(short.babol[0].key),))

    run = start_solving(by=short.head, scenario=scenario)
    run_solver(str(run.key))

    run.refresh_from_db()
    assert (run.state, run.error_code) == ("failed", "no-feasible-plan")
    assert Scenario.objects.get().state == "solving"
