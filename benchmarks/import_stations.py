"""How much processor time does an import of 60,000 stations cost, beside django-import-export?

    python benchmarks/import_stations.py [--rows 60000]

The same .xlsx file (one row a station, Persian words, fourteen columns, 31 provinces) goes into an
empty SQLite register, each contender in a process of its own, first as a preview and then as the
import itself, which is how both are used:

- ours: `preview` and `apply_batch`. Recognises the columns, normalises, matches every row to the
  register, compares it with its neighbours for duplicates, keeps every row with its reasons;
  writes stations, points, codes, the register's history and the audit trail.
- import-export: ModelResources for Station, Point and StationCode over the file's columns; dry run
  of the stations (the others need them written), then the import of all three. Settings its manual
  recommends for bulk: use_bulk, batch_size 1000, skip_diff, use_transactions, foreign keys looked
  up once. It finds existing stations by (county, number).
- stations only: the same without points and codes, so four of the columns are not imported.
- blind: stations only with force_init_instance, which never looks for existing rows, so that a
  second import would double or fail: the least work the peer can do.

No peer normalises, finds duplicates, or keeps a history. Reported are seconds of processor time of
the process and its children, and the peak of the memory that both hold at one moment. Exit status 1
if ours is not 5 times cheaper than the peer that imports all columns, or takes 500 MB.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[1]
OURS, PEER, STATIONS_ONLY, BLIND = CONTENDERS = (
    "ours",
    "import-export",
    "stations-only",
    "blind",
)
LEAST_RATIO = 5.0
MOST_MEGABYTES = 500.0
SAMPLE_SECONDS = 0.02

HEADER = (
    *("شهرستان", "بخش", "شماره شعبه", "کد شعبه", "نام شعبه", "نوع شعبه", "شهری/روستایی"),
    *("تعداد واجدین", "نشانی", "طول جغرافیایی", "عرض جغرافیایی", "ساعت شروع", "ساعت پایان"),
    "استان",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the contenders, each in its own process, and compare them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(argv)
    if options.contender:
        print(json.dumps(run(options.contender, options.folder)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stations.xlsx"
        rows = write_file(path, options.rows)
        print(f"{rows} rows, {path.stat().st_size >> 10} KiB")
        results = {name: _apart(name, Path(folder)) for name in CONTENDERS}
    return _compare(results)


def _compare(results: dict[str, dict[str, Any]]) -> int:
    print(f"{'':16}{'preview s':>11}{'import s':>11}{'CPU s':>9}{'MB':>7}{'times ours':>12}")
    ours = results[OURS]
    for name, one in results.items():
        print(
            f"{name:16}{one['preview_seconds']:11.1f}{one['import_seconds']:11.1f}"
            f"{one['cpu_seconds']:9.1f}{one['megabytes']:7.0f}"
            f"{one['cpu_seconds'] / ours['cpu_seconds']:12.1f}   wrote {one['wrote']}"
        )
    ratio = results[PEER]["cpu_seconds"] / ours["cpu_seconds"]
    good = ratio >= LEAST_RATIO and ours["megabytes"] < MOST_MEGABYTES
    print(f"ours: {ratio:.1f} times less processor time, {ours['megabytes']:.0f} MB", end=": ")
    print("good" if good else f"NOT at least {LEAST_RATIO:.0f} times and below 500 MB")
    return 0 if good else 1


def _apart(contender: str, folder: Path) -> dict[str, Any]:
    home = folder / contender
    home.mkdir()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "sandoq.project.settings.local",
        "SANDOQ_HOME": str(home),
        "DATABASE_URL": f"sqlite:///{home / 'bench.sqlite3'}",
        "PYTHONPATH": str(REPOSITORY),
    }
    command = [sys.executable, __file__, "--contender", contender, "--folder", str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        peak = 0
        while process.poll() is None:
            peak = max(peak, _resident_bytes(process.pid))
            time.sleep(SAMPLE_SECONDS)
        told, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{contender} failed")
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return {**found, "megabytes": peak / 1024**2}


def _resident_bytes(pid: int) -> int:
    """Memory that a process and its children hold at this moment."""
    pids = [pid]
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        pids += [int(child) for child in _read(thread).split()]
    pages = sum(int(_read(Path(f"/proc/{one}/statm")).split()[1:2][0] or 0) for one in pids)
    return pages * resource.getpagesize()


def _read(path: Path) -> str:
    """A file of /proc; a process that has just ended holds nothing."""
    try:
        return path.read_text()
    except OSError:
        return "0 0"


def run(contender: str, folder: Path) -> dict[str, Any]:
    """One contender in this process, against an empty register."""
    import django

    django.setup()
    from django.core.management import call_command

    from sandoq.apps.territory.models import Point, Station, StationChange, StationCode

    call_command("migrate", verbosity=0)
    country = territory()
    start = cpu_seconds()
    path = folder / "stations.xlsx"
    middle = ours(path, country) if contender == OURS else peer(path, contender)
    end = cpu_seconds()
    models = (Station, Point, StationCode, StationChange)
    return {
        "preview_seconds": middle - start,
        "import_seconds": end - middle,
        "cpu_seconds": end - start,
        "wrote": {model.__name__: model._default_manager.count() for model in models},
    }


def cpu_seconds() -> float:
    """Processor time of this process and its finished children."""
    usages = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def ours(path: Path, country: Any) -> float:
    """Preview and apply; the processor time after the preview."""
    from django.conf import settings

    from sandoq.apps.territory.services.importing import NamedFile, apply_batch, preview
    from tests.factories import a_user

    # Signing in is not the question, and hashing a password well takes 100 MB.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    by = a_user("headquarters", country)
    batch = preview(by=by, unit=country, files=[NamedFile(path.name, path.read_bytes())])
    middle = cpu_seconds()
    batch = apply_batch(by=by, batch=batch)
    if batch.counts["created"] != batch.counts["rows"] - 1:  # the header is a row, too
        raise AssertionError(f"not all rows were imported: {batch.counts}")
    return middle


def peer(path: Path, contender: str) -> float:
    """Dry run and import; the processor time after the dry run."""
    import tablib

    data = tablib.Dataset().load(path.read_bytes(), "xlsx")
    stations = station_resource(is_blind=contender == BLIND)
    stations.import_data(data, dry_run=True, raise_errors=True)
    middle = cpu_seconds()
    stations.import_data(data, dry_run=False, raise_errors=True)
    if contender == PEER:
        for resource_of_part in part_resources():
            resource_of_part.import_data(data, dry_run=False, raise_errors=True)
    return middle


class _Bulk:
    """What the peer's manual recommends for many rows."""

    use_bulk = True
    batch_size = 1000
    skip_diff = True
    use_transactions = True


def station_resource(*, is_blind: bool) -> Any:
    """The peer's resource for stations, as its manual would have it written for this file."""
    from import_export import fields, resources, widgets

    from sandoq.apps.territory.models import Station, Unit
    from sandoq.common.clock import now
    from sandoq.common.text import search_key

    by_name = {}
    for unit in Unit.objects.filter(level__in=["county", "district"]):
        above = [*unit.get_ancestors().values_list("name_fa", flat=True)][1:]
        by_name[(*above, unit.name_fa)] = unit
    words = {"ثابت": "fixed", "سیار": "mobile", "شهری": "urban", "روستایی": "rural"}
    opened_at = now()

    class CountyWidget(widgets.ForeignKeyWidget):
        def clean(self, value: Any, row: Any = None, **_: Any) -> Any:
            return by_name[row["استان"], value]

    class DistrictWidget(widgets.ForeignKeyWidget):
        def clean(self, value: Any, row: Any = None, **_: Any) -> Any:
            return by_name[row["استان"], row["شهرستان"], value]

    class WordWidget(widgets.CharWidget):
        def clean(self, value: Any, **_: Any) -> Any:
            return words[value]

    class StationResource(resources.ModelResource):
        county = fields.Field("county", "شهرستان", widget=CountyWidget(Unit))
        unit = fields.Field("unit", "بخش", widget=DistrictWidget(Unit))
        number = fields.Field("number", "شماره شعبه", widget=widgets.IntegerWidget())
        name = fields.Field("name", "نام شعبه", widget=widgets.CharWidget())
        kind = fields.Field("kind", "نوع شعبه", widget=WordWidget())
        area = fields.Field("area", "شهری/روستایی", widget=WordWidget())
        electors = fields.Field("electors", "تعداد واجدین", widget=widgets.IntegerWidget())
        address = fields.Field("address", "نشانی", widget=widgets.CharWidget())

        class Meta(_Bulk):
            model = Station
            fields = ("county", "unit", "number", "name", "kind", "area", "electors", "address")
            import_id_fields = ("county", "number")
            force_init_instance = is_blind

        def before_save_instance(self, instance: Any, *_: Any, **__: Any) -> None:
            instance.search_name = search_key(instance.name)[:200]
            instance.opened_at = opened_at

    return StationResource()


def part_resources() -> list[Any]:
    """The peer's resources for points and codes of stations that are there; nothing looked up."""
    from import_export import fields, resources, widgets

    from sandoq.apps.territory.models import Point, Station, StationCode

    stations = {
        (station.county.get_parent().name_fa, station.county.name_fa, station.number): station
        for station in Station.objects.select_related("county")
    }

    class StationWidget(widgets.ForeignKeyWidget):
        def clean(self, value: Any, row: Any = None, **_: Any) -> Any:
            return stations[row["استان"], row["شهرستان"], int(value)]

    class PointResource(resources.ModelResource):
        station = fields.Field("station", "شماره شعبه", widget=StationWidget(Station))
        name = fields.Field("name", "نام شعبه", widget=widgets.CharWidget())
        address = fields.Field("address", "نشانی", widget=widgets.CharWidget())
        lon = fields.Field("lon", "طول جغرافیایی", widget=widgets.FloatWidget())
        lat = fields.Field("lat", "عرض جغرافیایی", widget=widgets.FloatWidget())
        opens = fields.Field("opens", "ساعت شروع", widget=widgets.TimeWidget("%H:%M"))
        closes = fields.Field("closes", "ساعت پایان", widget=widgets.TimeWidget("%H:%M"))

        class Meta(_Bulk):
            model = Point
            fields = ("station", "name", "address", "lon", "lat", "opens", "closes")
            import_id_fields = ("station",)
            force_init_instance = True

        def before_save_instance(self, instance: Any, *_: Any, **__: Any) -> None:
            instance.seq = 1

    class CodeResource(resources.ModelResource):
        station = fields.Field("station", "شماره شعبه", widget=StationWidget(Station))
        value = fields.Field("value", "کد شعبه", widget=widgets.CharWidget())

        class Meta(_Bulk):
            model = StationCode
            fields = ("station", "value")
            import_id_fields = ("station",)
            force_init_instance = True

        def before_save_instance(self, instance: Any, *_: Any, **__: Any) -> None:
            instance.scheme = "interior"

    return [PointResource(), CodeResource()]


def territory() -> Any:
    """The country with its provinces, counties and districts."""
    from sandoq.apps.territory.models import Unit
    from sandoq.demo.territory import demo_territory
    from tests.factories import a_country, a_county, a_district, a_province

    told = demo_territory("nation")
    country = a_country()
    provinces = {p.iso: a_province(p.name_fa) for p in told.provinces}
    counties = {}
    for county in told.counties:
        province = Unit.objects.get(pk=provinces[county.province_iso].pk)
        counties[county.province_iso, county.name_fa] = a_county(county.name_fa, province)
    for district in told.districts:
        county = counties[district.province_iso, district.county_fa]
        a_district(district.name_fa, Unit.objects.get(pk=county.pk))
    return Unit.objects.get(pk=country.pk)


def write_file(path: Path, count: int) -> int:
    """The stations of the demo's nation, each at its first point; how many."""
    import xlsxwriter

    from sandoq.demo.stations import generate_stations

    kinds = {"fixed": "ثابت", "mobile": "سیار"}
    areas = {"urban": "شهری", "rural": "روستایی"}
    number = 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("شعب")
        sheet.write_row(0, 0, HEADER)
        for number, row in enumerate(generate_stations("nation", stations=count, seed=1), start=1):
            point = row.points[0]
            cells = [row.county, row.district, row.number, row.code, row.name, kinds[row.kind]]
            cells += [areas[row.area], row.electors, row.address, point.lon, point.lat]
            cells += [point.opens, point.closes, row.province]
            sheet.write_row(number, 0, cells)
    return number


if __name__ == "__main__":
    sys.exit(main())
