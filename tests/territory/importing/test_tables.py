"""The header is found wherever it stands, and no row of the sheet goes unexplained."""

from collections.abc import Sequence

from sandoq.apps.territory.rules.importing.fields import Field
from sandoq.apps.territory.rules.importing.refusals import Cell
from sandoq.apps.territory.rules.importing.tables import (
    NumberedRow,
    Table,
    find_header,
    rows_of,
    table_of,
)

HEADER: list[Cell] = ["ردیف", "شهرستان", "شماره شعبه", "نام شعبه", "نوع شعبه", "تعداد واجدین"]
GOOD: list[Cell] = [1, "بابل", 12, "دبستان سعدی", "ثابت", 812]


def _numbered(*rows: Sequence[Cell] | None) -> list[NumberedRow]:
    return [(number, list(row)) for number, row in enumerate(rows, start=1) if row]


def _table(rows: list[NumberedRow], **about: object) -> Table:
    return table_of(
        file=0,
        sheet="شعب",
        is_hidden=False,
        top=rows[:20],
        saved=about.get("saved", {}),  # type: ignore[arg-type]
        chosen=about.get("chosen"),  # type: ignore[arg-type]
        is_skipped=bool(about.get("is_skipped")),
    )


def _reasons(*rows: Sequence[Cell] | None) -> list[str]:
    numbered = _numbered(*rows)
    return [row.reason for row in rows_of(_table(numbered), iter(numbered))]


def test_the_header_is_found_below_titles() -> None:
    rows = _numbered(["فهرست شعب اخذ رأی شهرستان بابل"], None, ["سال ۱۴۰۲"], HEADER, GOOD)

    assert find_header(rows).rows == (4,)


def test_a_header_of_two_rows_is_found() -> None:
    upper = ["نام شعبه", "شماره شعبه", "مختصات جغرافیایی", None, "ساعت", None]
    lower = [None, None, "طول", "عرض", "شروع", "پایان"]

    found = find_header(_numbered(upper, lower, ["الف", 1, 52.6, 36.5, "8", "18"]))

    assert found.rows == (1, 2)
    assert [column.field for column in found.columns][2:] == [
        Field.LON,
        Field.LAT,
        Field.OPENS,
        Field.CLOSES,
    ]


def test_every_row_has_a_reason_or_is_a_station() -> None:
    """Titles, header, gaps, the header again, totals and notes are told apart from stations."""
    assert _reasons(
        ["فهرست شعب"],
        HEADER,
        [1, 2, 3, 4, 5, 6],
        GOOD,
        None,
        HEADER,
        GOOD,
        [None, "جمع کل", None, None, None, 1624],
        [None, None, None, None, None, None, "تهیه‌کننده: کارشناس"],
    ) == [
        "title",
        "header",
        "column-numbers",
        "",
        "blank",
        "repeated-header",
        "",
        "total",
        "note",
    ]


def test_a_station_whose_name_begins_like_a_total_is_a_station() -> None:
    """«جمع» begins words, too: a row that says what kind of station it is counts."""
    assert _reasons(HEADER, [1, "بابل", 3, "جمع آوری زباله", "ثابت", 300])[1] == ""


def test_a_sheet_without_a_header_is_held_back_not_lost() -> None:
    assert _reasons(["راهنما"], ["این برگه را پر کنید"]) == ["no-header", "no-header"]


def test_an_unclear_column_holds_the_rows_back_until_somebody_chooses() -> None:
    rows = _numbered(["نام شعبه", "شماره", "تعداد واجدین"], ["دبستان سعدی", 3, 812])
    table = _table(rows)

    assert not table.is_clear
    assert [row.reason for row in rows_of(table, iter(rows))] == ["header", "columns-unclear"]

    chosen = _table(rows, chosen={Field.NAME: [0], Field.NUMBER: [1]})
    station = list(rows_of(chosen, iter(rows)))[1]
    assert (station.reason, station.cells) == ("", {"name": "دبستان سعدی", "number": 3})


def test_a_remembered_mapping_is_used_for_the_same_header() -> None:
    rows = _numbered(["نام شعبه", "شماره", "تعداد واجدین"], ["دبستان سعدی", 3, 812])
    signature = find_header(rows).signature

    table = _table(rows, saved={signature: {Field.NAME: [0], Field.CODE: [1]}})

    assert (table.source, table.is_clear) == ("saved", True)
    assert table.mapping[Field.CODE] == [1]


def test_a_sheet_left_out_is_ignored_row_by_row() -> None:
    rows = _numbered(HEADER, GOOD)

    table = _table(rows, is_skipped=True)

    assert {row.reason for row in rows_of(table, iter(rows))} == {"sheet-skipped"}


def test_columns_chosen_without_a_header_begin_with_the_first_row() -> None:
    rows = _numbered(["دبستان سعدی", 12], ["دبستان حافظ", 13])

    table = _table(rows, chosen={Field.NAME: [0], Field.NUMBER: [1]})

    assert [row.cells["name"] for row in rows_of(table, iter(rows))] == [
        "دبستان سعدی",
        "دبستان حافظ",
    ]
