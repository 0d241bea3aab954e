"""The survey form for ODK, Kobo and the like: an XLSForm with the points of a place.

Source: XLSForm.org, *XLSForm reference tables*.
"""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from sandoq.apps.accounts.models import User
from sandoq.apps.connectivity.rules.operators import Technology
from sandoq.apps.connectivity.rules.readings import MOST_ATTEMPTS, SINR_DB, WIDEST_RSRP_DBM
from sandoq.apps.connectivity.selectors.points import survey_points
from sandoq.apps.connectivity.selectors.settings import operators
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import NotFound

FORM_ID = "sandoq_readings"
_FA, _EN = "label::فارسی (fa)", "label::English (en)"
_SURVEY = (
    *("type", "name", _FA, _EN, "required", "appearance", "default", "constraint"),
    *("constraint_message::فارسی (fa)", "constraint_message::English (en)"),
)
_TECHNOLOGY_NAMES = {
    Technology.GSM: ("نسل ۲", "2G"),
    Technology.UMTS: ("نسل ۳", "3G"),
    Technology.LTE: ("نسل ۴", "4G"),
    Technology.NR: ("نسل ۵", "5G"),
    Technology.FIBRE: ("فیبر نوری", "Fibre"),
    Technology.ADSL: ("ADSL", "ADSL"),
    Technology.SATELLITE: ("ماهواره", "Satellite"),
}

Line = Sequence[str]


def xlsform_workbook(user: User, unit: Unit, *, version: str) -> bytes:
    """The form as .xlsx, in Persian and English, with the points where the person records readings.

    Args:
        version: of the form; survey tools take a form again only if it is greater.

    Raises:
        NotFound: the unit has no point where the person records readings.
    """
    points = survey_points(user, unit.path)
    if not points:
        raise NotFound("point", str(unit.key))
    choices = [
        *(
            ("points", str(point.key), f"{_number(point.station.number)}{point.name}", "")
            for point in points
        ),
        *(("operators", row.slug, row.name_fa, row.name_en) for row in operators()),
        *(("technologies", one.value, *names) for one, names in _TECHNOLOGY_NAMES.items()),
        ("yes_no", "yes", "داخل ساختمان", "Indoors"),
        ("yes_no", "no", "بیرون", "Outdoors"),
    ]
    choices = [(name, code, fa, en or fa) for name, code, fa, en in choices]
    settings = (FORM_ID, "سنجش پوشش محل‌های استقرار", version, "فارسی (fa)")
    return _workbook(
        {
            "survey": [_SURVEY, *_questions()],
            "choices": [("list_name", "name", _FA, _EN), *choices],
            "settings": [("form_id", "form_title", "version", "default_language"), settings],
        }
    )


def _questions() -> list[Line]:
    low, high = WIDEST_RSRP_DBM
    return [
        ("start", "start"),
        ("end", "end"),
        (
            *("select_one points", "point", "محل استقرار", "Point", "yes"),
            *("minimal autocomplete",),
        ),
        ("dateTime", "taken_at", "زمان سنجش", "When it was measured", "yes", "", "now()"),
        ("select_one operators", "operator", "اپراتور", "Operator", "yes"),
        ("select_one technologies", "technology", "فناوری", "Technology", "yes"),
        ("select_one yes_no", "indoor", "کجا سنجیده شد؟", "Where was it measured?", "yes"),
        (
            *("integer", "rsrp_dbm", "سطح سیگنال (RSRP، dBm)", "Signal level (RSRP, dBm)"),
            *("", "", "", f". >= {low} and . <= {high}"),
            *(f"عددی از {low} تا {high}", f"A number from {low} to {high}"),
        ),
        (
            *("decimal", "sinr_db", "نسبت سیگنال به نویز (SINR، dB)", "Signal to noise (SINR, dB)"),
            *("", "", "", f". >= {SINR_DB[0]} and . <= {SINR_DB[1]}"),
            *(
                f"عددی از {SINR_DB[0]} تا {SINR_DB[1]}",
                f"A number from {SINR_DB[0]} to {SINR_DB[1]}",
            ),
        ),
        (
            *(
                "integer",
                "attempts",
                "تعداد تراکنش آزمایشی",
                "Test transactions tried",
                "yes",
                "",
                "",
            ),
            *(f". >= 0 and . <= {MOST_ATTEMPTS}", f"حداکثر {MOST_ATTEMPTS}"),
            f"At most {MOST_ATTEMPTS}",
        ),
        (
            *("integer", "successes", "تعداد موفق", "Of these succeeded", "yes", "", ""),
            *(". >= 0 and . <= ${attempts}", "بیش از تعداد تراکنش‌ها نباشد"),
            "Not more than were tried",
        ),
        ("integer", "p95_ms", "صدک ۹۵ زمان پاسخ (میلی‌ثانیه)", "95th percentile of time (ms)"),
        ("text", "note", "توضیحات", "Note"),
    ]


def _number(number: int | None) -> str:
    return f"{number} · " if number is not None else ""


def _workbook(sheets: dict[str, list[Line]]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(lines):
                for column, text in enumerate(line):
                    if text:
                        sheet.write_string(row, column, text)
    return file.getvalue()
