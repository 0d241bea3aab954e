"""What the tests of the import share: a province to import into, and whole tables to compare."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.db.models import Model

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.territory.models import (
    ImportBatch,
    ImportRow,
    Point,
    Station,
    StationChange,
    StationCode,
    Unit,
)
from sandoq.apps.territory.services.importing import NamedFile, preview
from sandoq.demo.territory import demo_territory
from tests.factories import a_county, a_district, a_province, a_user

HEADER = ["شهرستان", "بخش", "شماره شعبه", "کد شعبه", "نام شعبه", "نوع شعبه", "شهری/روستایی"]
HEADER += ["تعداد واجدین", "نشانی", "طول جغرافیایی", "عرض جغرافیایی", "ساعت شروع", "ساعت پایان"]
HEADER += ["محل استقرار", "تاریخ تأسیس"]
FIELDS = ["county", "district", "number", "code", "name", "kind", "area", "electors", "address"]
FIELDS += ["lon", "lat", "opens", "closes", "stops", "opened_on"]

REGISTER = (Station, Point, StationCode, StationChange)


def mazandaran() -> Unit:
    """The province with its 22 counties and 37 districts, and two other provinces' counties."""
    province = a_province("مازندران")
    territory = demo_territory("mazandaran")
    for county in territory.counties:
        unit = a_county(county.name_fa, province)
        Unit.objects.filter(pk=unit.pk).update(seat_lon=county.seat[0], seat_lat=county.seat[1])
        for district in territory.districts:
            if district.county_fa == county.name_fa:
                a_district(district.name_fa, Unit.objects.get(pk=unit.pk))
    for other, counties in (("گیلان", ("رشت", "لاهیجان")), ("گلستان", ("گرگان",))):
        neighbour = a_province(other)
        for name in counties:
            a_district("مرکزی", a_county(name, neighbour))
    return Unit.objects.get(pk=province.pk)


def babol() -> tuple[Unit, User]:
    """A county with two districts, and its IT representative."""
    county = a_county("بابل")
    a_district("مرکزی", county)
    a_district("بندپی شرقی", Unit.objects.get(pk=county.pk))
    county = Unit.objects.get(pk=county.pk)
    return county, a_user(Role.COUNTY_IT, county)


def a_row(**values: Any) -> dict[str, Any]:
    """A good row of Babol, by field; None empties a cell."""
    good = {
        "county": "بابل",
        "district": "مرکزی",
        "number": 1,
        "code": "0205001",
        "name": "دبستان سعدی",
        "kind": "ثابت",
        "area": "شهری",
        "electors": 812,
        "address": "خیابان سعدی",
        "lon": 52.68,
        "lat": 36.54,
        "opens": "08:00",
        "closes": "18:00",
    }
    return {**good, **values}


def a_file(*rows: dict[str, Any], name: str = "stations.csv") -> NamedFile:
    """The rows as a comma-separated file under the template's header."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow(["" if row.get(field) is None else row[field] for field in FIELDS])
    return NamedFile(name, text.getvalue().encode())


def previewed(
    by: User, unit: Unit, *rows: dict[str, Any], name: str = "stations.csv"
) -> ImportBatch:
    """A preview of these rows."""
    return preview(by=by, unit=unit, files=[a_file(*rows, name=name)])


def row_at(batch: ImportBatch, number: int) -> ImportRow:
    """The row of a one-sheet import with the spreadsheet's number."""
    return batch.rows.get(row=number)


def reasons(row: ImportRow) -> set[str]:
    return {problem["reason"] for problem in row.problems}


def dump(models: Sequence[type[Model]] = REGISTER) -> dict[str, list[dict[str, Any]]]:
    """Every column of every row of the tables, retired points included."""
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


def sums_hold(batch: ImportBatch) -> bool:
    """Rows in = created + updated + merged + quarantined + ignored, and each has its row."""
    parts = ("created", "updated", "merged", "quarantined", "ignored")
    return batch.counts["rows"] == sum(batch.counts[part] for part in parts) == batch.rows.count()
