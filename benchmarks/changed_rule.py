"""One changed rule, and one changed reading, in a nation with twenty needs at each station.

    SANDOQ_HOME=/tmp/bench python benchmarks/changed_rule.py [--stations 58640] [--readings 100]

Builds the nation of `board.py` once per database (SANDOQ_HOME, or DATABASE_URL), and asks eight
more things of its stations, two of them links that the connectivity room answers. Then publishes
versions in which one requirement's age, number or weight changed, and records readings through
the connectivity room's service: plan, grades, need, board and audit trail in one transaction.
"""

import argparse
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent))
import board
from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.rules.readings import ReadingDraft
from sandoq.apps.connectivity.services import (
    follow_stations,
    record_reading,
    register_known_operators,
)
from sandoq.apps.elections.models import PollingDay
from sandoq.apps.readiness.models import Need, Requirement, RequirementSet, StationStatus
from sandoq.apps.readiness.services import (
    RequirementData,
    draft_set,
    publish_set,
    revise_requirement,
)
from sandoq.apps.territory.models import Point, Station, Unit
from sandoq.common.clock import now

MORE = [
    *((f"thing-{n}", "station", "important", "evidence", ()) for n in range(1, 6)),
    ("plan-fallback", "point", "important", "fallback-link", ()),
    ("plan-link", "point", "blocking", "primary-link", ("plan-fallback",)),
]


def draft() -> RequirementSet:
    """The next version of the nation's set."""
    return draft_set(
        by=User.objects.get(username="headquarters"),
        polling_day=PollingDay.objects.get(),
        unit=Unit.objects.get(level="country"),
    )


def write(drafted: RequirementSet, data: RequirementData) -> None:
    revise_requirement(
        by=User.objects.get(username="headquarters"), requirement_set=drafted, data=data
    )


def publish(what: str, drafted: RequirementSet) -> None:
    with board.timed(what):
        placed = publish_set(by=User.objects.get(username="headquarters"), requirement_set=drafted)
    print("  ", placed.counts, flush=True)


def ask_more() -> None:
    """Eight more requirements, unless they are there."""
    if Requirement.objects.filter(code="plan-link").exists():
        return
    with board.timed("follow stations for links"):
        follow_stations(list(Station.objects.values_list("pk", flat=True)))
    register_known_operators(by=User.objects.get(username="headquarters"))
    drafted = draft()
    for order, (code, place, criticality, source, fallbacks) in enumerate(MORE, start=40):
        policy = {} if source != "evidence" else {"kinds": ["visit"], "max_age_days": 3650}
        write(
            drafted,
            RequirementData(
                code=code,
                name_fa=code,
                name_en=code,
                place=place,
                criticality=criticality,
                source=source,
                evidence_policy=policy,
                fallbacks=fallbacks,
                order=order,
            ),
        )
    publish("publish seven more", drafted)


def revised(code: str, **changes: object) -> RequirementSet:
    """A draft in which one requirement differs."""
    drafted = draft()
    row = drafted.requirements.prefetch_related("fallbacks").get(code=code)
    names = ("code", "name_fa", "name_en", "item", "place", "criticality", "source", "election")
    values = {name: getattr(row, name) for name in (*names, "stages", "station_kinds", "order")}
    values |= {"quantity": row.quantity, "evidence_policy": row.evidence_policy}
    values["fallbacks"] = [fallback.code for fallback in row.fallbacks.all()]
    write(drafted, RequirementData(**(values | changes)))  # type: ignore[arg-type]
    return drafted


def ask_rules() -> None:
    """One changed rule of each sort, and back again."""
    row = Requirement.objects.get(set__state="published", code="check-in-device")
    age = row.evidence_policy | {"max_age_days": 20}
    publish("nothing changed", draft())
    publish("another age", revised("check-in-device", evidence_policy=age))
    publish("the age as it was", revised("check-in-device", evidence_policy=row.evidence_policy))
    publish("another number", revised("check-in-device", quantity={"per_electors": 700}))
    publish("the number as it was", revised("check-in-device", quantity=row.quantity))
    publish("blocking is important", revised("power", criticality="important"))
    publish("and blocking again", revised("power", criticality="blocking"))


def ask_readings(readings: int) -> None:
    """One reading after another, each in a transaction of its own; every other changes a need."""
    from sandoq.apps.connectivity.models import Operator

    mci = Operator.objects.get(slug="mci")
    points = Point.objects.select_related("station__county").order_by("pk")
    count = points.count()
    times, cpus = [], []
    for turn in range(readings + 3):
        point = points[turn * count // (readings + 3)]
        author = User.objects.get(username=f"it-{point.station.county.path}")
        for hours in (30, 36):
            reading = ReadingDraft(
                client_uuid=uuid4(),
                point_id=point.pk,
                operator_id=mci.pk,
                technology="4g",
                attempts=10,
                successes=10,
                taken_at=now() - timedelta(hours=hours),
                rsrp_dbm=-90,
            )
            begun, cpu = time.perf_counter(), time.process_time()
            record_reading(by=author, draft=reading)
            if turn >= 3:
                times.append(1000 * (time.perf_counter() - begun))
                cpus.append(1000 * (time.process_time() - cpu))
    times.sort()
    print(
        f"one reading, board included: median {statistics.median(times):.1f} ms,"
        f" 99th percentile {times[int(len(times) * 0.99)]:.1f} ms,"
        f" cpu median {statistics.median(cpus):.1f} ms"
    )
    print(
        "needs verified by readings:",
        Need.objects.filter(requirement__code="plan-link", state="verified").count(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stations", type=int, default=board.STATIONS)
    parser.add_argument("--counties", type=int, default=board.PROVINCES * board.COUNTIES)
    parser.add_argument("--readings", type=int, default=100)
    options = parser.parse_args()
    board.build(options.stations, options.counties)
    ask_more()
    live = Need.objects.filter(ended_at=None).count()
    print(f"{board.connection.vendor}: {Station.objects.count():,} stations, {live:,} needs")
    print("statuses:", StationStatus.objects.count())
    ask_readings(options.readings)
    ask_rules()


if __name__ == "__main__":
    main()
