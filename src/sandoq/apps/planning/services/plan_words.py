"""The Persian of a plan's papers: titles, states, moments."""

from datetime import datetime

from sandoq.common.calendar import format_date
from sandoq.common.clock import in_tehran
from sandoq.common.quantities import group_digits
from sandoq.common.text import to_persian_digits

GOALS = {
    "priority-2": "واجدان شرایط شعب بسیار فوری",
    "priority-1": "واجدان شرایط شهرستان‌های مقدم",
    "electors": "واجدان شرایط در شعب آماده",
    "equity": "کمترین سهم واجدان یک شهرستان",
    "transport": "مسیر حمل",
}

REASONS = {
    "used-elsewhere": "موجودیِ در دسترس، واجدان بیشتری را در جای دیگر پوشش می‌دهد",
    "used-for-more-electors": "موجودیِ در دسترس، واجدان بیشتری را در جای دیگر پوشش می‌دهد",
    "out-of-reach": "هیچ انبار در دسترسی تجهیزات آن را کامل نمی‌کند",
    "fixed-not-ready": "تصمیم گرفته شده است که لازم نیست آماده شود",
    "within-allowed-loss": "در حد گذشتِ مجاز برای توازن و مسیر کوتاه‌تر",
}

STATES = {
    "solved": "محاسبه‌شده",
    "proposed": "پیشنهادشده",
    "approved": "در حال اجرا",
    "superseded": "جایگزین‌شده",
}


def number_words(value: float) -> str:
    """A whole number, grouped, in Persian digits."""
    return group_digits(round(value), language="fa")


def percent_words(share: float) -> str:
    """A share in [0, 1] as a percentage of one digit."""
    return to_persian_digits(f"{share * 100:.1f}").replace(".", "٫") + "٪"


def gap_words(gap: float) -> str:
    """How far from the best the plan can be, in percent, without zeros at the end."""
    if gap <= 0:
        return "بهینه اثبات‌شده"
    shown = f"{max(gap * 100, 0.0001):.4f}".rstrip("0").rstrip(".")
    return f"حداکثر {to_persian_digits(shown).replace('.', '٫')}٪ تا بهینه"


def moment_words(at: datetime) -> str:
    """Day and time in Tehran, in words."""
    local = in_tehran(at)
    return f"{format_date(local.date(), language='fa')}، {to_persian_digits(f'{local:%H:%M}')}"
