"""The inventory's decisions, in plain values."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.inventory.errors import AssetRefused, BadSerial
from sandoq.apps.inventory.rules.hardening import (
    CHECKLISTS,
    DeviceClass,
    hardening_refusal,
    missing_steps,
)
from sandoq.apps.inventory.rules.reach import ReachSetting, minutes_between, straight_km
from sandoq.apps.inventory.rules.serials import bare, serial_of
from sandoq.apps.inventory.rules.states import (
    NEXT,
    AssetFacts,
    AssetState,
    Refusal,
    refusal_of,
    require_move,
    state_after_hand_over,
)
from sandoq.apps.inventory.rules.stocktaking import Difference, differences

S = AssetState
LIFE = [S.STOCK, S.TESTED, S.SEALED, S.DISPATCHED, S.INSTALLED, S.RETURNED, S.RECONCILED, S.STOCK]


def test_a_device_lives_through_its_states_in_order() -> None:
    """The straight life, and the life of one that fails and is swapped."""
    for now, then in itertools.pairwise(LIFE):
        assert refusal_of(AssetFacts("1", now), then) is None
    for now, then in ((S.INSTALLED, S.FAILED), (S.FAILED, S.SWAPPED), (S.SWAPPED, S.RETURNED)):
        assert refusal_of(AssetFacts("1", now), then) is None


@given(st.sampled_from(S), st.sampled_from(S))
def test_every_other_move_is_refused_by_name(now: AssetState, then: AssetState) -> None:
    refusal = refusal_of(AssetFacts("1", now), then)
    assert (refusal is None) == (then in NEXT[now])
    if refusal:
        assert refusal is Refusal.WRONG_STATE


@pytest.mark.parametrize(
    ("facts", "to", "path", "reason"),
    [
        (AssetFacts("1", S.STOCK, is_model_approved=False), S.TESTED, None, "model-not-approved"),
        (AssetFacts("1", S.TESTED, hardening=Refusal.NOT_HARDENED), S.SEALED, None, "not-hardened"),
        (AssetFacts("1", S.SEALED, region="00010001"), S.DISPATCHED, "00010002", "region-locked"),
        (AssetFacts("1", S.SEALED, is_missing=True), S.DISPATCHED, None, "missing"),
        (AssetFacts("1", S.STOCK), S.DISPATCHED, None, "wrong-state"),
    ],
)
def test_a_refusal_names_its_reason(
    facts: AssetFacts, to: AssetState, path: str | None, reason: str
) -> None:
    with pytest.raises(AssetRefused) as refusal:
        require_move(facts, to, station_path=path)
    assert refusal.value.reason == reason


def test_a_lock_to_a_county_holds_for_its_districts() -> None:
    facts = AssetFacts("1", S.SEALED, region="00010001")
    assert refusal_of(facts, S.DISPATCHED, station_path="000100010003") is None


def test_a_hand_over_dispatches_on_the_way_out_and_returns_on_the_way_in() -> None:
    def after(state: AssetState, *, out: bool, back: bool) -> AssetState:
        return state_after_hand_over(state, leaves_store=out, enters_store=back)

    assert after(S.SEALED, out=True, back=False) is S.DISPATCHED
    assert after(S.INSTALLED, out=False, back=True) is S.RETURNED
    assert after(S.STOCK, out=True, back=True) is S.STOCK
    assert after(S.DISPATCHED, out=False, back=False) is S.DISPATCHED


@pytest.mark.parametrize(
    ("written", "digits", "meant"),
    [
        ("۱۲۳۴۵", None, "12345"),
        ("٠٠١٢٣", None, "00123"),
        (123.0, 6, "000123"),
        ("123", 6, "000123"),
        ("  sn-12 34 ", None, "SN-1234"),
        ("SN‐12", None, "SN-12"),
        ("12345.0", None, "12345"),
        ("'0099", None, "0099"),
        ("AB\u200c12", None, "AB12"),
    ],
)
def test_a_serial_has_one_spelling(written: str | float, digits: int | None, meant: str) -> None:
    """However a spreadsheet or a phone wrote it."""
    assert serial_of(written, digits=digits) == meant
    assert serial_of(meant, digits=digits) == meant


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "empty"),
        ("—", "not-a-serial"),
        ("1.23E+11", "rounded"),
        (1.5, "rounded"),
        (2.0**60, "rounded"),
        ("<script>", "not-a-serial"),
        ("9" * 65, "too-long"),
        (True, "not-a-serial"),
    ],
)
def test_what_is_no_serial_is_refused_with_its_reason(written: object, reason: str) -> None:
    with pytest.raises(BadSerial) as refusal:
        serial_of(written)  # type: ignore[arg-type]
    assert refusal.value.reason == reason


@given(st.text(max_size=80))
def test_reading_a_serial_twice_changes_nothing(text: str) -> None:
    try:
        once = serial_of(text)
    except BadSerial:
        return
    assert serial_of(once) == once


def test_stripped_zeros_meet_under_one_key() -> None:
    assert bare("000123") == bare("123")
    assert bare("A001") != bare("A1")


def test_hardening_asks_for_every_step_and_the_right_build() -> None:
    steps = CHECKLISTS[DeviceClass.SWITCH]
    assert missing_steps(DeviceClass.SWITCH, steps[1:]) == (steps[0],)
    assert missing_steps(DeviceClass.UPS, ()) == ()

    def refuse(**given: object) -> Refusal | None:
        return hardening_refusal(DeviceClass.SWITCH, **given)  # type: ignore[arg-type]

    assert refuse(is_done=False) is Refusal.NOT_HARDENED
    assert refuse(is_done=True) is None
    wrong = refuse(is_done=True, firmware="1", wanted_firmware="2")
    assert wrong is Refusal.FIRMWARE_DIFFERS
    wrong = refuse(is_done=True, configuration="a" * 64, wanted_configuration="b" * 64)
    assert wrong is Refusal.CONFIGURATION_DIFFERS
    assert hardening_refusal(DeviceClass.UPS, is_done=False) is None


def test_minutes_follow_distance_factor_and_speed() -> None:
    """Sari to Babol: about 37 km as the crow flies."""
    sari, babol = (53.06, 36.563), (52.679, 36.551)
    assert straight_km(sari, babol) == pytest.approx(34.1, abs=0.5)
    assert minutes_between(sari, babol, ReachSetting(1.0, 60)) == pytest.approx(
        straight_km(sari, babol)
    )
    assert minutes_between(sari, babol, ReachSetting(2.0, 60)) == pytest.approx(
        2 * straight_km(sari, babol)
    )


@given(
    st.sets(st.integers(0, 9)),
    st.sets(st.integers(0, 9)),
    st.dictionaries(st.integers(0, 3), st.integers(0, 5)),
    st.dictionaries(st.integers(0, 3), st.integers(0, 5)),
)
def test_booking_every_difference_makes_the_register_as_counted(
    expected: set[int], found: set[int], held: dict[int, int], counted: dict[int, int]
) -> None:
    lines = differences(
        expected=expected, found=found, unknown=(), lots_expected=held, lots_found=counted
    )
    register, lots = set(expected), dict(held)
    for line in lines:
        if line.difference is Difference.MISSING:
            register.discard(line.asset or 0)
        elif line.difference is Difference.ELSEWHERE:
            register.add(line.asset or 0)
        elif line.lot is not None:
            lots[line.lot] = line.found
    assert register == found
    assert {lot: n for lot, n in lots.items() if n} == {lot: n for lot, n in counted.items() if n}
