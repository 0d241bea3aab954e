"""Two people at the same moment: the figures come out as if one had waited for the other."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from sandoq.apps.readiness.errors import SerialAlreadyServes
from sandoq.apps.readiness.models import Assignment, Need
from sandoq.apps.readiness.services import record_evidence, verify_evidence
from sandoq.apps.readiness.services.checking import differences
from sandoq.common.clock import now
from tests.readiness.scene import a_finding, a_followed_station, a_scene

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[Exception | None]:
    """Run each act in a thread of its own, all from one start; what each raised."""
    start = Barrier(len(acts))
    raised: list[Exception | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except Exception as error:  # noqa: BLE001 - handed to the test
            raised[number] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_verdicts_at_one_station_both_count() -> None:
    """Neither computes the status from needs that the other is changing."""
    scene = a_scene()
    station = a_followed_station(scene.babol_central, electors=500)
    proofs = [
        record_evidence(by=scene.babol_it, finding=a_finding(need))
        for need in Need.objects.filter(station=station).select_related("requirement")
    ]
    acts = [
        lambda proof=proof, by=by: verify_evidence(by=by, evidence=proof)
        for proof, by in zip(proofs, (scene.amol_it, scene.head) * 2, strict=True)
    ]
    assert at_once(*acts) == [None] * 4
    assert scene.status(station).state == "ready"
    assert scene.electors_not_ready(scene.country) == 0
    assert list(differences(now())) == []


def test_one_device_claimed_by_two_counties_at_once_serves_one() -> None:
    """One is recorded, the other refused; nothing is half there."""
    scene = a_scene()
    here, there = (a_followed_station(unit) for unit in (scene.babol_central, scene.amol_central))
    claims = [
        (scene.babol_it, a_finding(scene.need(here, "pollbook"), serials=("SN1",))),
        (scene.amol_it, a_finding(scene.need(there, "pollbook"), serials=("SN1",))),
    ]
    raised = at_once(
        *(lambda by=by, finding=f: record_evidence(by=by, finding=finding) for by, f in claims)
    )
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "SerialAlreadyServes"]
    assert SerialAlreadyServes in {type(error) for error in raised}
    assert Assignment.objects.filter(serial="SN1").count() == 1
    assert list(differences(now())) == []
