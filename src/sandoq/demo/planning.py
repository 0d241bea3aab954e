"""The demo's plan: the province's equipment, computed, approved by two persons, ordered."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Election
from sandoq.apps.inventory.models import DeviceModel
from sandoq.apps.planning.models import Scenario
from sandoq.apps.planning.services import (
    approve_plan,
    make_scenario,
    propose_plan,
    start_solving,
)
from sandoq.apps.planning.services.running import run_solver
from sandoq.apps.territory.models import Unit

_RECALLED = "F-200"
_REPLACING = "جایگزینی دستگاه‌های F-200 پس از فراخوان"
_TITLE = "سهم‌بندی تجهیزات استان"
_KEYS = (UUID(int=0x5A9D0001), UUID(int=0x5A9D0002))


def plan_equipment(*, province: Unit, election: Election) -> None:
    """A plan in force: a model was recalled and its devices are replaced; beside it, one as if not.

    The recall makes means short, so that there is something to share, to explain and to send.
    """
    head, member = _holder("province-head-1"), _holder("province-member-1")
    recalled = DeviceModel.objects.get(name=_RECALLED)
    recall = {"shocks": [{"kind": "model-recalled", "model": str(recalled.key)}]}
    plan = _solved(head, province, election, (_REPLACING, _KEYS[0]), recall)
    approval = propose_plan(by=head, scenario=plan)
    approve_plan(by=member, scenario=plan, statement_sha256=approval.statement_sha256)
    _solved(member, province, election, (_TITLE, _KEYS[1]), {})


def _solved(
    by: User, unit: Unit, election: Election, named: tuple[str, UUID], settings: Mapping[str, Any]
) -> Scenario:
    """Solved here and now: the demo has no worker yet."""
    scenario = make_scenario(
        by=by, unit=unit, election=election, title=named[0], key=named[1], settings=settings
    )
    run = start_solving(by=by, scenario=scenario)
    run_solver(str(run.key))
    return Scenario.objects.get(pk=scenario.pk)


def _holder(username: str) -> User:
    return User.objects.select_related("person").get(username=username)
