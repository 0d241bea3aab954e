"""Plausible names of stations, halts and villages."""

from collections.abc import Sequence
from random import Random
from typing import Literal

from sandoq.common.text import ZWNJ
from sandoq.demo.territory import District, demo_words

Area = Literal["urban", "rural"]

_URBAN_HOUSES = ("school",) * 7 + ("mosque",) * 2 + ("hall",)
_RURAL_HOUSES = ("school",) * 6 + ("village-house",) * 5
_NEVER_JOINING = frozenset("ادذرزژو")


class Names:
    """Draws names within one county; a name drawn again gets a number («دبستان سعدی 2»)."""

    def __init__(self, province_iso: str, county: str, rng: Random) -> None:
        self._county = county
        self._rng = rng
        self._villages = _villages(province_iso)
        self._used: dict[str, int] = {}

    def building(self, district: District, area: Area) -> tuple[str, str]:
        """The name and the address of a house where a fixed station stands."""
        if area == "rural":
            village = self._rng.choice(self._villages)
            name = f"{self._house(_RURAL_HOUSES)} روستای {village}"
            return self._once(name), self._address(district, village)
        return self._once(self._house(_URBAN_HOUSES)), self._address(district)

    def stops(self, count: int, district: District, area: Area) -> list[tuple[str, str]]:
        """The names and the addresses of different halts of one mobile station."""
        if area == "rural":
            villages = self._rng.sample(self._villages, count)
            return [(f"روستای {village}", self._address(district, village)) for village in villages]
        places = self._rng.sample(demo_words("urban-stop"), count)
        return [(place, self._address(district)) for place in places]

    def mobile(self, district: District) -> str:
        return self._once(f"شعبه سیار بخش {district.name_fa}")

    def _house(self, kinds: Sequence[str]) -> str:
        kind = self._rng.choice(kinds)
        house = self._rng.choice(demo_words(kind))
        return f"{house} {self._rng.choice(demo_words('patron'))}" if kind == "school" else house

    def _once(self, name: str) -> str:
        seen = self._used[name] = self._used.get(name, 0) + 1
        return name if seen == 1 else f"{name} {seen}"

    def _address(self, district: District, village: str = "") -> str:
        if village:
            return f"{self._county}، بخش {district.name_fa}، روستای {village}"
        town = self._county if district.is_central else district.name_fa
        street = self._rng.choice(demo_words("street"))
        return f"{town}، خیابان {street}، کوچه {self._rng.randint(1, 40)}"


def _villages(province_iso: str) -> tuple[str, ...]:
    """Plausible village names of a region: a founder, an ending, sometimes a side."""
    endings = demo_words(f"ending-{province_iso}") or demo_words("ending")
    plain = [_joined(ending, founder) for founder in demo_words("founder") for ending in endings]
    return (*plain, *(f"{name} {side}" for name in plain for side in demo_words("side")))


def _joined(ending: str, founder: str) -> str:
    """«علی‌آباد», but «محمودآباد»: no joint is needed after a letter that never joins."""
    bare = ending.replace(ZWNJ, "") if founder[-1] in _NEVER_JOINING else ending
    return bare.format(founder)
