"""Finds the county and the district that a row names, inside the importer's reach."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from sandoq.apps.territory.rules.importing.problems import Problem
from sandoq.apps.territory.rules.importing.words import compact, key

_LIKE_ENOUGH = 72.0  # percent; below it a suggestion misleads
_PREFIXES = {
    "province": ("استانداری", "استان", "province of"),
    "county": ("فرمانداری", "شهرستان", "county of"),
    "district": ("بخشداری", "بخش", "district of"),
}
_SUFFIXES = ("province", "county", "district")


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """A unit of the administrative tree as far as names are matched.

    Attributes:
        names: every name it bears or bore, in any language.
        path: a prefix of the paths of the units below it.
        seat: longitude and latitude of its seat, if known.
    """

    id: int
    level: str
    path: str
    names: tuple[str, ...]
    seat: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a row belongs. `unit` is None if the row does not name a district of its county."""

    county: UnitInfo | None
    unit: UnitInfo | None
    problems: tuple[Problem, ...] = ()


class Gazetteer:
    """Names of the whole country's units, and which of them the import may write to."""

    def __init__(self, units: Iterable[UnitInfo], *, scope: UnitInfo) -> None:
        self._scope = scope
        self._by_name: dict[str, dict[str, list[UnitInfo]]] = defaultdict(lambda: defaultdict(list))
        self._below: dict[str, list[UnitInfo]] = defaultdict(list)
        self._by_path: dict[str, UnitInfo] = {}
        for unit in units:
            self._by_path[unit.path] = unit
            for word in {compact(name) for name in unit.names if name}:
                self._by_name[unit.level][word].append(unit)
            for parent in _prefixes_of(unit.path):
                self._below[parent].append(unit)
        self._seen: dict[tuple[str, str, str], Placed] = {}

    def place(self, province: str, county: str, district: str) -> Placed:
        """The county and the district these cells mean; empty ones follow from the scope.

        Problems: `unknown-province`, `unknown-county`, `unknown-district` (with the likeliest name
        as hint), `ambiguous-county`, `outside-scope`, and `missing` for a county not named.
        """
        asked = (province, county, district)
        if asked not in self._seen:
            self._seen[asked] = self._place(*asked)
        return self._seen[asked]

    def county_named(self, text: str) -> bool:
        """Whether a text, such as a sheet's name, is the name of one county in scope."""
        found = self._by_name["county"].get(_name(text, "county"), [])
        return len([unit for unit in found if self._in_scope(unit)]) == 1

    def _place(self, province: str, county: str, district: str) -> Placed:
        home, problem = self._county(province, county)
        if problem or home is None:
            return Placed(home, None, (problem,) if problem else ())
        districts = [unit for unit in self._below[home.path] if unit.level == "district"]
        if not districts:
            return Placed(home, home)
        if not district:
            return Placed(home, self._only_district(districts))
        name = _name(district, "district")
        bare = _without_county(name, home)
        named = _named(name, districts) or _named(bare, districts)
        if not named:
            hint = _likeliest(bare, districts)
            return Placed(
                home, None, (Problem("district", "unknown-district", district, hint=hint),)
            )
        if not self._in_scope(named[0]):
            return Placed(home, named[0], (Problem("district", "outside-scope", district),))
        return Placed(home, named[0])

    def _county(self, province: str, county: str) -> tuple[UnitInfo | None, Problem | None]:
        if not county:
            only = self._county_of_scope()
            return only, None if only else Problem("county", "missing")
        inside = self._scope.path
        if province:
            provinces = self._by_name["province"].get(_name(province, "province"), [])
            if not provinces:
                choices = [u for u in self._by_path.values() if u.level == "province"]
                hint = _likeliest(_name(province, "province"), choices)
                return None, Problem("province", "unknown-province", province, hint=hint)
            inside = provinces[0].path
        named = self._by_name["county"].get(_name(county, "county"), [])
        near = [unit for unit in named if unit.path.startswith(inside)]
        mine = [unit for unit in near if self._in_scope(unit)]
        if len(mine) == 1:
            return mine[0], None
        if len(mine) > 1:
            return None, Problem("county", "ambiguous-county", county)
        if named:
            return None, Problem("county", "outside-scope", county)
        choices = [u for u in self._by_path.values() if u.level == "county" and self._in_scope(u)]
        hint = _likeliest(_name(county, "county"), choices)
        return None, Problem("county", "unknown-county", county, hint=hint)

    def _county_of_scope(self) -> UnitInfo | None:
        """The scope's own county, where it is one or lies in one."""
        for path in (self._scope.path, *_prefixes_of(self._scope.path)):
            unit = self._by_path.get(path)
            if unit and unit.level == "county":
                return unit
        return None

    def _only_district(self, districts: Sequence[UnitInfo]) -> UnitInfo | None:
        """The district that need not be named: the scope itself, or a county's only one."""
        mine = [unit for unit in districts if self._in_scope(unit)]
        if self._scope.level == "district":
            mine = [unit for unit in mine if unit.path == self._scope.path]
        return mine[0] if len(mine) == 1 else None

    def _in_scope(self, unit: UnitInfo) -> bool:
        """Inside the scope, or the county around a scope that is a district."""
        return unit.path.startswith(self._scope.path) or self._scope.path.startswith(unit.path)


def _name(text: str, level: str) -> str:
    """The compact key of a unit's name without the word for its level («شهرستان بابل»)."""
    words = key(text)
    for prefix in _PREFIXES[level]:
        rest = words.removeprefix(prefix)
        if rest != words and compact(rest):
            words = rest
            break
    for suffix in _SUFFIXES:
        words = words.removesuffix(f" {suffix}")
    return compact(words)


def _without_county(name: str, county: UnitInfo) -> str:
    """A district's key without its county's name after it («مرکزی بابل»)."""
    for end in {compact(word) for word in county.names if word}:
        if name.endswith(end) and len(name) > len(end):
            bare = name.removesuffix(end)
            return bare.removesuffix("شهرستان") or bare
    return name


def _named(name: str, units: Sequence[UnitInfo]) -> list[UnitInfo]:
    return [unit for unit in units if name in {compact(word) for word in unit.names}]


def _likeliest(name: str, units: Sequence[UnitInfo]) -> str:
    """The first name of the unit whose name is most alike, or "" if none is alike enough."""
    names = {compact(word): unit.names[0] for unit in units for word in unit.names if word}
    best = process.extractOne(name, names.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE_ENOUGH)
    return names[best[0]] if best else ""


def _prefixes_of(path: str) -> Iterable[str]:
    step = 4  # characters a level adds to a path, as treebeard's materialised paths have it
    return (path[:end] for end in range(len(path) - step, 0, -step))
