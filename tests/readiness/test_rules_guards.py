"""Guards against cheating, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.readiness.rules.guards import (
    Objection,
    clashes,
    may_verify,
    normal_serial,
    read_serials,
)
from sandoq.common.errors import BadInput


@pytest.mark.parametrize(
    ("verifier", "unit", "blocking", "objection"),
    [
        ("author", "babol", True, Objection.IS_AUTHOR),
        ("author", "babol", False, Objection.IS_AUTHOR),
        ("author", "sari", True, Objection.IS_AUTHOR),
        ("author", "sari", False, Objection.IS_AUTHOR),
        ("other", "babol", True, Objection.SAME_UNIT),
        ("other", "babol", False, None),
        ("other", "sari", True, None),
        ("other", "sari", False, None),
    ],
)
def test_who_may_verify(
    verifier: str, unit: str, blocking: bool, objection: Objection | None
) -> None:
    """The whole table: never oneself, and for blocking needs never one's own unit."""
    assert may_verify("author", "babol", verifier, unit, blocking) is objection


def test_spellings_of_one_serial_number_meet() -> None:
    """Otherwise one device would be counted once per spelling."""
    spellings = ["SN-123a", "sn 123 A", "ＳＮ۱۲۳Ａ", "sn_١٢٣.a", "Sn‌-۱۲۳/a"]
    assert {normal_serial(spelling) for spelling in spellings} == {"SN123A"}


@pytest.mark.parametrize(
    ("text", "reason"), [(" - ", "empty"), ("x" * 65, "too-long"), ("سریال۱۲", "not-a-serial")]
)
def test_a_serial_number_that_cannot_be_read_is_refused(text: str, reason: str) -> None:
    """A word is not a serial number; anything unreadable would never clash."""
    with pytest.raises(BadInput) as refusal:
        normal_serial(text)
    assert refusal.value.reason == reason


def test_serials_are_read_from_lines_and_commas_once_each() -> None:
    """Typing a number twice does not make two devices."""
    assert read_serials("SN1\nSN-2، sn 1;;\r\nSN3") == ("SN1", "SN2", "SN3")


@given(
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(1, 4))),
    st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, 4)),
)
def test_no_serial_number_serves_two_needs(
    wanted: list[tuple[str, int]], held: dict[str, int]
) -> None:
    """Nothing clashes exactly if each number has one need, and every clash names a real holder."""
    found = clashes(wanted, held)
    needs: dict[str, set[int]] = {serial: {need} for serial, need in held.items()}
    for serial, need in wanted:
        needs.setdefault(serial, set()).add(need)
    assert {serial for serial, _ in found} == {s for s, many in needs.items() if len(many) > 1}
    for serial, holder in found:
        assert holder in needs[serial]
        assert held.get(serial, holder) == holder
