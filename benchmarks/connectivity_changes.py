"""How long one changed reading takes among 58,640 stations, and reading the figures of the nation.

    python benchmarks/connectivity_changes.py [--stations N]

Builds stations straight in the database (a fresh SQLite file, or DATABASE_URL), half of them
measured, then times 200 readings through the service and 50 figures through the selector.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandoq.project.settings.local")
os.environ.setdefault("SANDOQ_HOME", tempfile.mkdtemp(prefix="sandoq-bench-"))
sys.path.insert(0, ".")

import django

django.setup()

from django.core.management import call_command

from sandoq.apps.connectivity.models import PointLinks
from sandoq.apps.connectivity.rules.readings import ReadingDraft
from sandoq.apps.connectivity.selectors import link_figures
from sandoq.apps.connectivity.services import (
    follow_stations,
    record_reading,
    record_readings,
    register_known_operators,
)
from sandoq.apps.territory.models import Point, Station
from sandoq.common.clock import now
from tests.factories import a_country, a_county, a_district, a_province, a_user

STATIONS_PER_DISTRICT = 55
READINGS, LOOKS = 200, 50


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stations", type=int, default=58_640)
    wanted = arguments.parse_args().stations
    call_command("migrate", verbosity=0)
    headquarters = a_user("headquarters", a_country())
    mci = register_known_operators(by=headquarters)[0]
    province = a_province()
    member = a_user("province-member", province)
    begun = time.perf_counter()
    fill(wanted, province)
    print(f"stations {Station.objects.count()}, points {Point.objects.count()}")
    follow_stations(list(Station.objects.values_list("pk", flat=True)))
    print(f"building and following them: {time.perf_counter() - begun:.1f} s")

    points = list(Point.objects.values_list("pk", flat=True))
    begun = time.perf_counter()
    drafts = [draft(point, mci.pk, hours) for point in points[::2] for hours in (30, 35)]
    record_readings(by=member, drafts=drafts, source="api")
    print(f"recording {len(drafts)} readings in one act: {time.perf_counter() - begun:.1f} s")

    busy = time.process_time()
    show("one reading recorded", [timed_reading(member, one, mci.pk) for one in points[:READINGS]])
    print(f"of it processor: {1000 * (time.process_time() - busy) / READINGS:.1f} ms on average")
    looks = []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        link_figures(headquarters, province)
        looks.append(time.perf_counter() - begun)
    show("figures of the whole tree", looks)
    print("points with a link:", PointLinks.objects.filter(has_link=True).count())


def fill(wanted: int, province: object) -> None:
    """Districts of 55 stations, every third station mobile with three points."""
    made = 0
    while made < wanted:
        county = a_county(f"شهرستان {made}", province)  # type: ignore[arg-type]
        for _ in range(3):
            district = a_district(f"بخش {made}", county)
            number = min(STATIONS_PER_DISTRICT, wanted - made)
            rows = [station(district, county, made + i) for i in range(number)]
            Station.objects.bulk_create(rows)
            Point.objects.bulk_create(
                Point(station=row, seq=seq, name=f"{row.name} {seq}", lon=52, lat=36)
                for row in rows
                for seq in range(1, 4 if row.kind == "mobile" else 2)
            )
            made += number


def station(district: object, county: object, number: int) -> Station:
    return Station(
        unit=district,
        county=county,
        number=number + 1,
        name=f"دبستان {number}",
        search_name=f"دبستان {number}",
        kind="fixed" if number % 3 else "mobile",
        area="rural",
        electors=1000,
        opened_at=now(),
    )


def draft(point: int, operator: int, hours: int) -> ReadingDraft:
    return ReadingDraft(
        client_uuid=uuid4(),
        point_id=point,
        operator_id=operator,
        technology="4g",
        attempts=10,
        successes=10,
        taken_at=now() - timedelta(hours=hours),
        rsrp_dbm=-90,
    )


def timed_reading(by: object, point: int, operator: int) -> float:
    begun = time.perf_counter()
    record_reading(by=by, draft=draft(point, operator, 40))  # type: ignore[arg-type]
    return time.perf_counter() - begun


def show(what: str, seconds: list[float]) -> None:
    ordered = sorted(seconds)
    p99 = ordered[int(len(ordered) * 0.99)]
    print(
        f"{what}: median {1000 * statistics.median(seconds):.1f} ms,"
        f" 99th percentile {1000 * p99:.1f} ms, worst {1000 * ordered[-1]:.1f} ms"
    )


if __name__ == "__main__":
    main()
