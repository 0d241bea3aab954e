"""Fast ways to the display form and the keys of Persian words; `common.text` defines them.

A file of 60,000 rows holds half a million texts. Most need nothing but other digits and other
forms of yeh and kaf, and a regular expression proves it; the rest goes the whole way.
"""

import re
from functools import lru_cache

from sandoq.common.text import ZWNJ, compact_key, normalise, search_key

_LETTERS = "اآأإبپتثجچحخدذرزژسشصضطظعغفقکگلمنوؤهیئءa-zA-Z"
_OTHERS = r"0-9()،,./:_#'\"\-"
_WORD = rf"[{_LETTERS}{_OTHERS}]+(?:(?<=[{_LETTERS}]){ZWNJ}(?=[{_LETTERS}])[{_LETTERS}{_OTHERS}]+)*"
_CLEAN = re.compile(rf"{_WORD}(?: {_WORD})*")
_DISPLAY = str.maketrans("يك" + "۰۱۲۳۴۵۶۷۸۹" + "٠١٢٣٤٥٦٧٨٩", "یک" + "0123456789" * 2)
_TO_KEY = str.maketrans({"آ": "ا", "أ": "ا", "إ": "ا", "ؤ": "و", "ئ": "ی", "ء": None, ZWNJ: " "})
_BETWEEN_WORDS = re.compile(r"[\W_]+")


def tidy(text: str) -> str:
    """`normalise` with ASCII digits: how a text from a file is stored."""
    plain = text.translate(_DISPLAY)
    return plain if _CLEAN.fullmatch(plain) else normalise(text).translate(_DISPLAY)


def key(text: str) -> str:
    """`search_key`, quickly where the text needs little."""
    plain = text.translate(_DISPLAY)
    if _CLEAN.fullmatch(plain):
        return " ".join(plain.casefold().translate(_TO_KEY).split())
    return search_key(text)


@lru_cache(maxsize=20_000)
def compact(text: str) -> str:
    """`compact_key`, remembered: for the few words that fill whole columns."""
    plain = text.translate(_DISPLAY)
    return squeeze(key(text)) if _CLEAN.fullmatch(plain) else compact_key(text)


def squeeze(search: str) -> str:
    """The compact key of a text that is already a search key."""
    return _BETWEEN_WORDS.sub("", search)
