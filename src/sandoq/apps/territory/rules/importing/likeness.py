"""How alike two stations are, and whether they are probably one: figures a person can check."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from sandoq.apps.territory.rules.importing.locations import LonLat, metres


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


_NUMERAL_WORDS = (
    *("یک اول", "دو دوم", "سه سوم", "چهار چهارم", "پنج پنجم", "شش ششم", "هفت هفتم", "هشت هشتم"),
    *("نه نهم", "ده دهم", "یازده", "دوازده", "سیزده", "چهارده", "پانزده"),
)
_NUMERALS = {
    word: str(number)
    for number, words in enumerate(_NUMERAL_WORDS, start=1)
    for word in words.split()
}
_NOISE = _words(
    "شهید شهیدان روستای روستا محله خیابان شهر شعبه اخذ رای صندوق محل شماره واقع در ساختمان نام",
    "سیار ثابت school station polling the of no",
)
_ANY_SCHOOL = _words("مدرسه اموزشگاه")
_SCHOOLS = _words("دبستان دبیرستان هنرستان راهنمایی پیشدبستانی مهدکودک کودکستان")
_HOUSES = _SCHOOLS | _words(
    "مسجد حسینیه تکیه مهدیه فاطمیه زینبیه مصلی امامزاده دانشگاه سالن ورزشگاه کتابخانه درمانگاه",
    "بهداشت دهیاری فرهنگسرا مهمانسرا بیمارستان پادگان زندان",
)
_APART = _words(
    "پسرانه دخترانه برادران خواهران شمالی جنوبی شرقی غربی علیا سفلی وسطی بالا پایین بزرگ کوچک",
    "قدیم جدید",
)
_TELLING = _HOUSES | _ANY_SCHOOL | _APART
_SHORTEST_MISSPELT = 4  # letters
_MISSPELT = 86.0  # percent
_ALONE = re.compile(r"[^\W\d_]+|\d+")


class Profile(NamedTuple):
    """A station as far as likeness is judged. `area` parts what is never compared (a county).

    `electors`, `unit` and `code` may be unknown (None).
    """

    area: int
    name: str
    location: LonLat | None
    electors: int | None
    kind: str | None
    unit: int | None
    code: str | None = None
    stops: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """Why two stations are probably one.

    Attributes:
        name: likeness of the names in percent, 100 for the same words in any order.
        metres: distance, or None where a location is unknown.
        same_electors: both have the same number of electors.
    """

    name: int
    metres: int | None
    same_electors: bool


@dataclass(frozen=True, slots=True)
class _Rule:
    """Alike enough: names at least `name` percent within `metres`, and equal electors if asked."""

    metres: float
    name: float
    same_electors: bool


RULES = (
    _Rule(metres=30, name=70, same_electors=True),
    _Rule(metres=75, name=82, same_electors=False),
    _Rule(metres=250, name=90, same_electors=False),
    _Rule(metres=1_000, name=95, same_electors=True),
)
CODED_RULES = (_Rule(metres=75, name=90, same_electors=True),)
"""For two stations that have official codes, and different ones."""

UNPLACED_NAME = 95.0
"""Without a location: names this alike, in one district, with the same number of electors."""

NEAR_METRES = 250.0
"""Beyond this distance two stations are alike only if their electors are equal too."""


@dataclass(frozen=True, slots=True)
class Words:
    """A name taken apart.

    Attributes:
        numbers: its numbers in order of size; «سعدی ۱» and «سعدی ۲» are never one station.
        houses: what kind of building («دبستان»), where the name says so.
        apart: words that tell twins apart («دخترانه»).
        core: what is left, words sorted, without spaces.
        spoken: what is left, in the order written, without spaces.
        whole: the name without spaces.
    """

    numbers: tuple[str, ...]
    houses: frozenset[str]
    apart: frozenset[str]
    core: str
    spoken: str
    whole: str


@lru_cache(maxsize=200_000)
def words_of(search_key: str) -> Words:
    """The parts of a name that is already a search key."""
    found = [_NUMERALS.get(word, word) for word in _ALONE.findall(search_key)]
    numbers = tuple(sorted(word.lstrip("0") or "0" for word in found if word.isdecimal()))
    words = [_correctly(word) for word in found if not word.isdecimal()]
    proper = [w for w in words if w not in _NOISE | _HOUSES | _ANY_SCHOOL | _APART]
    return Words(
        numbers=numbers,
        houses=frozenset(words) & (_HOUSES | _ANY_SCHOOL),
        apart=frozenset(words) & _APART,
        core="".join(sorted(proper)),
        spoken="".join(proper),
        whole="".join(words),
    )


def _correctly(word: str) -> str:
    """The telling word of which this is a misspelling («سفللی»), else the word itself."""
    if len(word) < _SHORTEST_MISSPELT or word in _TELLING:
        return word
    choices = [known for known in _TELLING if known[0] == word[0]]
    best = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=_MISSPELT)
    return best[0] if best else word


def name_likeness(first: Words, second: Words) -> float:
    """0 to 100; 0 where numbers, kinds of building or telling words contradict each other."""
    if first.numbers != second.numbers or first.apart != second.apart:
        return 0.0
    if _other_house(first.houses, second.houses):
        return 0.0
    if first.whole == second.whole:
        return 100.0
    if first.core and second.core:
        return max(fuzz.ratio(first.core, second.core), fuzz.ratio(first.spoken, second.spoken))
    if first.core or second.core:
        return 0.0
    return 100.0 if first.numbers else fuzz.ratio(first.whole, second.whole)


def likeness(first: Profile, second: Profile) -> Likeness | None:
    """The figures if the two are probably one station by `RULES`, else None. Symmetric."""
    if first.area != second.area or (first.kind and second.kind and first.kind != second.kind):
        return None
    equal = first.electors is not None and first.electors == second.electors
    are_coded = bool(first.code and second.code and first.code != second.code)
    distance = None
    if first.location and second.location:
        distance = metres(first.location, second.location)
        rules = CODED_RULES if are_coded else RULES
        names = [r.name for r in rules if distance <= r.metres and (equal or not r.same_electors)]
        enough = min(names, default=None)
    else:
        enough = _enough_unplaced(first, second, equal and not are_coded)
    if enough is None:
        return None
    alike = name_likeness(words_of(first.name), words_of(second.name))
    if alike < enough or not _may_share_stops(first.stops, second.stops):
        return None
    return Likeness(int(alike), None if distance is None else round(distance), equal)


def _enough_unplaced(first: Profile, second: Profile, equal: bool) -> float | None:  # noqa: FBT001
    """How alike the names must be without a location; None if they cannot be enough."""
    words = words_of(first.name)
    is_telling = bool(words.core or words.numbers)
    return UNPLACED_NAME if equal and is_telling and first.unit == second.unit else None


def _other_house(first: frozenset[str], second: frozenset[str]) -> bool:
    """Buildings of two kinds; «مدرسه» may be any school, and a name may leave the kind out."""
    if not first or not second or first & second:
        return False
    general = (first if first & _ANY_SCHOOL else second) & _ANY_SCHOOL
    other = second if first & _ANY_SCHOOL else first
    return not (general and other & _SCHOOLS)


def _may_share_stops(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether itineraries, where both are known, share half their stops or more."""
    if not first or not second:
        return True
    ours, theirs = ({"".join(name.split()) for name in names} for names in (first, second))
    return 2 * len(ours & theirs) >= min(len(ours), len(theirs))
