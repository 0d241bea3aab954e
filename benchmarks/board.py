"""Is a board as fast for the nation as for a province? Times pages, recounts and the map.

    SANDOQ_HOME=/tmp/bench python benchmarks/board.py [--stations 58640] [--requests 30]

Builds the stations once per database (SANDOQ_HOME, or DATABASE_URL), through the readiness
services: a published set of requirements, evidence by one person per county, verification by the
next county's. Then prints one line per question. Stations are synthetic; totals are Iran's of 1403.
"""

import argparse
import gzip
import os
import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandoq.project.settings.local")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for tests.sessions

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from sandoq.apps.accounts.models import Person, Post, Tenure, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.elections.models import Election, PollingDay
from sandoq.apps.readiness.models import Evidence, Need, StationStatus
from sandoq.apps.readiness.rules.requirements import ProofKind
from sandoq.apps.readiness.services import (
    Finding,
    RequirementData,
    draft_set,
    publish_set,
    recompute,
    recompute_all,
    record_evidence,
    record_inspections_bulk,
    revise_requirement,
    verify_bulk,
    verify_evidence,
)
from sandoq.apps.territory.models import Point, Station, Unit
from sandoq.common.clock import now
from sandoq.common.text import search_key

LONG_AGO = datetime(2023, 1, 1, tzinfo=UTC)
STATIONS, PROVINCES, COUNTIES, DISTRICTS = 58_640, 31, 16, 2
ELECTORS = 61_450_000
MISSING_SHARE, PENDING_SHARE = 0.02, 0.01
RULES = [
    ("check-in-device", "station", "blocking", {"per_electors": 900, "maximum": 6}, True, ()),
    ("switch", "station", "blocking", {}, True, ()),
    ("printer", "station", "important", {}, False, ()),
    ("operator", "station", "blocking", {}, False, ()),
    ("seals", "station", "blocking", {}, False, ()),
    ("rehearsal", "station", "blocking", {}, False, ()),
    ("forms", "station", "important", {}, False, ()),
    ("satellite", "point", "useful", {}, False, ()),
    ("second-link", "point", "important", {}, False, ()),
    ("first-link", "point", "blocking", {}, False, ("second-link", "satellite")),
    ("power", "point", "blocking", {}, False, ()),
    ("access", "point", "useful", {}, False, ()),
]


def build(stations: int, counties: int) -> None:
    """Everything the questions need, unless it is there."""
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", interactive=False, verbosity=0, skip_checks=True)
    if Station.objects.count() >= stations:
        return
    if Station.objects.exists():
        sys.exit(f"this database holds {Station.objects.count()} stations; use another SANDOQ_HOME")
    rng = random.Random(1403)
    with timed("territory"), transaction.atomic():
        districts = territory(rng)
        plant(stations, districts, rng)
    day = PollingDay.objects.create(
        date=date(2030, 6, 28), opens=clock_time(8), closes=clock_time(18)
    )
    Election.objects.create(
        slug="president-14",
        kind="president",
        name_fa="ریاست جمهوری",
        name_en="President",
        polling_day=day,
    )
    headquarters = User.objects.get(username="headquarters")
    drafted = draft_set(by=headquarters, polling_day=day, unit=Unit.objects.get(level="country"))
    for order, (code, place, criticality, quantity, serials, fallbacks) in enumerate(RULES):
        rule = RequirementData(
            code=code,
            name_fa=code,
            name_en=code,
            place=place,
            criticality=criticality,
            quantity=quantity,
            evidence_policy={"kinds": ["visit"], "max_age_days": 3650, "serials": serials},
            fallbacks=fallbacks,
            order=order,
        )
        revise_requirement(by=headquarters, requirement_set=drafted, data=rule)
    with timed("publish"):
        print(publish_set(by=headquarters, requirement_set=drafted))
    gather(rng, counties)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def territory(rng: random.Random) -> list[Unit]:
    """A country of provinces, counties and districts, with one representative per county."""

    def unit(level: str, name: str, path: str, at: tuple[float, float], children: int = 0) -> Unit:
        return Unit(
            level=level,
            name_fa=name,
            name_en=name,
            search_name=search_key(name),
            path=path,
            depth=len(path) // 4,
            numchild=children,
            seat_lon=at[0],
            seat_lat=at[1],
        )

    units = [unit("country", "ایران", "0001", (51.4, 35.7), PROVINCES)]
    for p in range(1, PROVINCES + 1):
        lon, lat = 45 + (p % 6) * 3 + rng.random(), 26 + (p // 6) * 2.2 + rng.random()
        units.append(unit("province", f"استان {p}", f"0001{p:04}", (lon, lat), COUNTIES))
        for c in range(1, COUNTIES + 1):
            path = f"0001{p:04}{c:04}"
            x, y = lon + (c % 4) * 0.6, lat + (c // 4) * 0.5
            units.append(unit("county", f"شهرستان {p}-{c}", path, (x, y), DISTRICTS))
            units.extend(
                unit("district", f"بخش {p}-{c}-{d}", f"{path}{d:04}", (x + d / 9, y))
                for d in range(1, DISTRICTS + 1)
            )
    Unit.objects.bulk_create(units)
    person("headquarters", Role.HEADQUARTERS, Unit.objects.get(level="country"))
    for province in Unit.objects.filter(level="province"):
        person(f"head-{province.path}", Role.PROVINCE_HEAD, province)
    for county in Unit.objects.filter(level="county"):
        person(f"it-{county.path}", Role.COUNTY_IT, county)
    return list(Unit.objects.filter(level="district").order_by("path"))


def person(username: str, role: Role, unit: Unit) -> None:
    """Somebody with an account and a post."""
    someone = Person.objects.create(name_fa=username, home_unit=unit, created_at=LONG_AGO)
    User.objects.create(username=username, person=someone, date_joined=LONG_AGO)
    post = Post.objects.create(unit=unit, role=role.value)
    Tenure.objects.create(post=post, person=someone, since=LONG_AGO, order_number="1")


def plant(stations: int, districts: list[Unit], rng: random.Random) -> None:
    """Stations in the districts, a quarter of them mobile with two points."""
    counties = {unit.path: unit.pk for unit in Unit.objects.filter(level="county")}
    for first in range(1, stations + 1, 5000):
        rows = []
        for number in range(first, min(first + 5000, stations + 1)):
            district = districts[number * len(districts) // (stations + 1)]
            rows.append(a_station(number, district, counties[district.path[:-4]], rng))
        made = Station.objects.bulk_create(rows)
        Point.objects.bulk_create(point for station in made for point in points_of(station, rng))


def a_station(number: int, district: Unit, county: int, rng: random.Random) -> Station:
    name = f"دبستان شماره {number}"
    return Station(
        unit=district,
        county_id=county,
        number=number,
        name=name,
        search_name=search_key(name),
        kind="mobile" if number % 4 == 0 else "fixed",
        area="urban" if rng.random() < 0.46 else "rural",
        electors=int(rng.triangular(200, 2400, 800) * ELECTORS / STATIONS / 1130),
        opened_at=LONG_AGO,
    )


def points_of(station: Station, rng: random.Random) -> Iterator[Point]:
    for seq in (1, 2) if station.kind == "mobile" else (1,):
        yield Point(
            station=station,
            seq=seq,
            name=f"{station.name} {seq}",
            lon=station.unit.seat_lon + rng.gauss(0, 0.15),
            lat=station.unit.seat_lat + rng.gauss(0, 0.12),
            opens=clock_time(8 if seq == 1 else 13),
            closes=clock_time(12 if seq == 1 else 18),
        )


def gather(rng: random.Random, counties: int) -> None:
    """Each county records most of its needs; the next county of the province verifies them."""
    with timed("record and verify"):
        for county in Unit.objects.filter(level="county").order_by("path")[:counties]:
            author = User.objects.get(username=f"it-{county.path}")
            following = f"{county.path[:-4]}{int(county.path[-4:]) % COUNTIES + 1:04}"
            verifier = User.objects.get(username=f"it-{following}")
            record_inspections_bulk(by=author, rows=findings(county, rng))
            pending = Evidence.objects.filter(author=author, state="pending")
            keys = [
                pk for pk in pending.values_list("pk", flat=True) if rng.random() > PENDING_SHARE
            ]
            verify_bulk(by=verifier, evidence_ids=keys)


def findings(county: Unit, rng: random.Random) -> Iterator[Finding]:
    """What a county has seen."""
    needs = Need.objects.filter(station__county=county).select_related("requirement")
    for need in needs:
        if rng.random() < MISSING_SHARE * (6 if "link" in need.requirement.code else 1):
            continue
        serials = need.requirement.evidence_policy["serials"]
        yield Finding(
            need=need.pk,
            kind=ProofKind.VISIT,
            taken_at=now() - timedelta(days=rng.randint(1, 40)),
            serials=tuple(f"SN{need.pk:08}{n}" for n in range(need.quantity)) if serials else (),
        )


class timed:  # noqa: N801 - reads as a word
    """Prints how long a part took, of that on the processor, and the peak memory after it.

    The memory holds up to 320 MB of SQLite's own cache and memory map.
    """

    def __init__(self, what: str) -> None:
        self.what = what

    def __enter__(self) -> None:
        self.start = time.perf_counter()
        self.cpu = time.process_time()

    def __exit__(self, *_: object) -> None:
        seconds = time.perf_counter() - self.start
        cpu = time.process_time() - self.cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{self.what:32} {seconds:8.2f} s   cpu {cpu:8.2f} s   peak {peak:6.0f} MB", flush=True
        )


def page_times(
    client: Client, path: str, requests: int, **headers: str
) -> tuple[list[float], list[float], Any]:
    """Milliseconds per request after three that warm up: on the clock, and on the processor."""
    times, cpus, response = [], [], None
    for turn in range(requests + 3):
        start, cpu = time.perf_counter(), time.process_time()
        response = client.get(path, headers=headers)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        took = (time.perf_counter() - start) * 1000
        worked = (time.process_time() - cpu) * 1000
        if response.status_code != 200:
            sys.exit(f"{path}: {response.status_code} {body[:300]!r}")
        if turn >= 3:
            times.append(took)
            cpus.append(worked)
    return times, cpus, response


def queries_of(client: Client, path: str) -> int:
    """How many queries one request makes."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)


def ask_pages(requests: int) -> None:
    """Server time of every board page, for the nation and for a province and county of it."""
    client = Client(HTTP_HOST="127.0.0.1")
    sign_in(client, User.objects.get(username="headquarters"))
    nation, province, county = (
        Unit.objects.filter(level=level).order_by("path").first()
        for level in ("country", "province", "county")
    )
    pages = [
        ("board of the nation", f"/readiness/?unit={nation.key}"),
        ("… not ready", f"/readiness/?unit={nation.key}&state=not-ready"),
        ("… one requirement", f"/readiness/?unit={nation.key}&gap=power"),
        ("… mobile, rural", f"/readiness/?unit={nation.key}&kind=mobile&area=rural"),
        ("… text", f"/readiness/?unit={nation.key}&text=دبستان شماره 58"),
        ("… page 1000", f"/readiness/?unit={nation.key}&page=1000"),
        ("… areas", f"/readiness/areas/?unit={nation.key}"),
        ("… map page", f"/readiness/map/?unit={nation.key}"),
        ("board of a province", f"/readiness/?unit={province.key}"),
        ("board of a county", f"/readiness/?unit={county.key}"),
        ("verification queue", "/readiness/queue/"),
    ]
    for name, path in pages:
        times, cpus, _ = page_times(client, path, requests)
        print(
            f"{name:32} min {min(times):6.1f} ms   median {statistics.median(times):6.1f} ms"
            f"   cpu {statistics.median(cpus):6.1f} ms"
            f"   {queries_of(client, path):3} queries",
            flush=True,
        )
    ask_map(client, nation)


def ask_map(client: Client, nation: Unit) -> None:
    """The map's points: made anew, from the cache, and unchanged."""
    from django.core.cache import cache

    path = f"/readiness/map/points.json?unit={nation.key}"
    cache.clear()
    start = time.perf_counter()
    response = client.get(path, headers={"accept-encoding": "gzip"})
    print(f"{'map points, made anew':32} {(time.perf_counter() - start) * 1000:8.1f} ms")
    raw = gzip.decompress(response.content)
    print(f"{'map points':32} {len(raw):,} bytes, {len(response.content):,} gzipped")
    times, _, response = page_times(client, path, 10, **{"accept-encoding": "gzip"})
    print(f"{'map points, from the cache':32} median {statistics.median(times):6.1f} ms")
    start = time.perf_counter()
    again = client.get(path, headers={"if-none-match": response["ETag"]})
    print(
        f"{'map points, unchanged':32} {(time.perf_counter() - start) * 1000:8.1f} ms"
        f"   status {again.status_code}"
    )


def sign_in(client: Client, user: User) -> None:
    """Sign in with a second factor, as `tests.sessions` does."""
    from tests.sessions import plain_force_login, prove_second_factor

    plain_force_login(client, user)
    prove_second_factor(client, user)


def ask_recounts() -> None:
    """A recount of everything, and one changed reading."""
    election = Election.objects.get(slug="president-14")
    with timed("recompute all, nothing changed"):
        print("  changed:", recompute_all(election))
    StationStatus.objects.all().delete()
    with timed("recompute all, from nothing"):
        print("  changed:", recompute_all(election))
    ask_one_change()


def ask_one_change() -> None:
    """One reading: recorded, verified, on the board; and the recompute alone."""
    needs = Need.objects.filter(requirement__code="first-link", state="missing")
    need = needs.select_related("station__county").first()
    county = need.station.county
    author = User.objects.get(username=f"it-{county.path}")
    following = f"{county.path[:-4]}{int(county.path[-4:]) % COUNTIES + 1:04}"
    verifier = User.objects.get(username=f"it-{following}")
    finding = Finding(need=need.pk, kind=ProofKind.VISIT, taken_at=now())
    acts: list[tuple[str, Callable[[], object]]] = [
        ("record one reading", lambda: record_evidence(by=author, finding=finding)),
        (
            "verify it, board included",
            lambda: verify_evidence(by=verifier, evidence=Evidence.objects.get(need=need)),
        ),
        ("recompute its station", lambda: recompute([need.station_id])),
    ]
    for name, act in acts:
        start, cpu = time.perf_counter(), time.process_time()
        act()
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
        print(f"{name:32} {wall * 1000:8.1f} ms   cpu {cpu * 1000:6.1f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stations", type=int, default=STATIONS)
    parser.add_argument("--counties", type=int, default=PROVINCES * COUNTIES, help="with evidence")
    parser.add_argument("--requests", type=int, default=30)
    parser.add_argument("--only", choices=["build", "pages", "recounts"], default=None)
    options = parser.parse_args()
    build(options.stations, options.counties)
    print(
        f"{connection.vendor}: {Station.objects.count():,} stations, {Need.objects.count():,} needs"
    )
    if options.only in {None, "pages"}:
        ask_pages(options.requests)
    if options.only in {None, "recounts"}:
        ask_recounts()


if __name__ == "__main__":
    main()
