"""Identifiers are read in every spelling people use, checked, and never leak in a refusal."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandoq.common.errors import BadInput
from sandoq.common.identifiers import mask, mobile, national_id, sheba
from sandoq.common.text import to_persian_digits

NINE_DIGITS = st.text("0123456789", min_size=9, max_size=9)
ACCOUNTS = st.text("0123456789", min_size=22, max_size=22)


def a_sheba(account: str) -> str:
    """ISO 7064: the check digits are 98 minus the remainder with 00 in their place."""
    return f"IR{98 - int(account + '182700') % 97:02}{account}"


def refusal_of(read: Callable[[str], str], value: str) -> BadInput | None:
    try:
        read(value)
    except BadInput as refusal:
        return refusal
    return None


def accepts(read: Callable[[str], str], value: str) -> bool:
    return refusal_of(read, value) is None


@given(NINE_DIGITS.filter(lambda digits: len(set(digits)) > 1))
def test_nine_digits_have_exactly_one_check_digit(digits: str) -> None:
    assert sum(accepts(national_id, f"{digits}{check}") for check in range(10)) == 1


@pytest.mark.parametrize("digit", "0123456789")
def test_ten_equal_digits_are_refused_although_their_checksum_fits(digit: str) -> None:
    with pytest.raises(BadInput) as refusal:
        national_id(digit * 10)

    assert refusal.value.reason == "all-equal"


@pytest.mark.parametrize(
    "written",
    [
        *("0012345679", "۰۰۱۲۳۴۵۶۷۹", "٠٠١٢٣٤٥٦٧٩", "12345679", "012345679", "001-234567-9"),
        *(" 0012345679\u200f", "'0012345679", "12345679.0", 12345679, 12345679.0),
    ],
)
def test_a_national_id_gets_its_leading_zeros_back(written: str | float) -> None:
    """A spreadsheet strips them, and writes Persian digits and invisible marks."""
    assert national_id(written) == "0012345679"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "empty"),
        ("  ", "empty"),
        ("کد ملی", "not-digits"),
        ("001234567x", "not-digits"),
        ("1.2345679E+07", "not-digits"),
        ("1234567", "wrong-length"),
        ("00012345679", "wrong-length"),
        ("0012345678", "checksum"),
        ("12345678.9", "not-digits"),
        (float("nan"), "not-digits"),
    ],
)
def test_a_bad_national_id_says_why(written: str | float, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        national_id(written)

    assert (refusal.value.field, refusal.value.reason) == ("national_id", reason)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_every_way_to_write_a_mobile_gives_the_same_number(rest: str) -> None:
    ways = (f"09{rest}", f"9{rest}", f"00989{rest}", f"+989{rest}", f"989{rest}", f"+9809{rest}")

    assert {mobile(way) for way in ways} == {f"+989{rest}"}
    assert {mobile(to_persian_digits(way)) for way in ways} == {f"+989{rest}"}


def test_a_mobile_may_be_spaced_or_a_number_cell() -> None:
    assert mobile("+98 (0)912 345-6789") == "+989123456789"
    assert mobile(9123456789) == mobile(9123456789.0) == "+989123456789"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "empty"),
        ("ندارد", "not-digits"),
        ("01133333333", "not-a-mobile"),
        ("+44 7911 123456", "not-a-mobile"),
        ("0912345678", "wrong-length"),
        ("091234567890", "wrong-length"),
        ("09123456789 - 09111111111", "wrong-length"),
    ],
)
def test_a_bad_mobile_says_why(written: str, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        mobile(written)

    assert (refusal.value.field, refusal.value.reason) == ("mobile", reason)


@given(ACCOUNTS)
def test_a_sheba_is_read_in_every_spelling(account: str) -> None:
    number = a_sheba(account)
    spaced = " ".join(number[place : place + 4] for place in range(0, 26, 4))

    assert sheba(number) == sheba(spaced) == sheba(number.lower()) == sheba(number[2:]) == number
    assert sheba(to_persian_digits(number)) == number


@given(ACCOUNTS)
def test_a_sheba_has_exactly_one_pair_of_check_digits(account: str) -> None:
    """Modulo 97 alone, 00, 01 and 99 would pass where 97, 98 and 02 are right."""
    assert sum(accepts(sheba, f"IR{check:02}{account}") for check in range(100)) == 1


@given(ACCOUNTS, st.integers(2, 25), st.integers(1, 9))
def test_every_changed_digit_of_a_sheba_is_detected(account: str, place: int, shift: int) -> None:
    number = a_sheba(account)
    changed = (int(number[place]) + shift) % 10

    assert not accepts(sheba, f"{number[:place]}{changed}{number[place + 1 :]}")


@given(ACCOUNTS, st.integers(2, 24))
def test_every_swap_of_neighbours_in_a_sheba_is_detected(account: str, place: int) -> None:
    number = a_sheba(account)
    left, right = number[place], number[place + 1]

    swapped = f"{number[:place]}{right}{left}{number[place + 2 :]}"

    assert accepts(sheba, swapped) == (left == right)


def test_published_examples_of_shebas_are_valid() -> None:
    """The example of the SWIFT IBAN registry, which does not depend on our own check digits."""
    assert sheba("IR58 0540 1051 8002 1273 1130 07") == "IR580540105180021273113007"


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "empty"),
        ("IR", "empty"),
        ("IR12", "wrong-length"),
        ("GB29NWBK60161331926819", "not-digits"),
        ("IR590540105180021273113007", "checksum"),
    ],
)
def test_a_bad_sheba_says_why(written: str, reason: str) -> None:
    with pytest.raises(BadInput) as refusal:
        sheba(written)

    assert (refusal.value.field, refusal.value.reason) == ("sheba", reason)


@pytest.mark.parametrize("read", [national_id, mobile, sheba])
@given(value=st.text("0123456789۰۱۲۳ IR+-xعلی", min_size=5))
def test_a_refusal_never_shows_more_than_two_digits(read: Callable[[str], str], value: str) -> None:
    """Refusals reach logs, pages and import reports; tracebacks too must stay clean."""
    refusal = refusal_of(read, value)

    if refusal is not None:
        assert set(refusal.value[:-2]) <= {"*"}
        assert refusal.args == (refusal.field, refusal.value, refusal.reason)
        assert refusal.__cause__ is None


def test_short_values_are_masked_whole() -> None:
    """Two of three digits would be nearly the value."""
    assert mask("1234") == "****"
    assert mask("0012345679") == "********79"
    assert mask("۰۰۱۲۳۴۵۶۷۹") == "********79"
    assert mask("علی") == "***"
