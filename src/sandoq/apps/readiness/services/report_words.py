"""The Persian words of a status report: an official paper is in one language, whoever makes it.

They are part of the report's bytes, so they do not come from the catalogue of the page's reader.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sandoq.common.calendar import format_date
from sandoq.common.clock import in_tehran
from sandoq.common.quantities import group_digits
from sandoq.common.text import to_persian_digits

STATES = {
    "": "—",
    "ready": "آماده",
    "ready-on-fallback": "آماده با جایگزین",
    "not-ready": "آماده نیست",
}
STEPS = {
    "improved": "بهتر شد",
    "worsened": "بدتر شد",
    "entered": "وارد شد",
    "left": "خارج شد",
    "electors": "تغییر شمار واجدان شرایط",
}
KINDS = {"fixed": "ثابت", "mobile": "سیار"}
AREAS = {"urban": "شهری", "rural": "روستایی"}
ROLES = {
    "headquarters": "ستاد انتخابات کشور",
    "province-head": "رئیس ستاد استان",
    "province-member": "عضو ستاد استان",
    "county-it": "نماینده فناوری اطلاعات شهرستان",
}
_WHY_GAP = {
    "missing": "مدرکی ثبت نشده",
    "assigned": "تخصیص یافته، هنوز دیده نشده",
    "evidenced": "در انتظار تأیید",
    "stale": "مدرک کهنه شده",
    "failed": "مدرک رد شده",
    "waived": "معاف، که آماده به شمار نمی‌آید",
    "verified": "تأییدشده",
    "unknown": "",
}
_WHY_CHANGED = {
    **_WHY_GAP,
    "reinspected": "در بازرسی دوباره رد شد",
    "asked": "الزام تازه",
    "withdrawn": "دیگر خواسته نمی‌شود",
    "verified": "تأیید شد",
    "covered": "با جایگزین تأییدشده پوشش یافت",
    "unknown": "بی‌مدرک",
}
_REGISTER = {
    "held": "انتخابات در آن برگزار می‌شود",
    "not-held": "انتخابات دیگر در آن برگزار نمی‌شود",
    "opened": "شعبه تازه دایر شد",
    "restored": "شعبه بازگردانده شد",
    "moved": "جابه‌جا شد",
    "retired": "برچیده شد",
    "electors": "شمار واجدان شرایط در فهرست شعب تغییر کرد",
}


def number_words(number: int) -> str:
    """Grouped Persian digits."""
    return group_digits(number, language="fa")


def rate_words(row: Mapping[str, Any], name: str) -> str:
    """A bound of a refutation rate in per cent; a dash where nothing is inspected yet."""
    if not row["inspected"]:
        return "—"
    return to_persian_digits(f"{row[name] / 100:.1f}".replace(".", "٫")) + "٪"


def signed_words(number: int) -> str:
    """A difference with its sign, which stands on the left of the digits."""
    mark = "+" if number > 0 else "\u2212" if number < 0 else ""
    return f"\u200e{mark}{number_words(abs(number))}\u200e"


def moment_words(text: str) -> str:
    """A moment of a report on Tehran's clock."""
    at = datetime.fromisoformat(text)
    day = format_date(in_tehran(at).date(), language="fa")
    return f"{day}، ساعت {to_persian_digits(f'{in_tehran(at):%H:%M}')}"


def requirement_words(body: Mapping[str, Any], code: str) -> str:
    """What a requirement is called."""
    names = body["former_requirements"] | body["requirements"]
    name: str = names.get(code, {}).get("name_fa") or code
    return name


def gap_words(body: Mapping[str, Any], gap: Mapping[str, Any]) -> str:
    """What is lacking, where, and why."""
    return _told(_place_words(body, gap), _WHY_GAP[gap["why"]])


def reason_words(body: Mapping[str, Any], reason: Mapping[str, Any]) -> str:
    """Why a station changed."""
    if reason["why"] in _REGISTER:
        order = f"، حکم {to_persian_digits(reason['by'])}" if reason["by"] else ""
        return _REGISTER[reason["why"]] + order
    why = _WHY_CHANGED[reason["why"]]
    by = f"، {reason['by']}" if reason["by"] else ""
    return _told(_place_words(body, reason), why + by) if reason["code"] else why


def _place_words(body: Mapping[str, Any], gap: Mapping[str, Any]) -> str:
    name = requirement_words(body, gap["code"])
    return f"{name} (محل {to_persian_digits(str(gap['point']))})" if gap["point"] else name


def _told(what: str, why: str) -> str:
    return f"{what}: {why}" if why else what
