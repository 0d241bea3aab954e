"""In any order of acts: no owner is erased, nothing fires twice or closes unproven."""

import random
from collections.abc import Callable
from contextlib import suppress

import pytest

from sandoq.apps.obstacles.models import Escalation, Obstacle, ObstacleOwner
from sandoq.apps.obstacles.rules.states import OPEN
from sandoq.apps.obstacles.services import (
    accept_obstacle,
    acknowledge_obstacle,
    claim_solved,
    decide_obstacle,
    escalate_due,
    merge_obstacles,
    reopen_obstacle,
    settle_aged,
    triage_obstacle,
)
from sandoq.apps.readiness.services import expire_evidence, record_evidence, refute_evidence
from sandoq.apps.readiness.services import verify_evidence as confirm
from sandoq.common.clock import now
from sandoq.common.errors import DomainError
from tests.obstacles.scene import an_agency, an_obstacle, an_option, on_day
from tests.readiness.scene import Scene, a_finding, a_followed_station

STEPS = 22


def acts_of(scene: Scene, rng: random.Random) -> list[Callable[[Obstacle], object]]:
    agency, officer = an_agency(scene.province)
    people = [scene.head, scene.babol_it, scene.babol_district_it, officer, scene.headquarters]

    def judge(obstacle: Obstacle) -> None:
        need = rng.choice(list(obstacle.needs.all())).need
        proof = record_evidence(
            by=scene.babol_it, finding=a_finding(need, age_days=rng.choice([0.1, 20, 44]))
        )
        if rng.random() < 0.6:
            confirm(by=scene.amol_it, evidence=proof)
        else:
            refute_evidence(by=scene.amol_it, evidence=proof, reason="قطع")

    def decide(obstacle: Obstacle) -> None:
        option = rng.choice(list(obstacle.options.all()) or [None])  # type: ignore[list-item]
        if option is not None:
            decide_obstacle(by=rng.choice(people), obstacle=obstacle, option=option)

    def propose(obstacle: Obstacle) -> None:
        an_option(
            obstacle,
            rng.choice(people),
            lead_days=rng.randrange(40),
            agency=rng.choice([agency, None]),
        )

    return [
        judge,
        decide,
        propose,
        lambda one: triage_obstacle(
            by=rng.choice(people), obstacle=one, severity="minor", agency=agency
        ),
        lambda one: acknowledge_obstacle(
            by=rng.choice(people), owner=rng.choice(list(one.owners.all()))
        ),
        lambda one: claim_solved(by=rng.choice(people), obstacle=one),
        lambda one: accept_obstacle(
            by=rng.choice(people), obstacle=one, order_number="۱", reason="x"
        ),
        lambda one: reopen_obstacle(by=rng.choice(people), obstacle=one, reason="x"),
        lambda one: merge_obstacles(
            by=scene.babol_it, obstacle=one, into=rng.choice(list(Obstacle.objects.all()))
        ),
        lambda _: escalate_due(),
        lambda _: (expire_evidence(), settle_aged()),
    ]


def proven(obstacle: Obstacle) -> bool:
    needs = [row.need for row in obstacle.needs.select_related("need")]
    return bool(needs) and all(
        need.state == "verified" and need.verified_until and need.verified_until > now()
        for need in needs
    )


@pytest.mark.parametrize("seed", range(10))
def test_over_a_random_history(scene: Scene, seed: int) -> None:
    rng = random.Random(seed)
    acts = acts_of(scene, rng)
    for _ in range(2):
        stations = [a_followed_station(scene.babol_central) for _ in range(rng.choice([1, 2]))]
        an_obstacle(scene, *stations)
    known: set[tuple[int, int | None, int | None]] = set()
    told: set[tuple[int, int, str, int]] = set()
    day = 0
    for _ in range(STEPS):
        day = min(39, day + rng.choice([0, 0, 1, 2, 4]))
        with on_day(day):
            before = {row.pk: row.state for row in Obstacle.objects.all()}
            with suppress(DomainError):
                rng.choice(acts)(rng.choice(list(Obstacle.objects.all())))
            owners = set(ObstacleOwner.objects.values_list("obstacle", "unit", "agency"))
            assert known <= owners
            known = owners
            fired = list(Escalation.objects.values_list("obstacle", "round", "why", "to_unit"))
            assert len(fired) == len(set(fired))
            assert told <= set(fired)
            told = set(fired)
            for row in Obstacle.objects.all():
                if row.state == "closed" and before[row.pk] in OPEN:
                    assert proven(row)
                if row.state in OPEN:
                    assert not proven(row)
