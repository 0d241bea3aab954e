"""Writes the demo's stations as counties would send them: one workbook a province, one sheet a
county, one row a stop. They are read back by the same import as any other file."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import xlsxwriter

from sandoq.demo.stations import StationRow

HEADER = (
    "ردیف",
    "شهرستان",
    "بخش",
    "شماره شعبه",
    "کد شعبه",
    "نام شعبه",
    "نوع شعبه (ثابت/سیار)",
    "شهری/روستایی",
    "تعداد واجدین شرایط",
    "نشانی",
    "محل‌های استقرار",
    "طول جغرافیایی",
    "عرض جغرافیایی",
    "ساعت شروع",
    "ساعت پایان",
)
KINDS = {"fixed": "ثابت", "mobile": "سیار"}
AREAS = {"urban": "شهری", "rural": "روستایی"}
_SHEET_NAME = 31  # characters that a spreadsheet allows


def write_workbooks(rows: Iterable[StationRow], folder: Path) -> Iterator[tuple[str, Path, int]]:
    """Write one workbook after the other; yield province code, path and number of stations.

    The rows must come province by province and county by county, as `generate_stations` gives
    them. A workbook is complete when it is yielded.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for province, stations in groupby(rows, key=lambda row: row.province_iso):
        path = folder / f"stations-{province}.xlsx"
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            count = sum(
                _write_county(book, county, list(members))
                for county, members in groupby(stations, key=lambda row: row.county)
            )
        yield province, path, count


def _write_county(book: xlsxwriter.Workbook, county: str, stations: list[StationRow]) -> int:
    sheet = book.add_worksheet(county[:_SHEET_NAME])
    sheet.right_to_left()
    sheet.write_row(0, 0, HEADER)
    line = 1
    for station in stations:
        for cells in _lines(station):
            sheet.write_row(line, 0, [line, county, *cells])
            line += 1
    return len(stations)


def _lines(station: StationRow) -> Iterator[list[str | int | float]]:
    """One row a stop; each repeats what identifies the station."""
    for point in station.points:
        yield [
            station.district,
            station.number,
            station.code,
            station.name,
            KINDS[station.kind],
            AREAS[station.area],
            station.electors,
            station.address,
            point.name,
            point.lon,
            point.lat,
            point.opens,
            point.closes,
        ]
