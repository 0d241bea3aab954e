"""Persian text: one spelling for display, and keys under which spelling variants meet.

Unicode NFKC alone unifies neither the two yehs nor the two kafs, and keeps every invisible
character; Persian spreadsheets are full of both.

Source: ISIRI 6219, *Information technology - Persian information interchange and display
mechanism using Unicode*; Unicode Standard Annex 15.
"""

import re
import unicodedata
from itertools import pairwise

ZWNJ = "\u200c"

_ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
_PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
_FULLWIDTH_DIGITS = "０１２３４５６７８９"
_TO_ASCII = str.maketrans(_ARABIC_DIGITS + _PERSIAN_DIGITS + _FULLWIDTH_DIGITS, "0123456789" * 3)
_TO_PERSIAN = str.maketrans("0123456789", _PERSIAN_DIGITS)

_HAMZA_ABOVE = "\u0654"
_LETTERS = str.maketrans(
    {
        "ي": "ی",  # Arabic yeh
        "ى": "ی",  # alef maksura, drawn like the Persian yeh
        "ك": "ک",  # Arabic kaf
        "ڪ": "ک",  # swash kaf
        "ہ": "ه",  # heh goal
        "ھ": "ه",  # heh doachashmee
        "ە": "ه",  # ae
        "ۀ": "ه" + _HAMZA_ABOVE,  # the ezafe heh has one spelling: heh and hamza above
        "ۂ": "ه" + _HAMZA_ABOVE,
        "ۃ": "ة",  # teh marbuta stays: «دایرةالمعارف» needs it; only keys read it as heh
        "\u0640": None,  # tatweel
        "\u034f": None,  # combining grapheme joiner
    }
    | {chr(selector): None for selector in range(0xFE00, 0xFE10)}  # variation selectors
)
_KEY_LETTERS = str.maketrans({"ي": "ی", "ٱ": "ا", "ة": "ه", "ء": None})


def to_ascii_digits(s: str) -> str:
    """The same text with Persian, Arabic and full-width digits as 0-9."""
    return s.translate(_TO_ASCII)


def to_persian_digits(s: str) -> str:
    """The same text with ASCII, Arabic and full-width digits as ۰-۹."""
    return to_ascii_digits(s).translate(_TO_PERSIAN)


def normalise(s: str) -> str:
    """The display form of a Persian text in one line; applying it twice changes nothing.

    NFKC; Arabic yeh and kaf to Persian; heh variants to heh, ۀ to هٔ, teh marbuta kept; tatweel,
    control and bidi characters and zero-width junk removed; ZWNJ kept, once, only between two
    letters; every run of spaces, tabs and line breaks (split a many-line cell first) one space;
    ends stripped. Digits keep their script. Diacritics and hamza stay.
    """
    s = unicodedata.normalize("NFKC", s).translate(_LETTERS)
    s = "".join(char for char in s if not _is_junk(char))
    s = unicodedata.normalize("NFKC", _keep_joints(s))
    return _fold_spaces(s.replace("ی" + _HAMZA_ABOVE, "ئ"))


def search_key(s: str) -> str:
    """The key under which spelling variants of a phrase are equal; words stay one space apart.

    `normalise`, then: ASCII digits, ZWNJ as a space, no diacritics, no hamza (أ إ آ ٱ as ا, ؤ as و,
    ئ as ی, ء dropped), ة as ه, case folded. Punctuation stays. 'قائم‌شهر' = 'قائم شهر' = 'قايم شهر'.
    """
    s = normalise(s.replace(ZWNJ, " ")).casefold()
    letters = (c for c in unicodedata.normalize("NFKD", s) if unicodedata.category(c) != "Mn")
    s = unicodedata.normalize("NFKC", "".join(letters).translate(_KEY_LETTERS))
    return _fold_spaces(to_ascii_digits(s))


def compact_key(s: str) -> str:
    """`search_key` with letters and digits only, so 'قائمشهر' also equals 'قائم شهر'.

    Coarse: use it to propose matches, not to prove them. A text of punctuation gives ''.
    """
    return "".join(char for char in search_key(s) if char.isalnum())


def _is_junk(char: str) -> bool:
    """Invisible: format, control and lone surrogate characters, except ZWNJ and white space."""
    return unicodedata.category(char) in {"Cf", "Cc", "Cs"} and char != ZWNJ and not char.isspace()


def _keep_joints(s: str) -> str:
    """Keep one ZWNJ where a letter (with its marks) precedes and a letter follows."""
    pieces = re.split(f"{ZWNJ}+", s)
    joined = [pieces[0]]
    for left, right in pairwise(pieces):
        base = next((char for char in reversed(left) if not unicodedata.combining(char)), "")
        joined += [ZWNJ if base.isalpha() and right[:1].isalpha() else "", right]
    return "".join(joined)


def _fold_spaces(s: str) -> str:
    return " ".join(s.split())
