"""What the demo's stations of each province must sum to: the real totals, scaled on request.

Source: Iran's Ministry of Interior figures (Mazandaran 1402; East Azerbaijan and the nation 1403)
as cited in the project's domain notes. Not published there, hence assumed: East Azerbaijan's
mobile and urban stations, the urban share elsewhere, points outside East Azerbaijan, and how
mobile stations spread over the other provinces.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandoq.demo.shares import share, share_within
from sandoq.demo.territory import EAST_AZERBAIJAN, MAZANDARAN, Scope, demo_territory

FEWEST_STOPS, MOST_STOPS = 2, 5

_NATION_STATIONS = 58_640
_NATION_MOBILE = 15_215
_METROPOLES = frozenset({"IR-23", "IR-25", "IR-30"})  # Tehran, Qom, Alborz
_METROPOLIS_URBAN_PERCENT, _URBAN_PERCENT = 85, 50


@dataclass(frozen=True, slots=True)
class Totals:
    """What the stations of an area must sum to. `stations` = fixed + mobile = urban + rural."""

    stations: int
    mobile: int
    urban: int
    points: int
    electors: int

    @property
    def fixed(self) -> int:
        return self.stations - self.mobile

    @property
    def rural(self) -> int:
        return self.stations - self.urban


def province_totals(scope: Scope, *, stations: int | None = None) -> dict[str, Totals]:
    """What each province of the scope must sum to, by ISO code; exact at full size.

    Smaller demos round the scope's totals half up, then share them by largest remainder.

    Raises:
        ValueError: an unknown scope, or fewer stations than 1.
    """
    provinces = demo_territory(scope).provinces
    real = [t for iso, t in _real_totals().items() if iso in {p.iso for p in provinces}]
    full = sum(t.stations for t in real)
    wanted = full if stations is None else stations
    if wanted < 1:
        raise ValueError(f"a demo needs at least one station, not {wanted}")

    def scaled(amounts: Sequence[int]) -> int:
        return (2 * sum(amounts) * wanted + full) // (2 * full)

    counts = share(wanted, [t.stations for t in real])
    mobile = share_within(scaled([t.mobile for t in real]), [t.mobile for t in real], counts)
    urban = share_within(scaled([t.urban for t in real]), [t.urban for t in real], counts)
    least = [n + (FEWEST_STOPS - 1) * m for n, m in zip(counts, mobile, strict=True)]
    room = [(MOST_STOPS - FEWEST_STOPS) * m for m in mobile]
    more = max(0, min(sum(room), scaled([t.points for t in real]) - sum(least)))
    extra = share_within(more, [extra_points(t) for t in real], room)
    electors = share(
        scaled([t.electors for t in real]),
        [t.electors if n else 0 for t, n in zip(real, counts, strict=True)],
    )
    return {
        province.iso: Totals(counts[i], mobile[i], urban[i], least[i] + extra[i], electors[i])
        for i, province in enumerate(provinces)
    }


def _real_totals() -> dict[str, Totals]:
    """The full-size totals of every province; what is assumed is said at the top."""
    provinces = demo_territory("nation").provinces
    electors = {province.iso: province.electors for province in provinces}
    known = {
        MAZANDARAN: Totals(3_210, 641, 1_468, 4_492, electors[MAZANDARAN]),
        EAST_AZERBAIJAN: Totals(3_231, 838, 1_650, 4_868, electors[EAST_AZERBAIJAN]),
    }
    others = [iso for iso in electors if iso not in known]
    left = _NATION_STATIONS - sum(t.stations for t in known.values())
    mobile_left = _NATION_MOBILE - sum(t.mobile for t in known.values())
    counts = share(left, [electors[iso] for iso in others])
    mobile = share(mobile_left, counts)
    for iso, count, m in zip(others, counts, mobile, strict=True):
        urban = count * (_METROPOLIS_URBAN_PERCENT if iso in _METROPOLES else _URBAN_PERCENT) // 100
        known[iso] = Totals(count, m, urban, count + 2 * m, electors[iso])
    return {iso: known[iso] for iso in electors}


def extra_points(totals: Totals) -> int:
    """Points beyond the fewest that the mobile stations must have."""
    return totals.points - totals.stations - (FEWEST_STOPS - 1) * totals.mobile
