"""Calendar programs read our file: lines fold, text is escaped, last days are included."""

import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.elections.rules.icalendar import Event, calendar_text, escape

AT = datetime(2024, 2, 1, 6, 30, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    """The content lines, by RFC 5545 section 3.1."""
    return re.sub("\r\n[ \t]", "", text).split("\r\n")[:-1]


def unescaped(value: str) -> str:
    """The text of a value, by RFC 5545 section 3.3.11."""
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)


def test_a_step_of_several_days_ends_after_its_last_day() -> None:
    """DTEND is exclusive: a campaign until the 28th is over on the 29th."""
    event = Event("1@x", "تبلیغات", date(2024, 2, 22), date(2024, 2, 28))

    lines = unfolded(calendar_text("مجلس", [event], stamp=AT))

    assert "DTSTART;VALUE=DATE:20240222" in lines
    assert "DTEND;VALUE=DATE:20240229" in lines
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "DTSTAMP:20240201T063000Z" in lines


def test_a_span_of_time_is_given_in_utc() -> None:
    """A phone in another country shows the right hour."""
    event = Event("1@x", "رأی‌گیری", AT, AT.replace(hour=14))

    lines = unfolded(calendar_text("مجلس", [event], stamp=AT))

    assert {"DTSTART:20240201T063000Z", "DTEND:20240201T143000Z"} <= set(lines)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"]) | st.just("\n"))


@given(texts, texts)
def test_any_text_survives_folding_and_escaping(summary: str, description: str) -> None:
    """No line has more than 75 octets, and what was written is read back."""
    event = Event("1@x", summary, date(2024, 3, 1), date(2024, 3, 1), description)
    text = calendar_text("تقویم", [event], stamp=AT)

    physical = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in physical)
    lines = unfolded(text)
    read = next(line for line in lines if line.startswith("SUMMARY:"))
    assert unescaped(read.removeprefix("SUMMARY:")) == "\n".join(summary.splitlines())


def test_every_special_character_is_escaped() -> None:
    """The four of section 3.3.11."""
    assert escape("a\\b;c,d\ne") == "a\\\\b\\;c\\,d\\ne"
