"""The demo's territory says what the domain notes say, in one spelling."""

from collections import Counter

import pytest

from sandoq.common.text import normalise
from sandoq.demo.territory import demo_territory, demo_words, iran_outline, mazandaran_coast

MAZANDARAN_COUNTIES = (
    "آمل، بابل، بابلسر، بهشهر، تنکابن، جویبار، چالوس، رامسر، ساری، سوادکوه، سوادکوه شمالی، سیمرغ، "
    "عباس‌آباد، فریدونکنار، قائم‌شهر، کلاردشت، گلوگاه، محمودآباد، میاندورود، نکا، نور، نوشهر"
)
MAJLES_SEATS = {
    "ساری و میاندورود": 2,
    "بابل": 2,
    "قائم‌شهر، سوادکوه، جویبار، سیمرغ و سوادکوه شمالی": 2,
    "آمل": 1,
    "بابلسر و فریدونکنار": 1,
    "بهشهر، نکا و گلوگاه": 1,
    "تنکابن، رامسر و عباس‌آباد": 1,
    "نوشهر، چالوس و کلاردشت": 1,
    "نور و محمودآباد": 1,
}
NATION = demo_territory("nation")
MAZANDARAN = demo_territory("mazandaran")


def test_the_nation_has_31_provinces_430_counties_and_1100_districts() -> None:
    sizes = (len(NATION.provinces), len(NATION.counties), len(NATION.districts))

    assert sizes == (31, 430, 1_100)


def test_the_provinces_sum_to_the_electors_of_1403() -> None:
    electors = {province.name_en: province.electors for province in NATION.provinces}

    assert sum(electors.values()) == 61_450_000
    assert electors["Mazandaran"] == 2_487_244
    assert electors["East Azerbaijan"] == 3_000_000
    assert min(electors.values()) > 0


def test_codes_changed_in_2020_and_both_are_unique() -> None:
    """The same code meant another province before: IR-01 was East Azerbaijan, now it is Gilan."""
    codes = {p.name_en: (p.iso, p.iso_before_2020) for p in NATION.provinces}

    assert codes["Mazandaran"] == ("IR-02", "IR-21")
    assert codes["East Azerbaijan"] == ("IR-03", "IR-01")
    assert codes["Gilan"][0] == "IR-01"
    assert {iso for iso, _ in codes.values()} == {f"IR-{n:02}" for n in range(31)}
    assert len({before for _, before in codes.values()}) == 31


def test_mazandaran_has_its_22_counties_and_37_districts() -> None:
    assert [county.name_fa for county in MAZANDARAN.counties] == MAZANDARAN_COUNTIES.split("، ")
    assert len(MAZANDARAN.districts) == 37
    assert len(MAZANDARAN.provinces) == 1


def test_east_azerbaijan_has_21_counties_of_its_own() -> None:
    territory = demo_territory("east-azerbaijan")

    assert len(territory.counties) == 21
    assert {county.province_iso for county in territory.counties} == {"IR-03"}
    assert not territory.constituencies


def test_mazandaran_elects_12_members_in_9_constituencies_and_4_experts_in_one() -> None:
    majles = {c.name_fa: c for c in MAZANDARAN.constituencies if c.contest == "parliament"}
    experts = [c for c in MAZANDARAN.constituencies if c.contest == "experts"]

    assert {name: c.seats for name, c in majles.items()} == MAJLES_SEATS
    assert sum(c.seats for c in majles.values()) == 12
    assert [(c.seats, len(c.counties)) for c in experts] == [(4, 22)]


@pytest.mark.parametrize("contest", ["parliament", "experts"])
def test_every_county_lies_in_exactly_one_constituency_of_a_contest(contest: str) -> None:
    covered = Counter(
        county for c in MAZANDARAN.constituencies if c.contest == contest for county in c.counties
    )

    assert covered == Counter(county.name_fa for county in MAZANDARAN.counties)


def test_every_county_has_one_central_district_and_no_name_twice() -> None:
    names = Counter((d.province_iso, d.county_fa, d.name_fa) for d in NATION.districts)
    central = Counter((d.province_iso, d.county_fa) for d in NATION.districts if d.is_central)

    assert set(names.values()) == {1}
    assert central == Counter((c.province_iso, c.name_fa) for c in NATION.counties)
    assert {c.province_iso for c in NATION.counties} == {p.iso for p in NATION.provinces}


def test_weights_are_positive_and_those_of_a_county_sum_to_1000() -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for district in NATION.districts:
        sums[district.province_iso, district.county_fa] += district.weight

    assert set(sums.values()) == {1_000}
    assert min(county.weight for county in NATION.counties) > 0
    assert min(district.weight for district in NATION.districts) > 0


def test_names_are_stored_normalised() -> None:
    kinds = ("school", "patron", "mosque", "hall", "village-house", "urban-stop", "street", "side")
    persian = {word for kind in kinds for word in demo_words(kind)}
    english = set()
    for units in (NATION.provinces, NATION.counties, NATION.districts, NATION.constituencies):
        persian |= {unit.name_fa for unit in units}
        english |= {unit.name_en for unit in units}

    assert [text for text in persian if text != normalise(text)] == []
    assert all(text.isascii() and text for text in english)


def test_seats_lie_in_iran_except_on_islands() -> None:
    outside = {d.name_en for d in NATION.districts if not iran_outline().contains(d.seat)}
    box = [(44 < lon < 63.4 and 25 < lat < 39.8) for lon, lat in (d.seat for d in NATION.districts)]

    assert outside == {"Central", "Shahab", "Hormuz", "Kish", "Kharg", "Tonb"}
    assert {
        d.county_fa for d in NATION.districts if d.name_en == "Central" if not _is_inside(d.seat)
    } == {"قشم", "ابوموسی"}
    assert all(box)


@pytest.mark.parametrize(
    "sea", [(51.0, 37.5), (52.3, 37.0), (53.0, 36.9), (53.7, 36.82), (51.0, 27.0), (58.5, 25.3)]
)
def test_the_outline_leaves_the_sea_outside(sea: tuple[float, float]) -> None:
    assert not iran_outline().contains(sea)


@pytest.mark.parametrize(
    "abroad", [(44.4, 33.3), (49.87, 40.4), (44.5, 40.2), (58.4, 38.6), (62.2, 34.35), (66.9, 30.2)]
)
def test_the_outline_leaves_neighbouring_countries_outside(abroad: tuple[float, float]) -> None:
    assert not iran_outline().contains(abroad)


def test_the_coast_runs_from_west_to_east() -> None:
    lons = [lon for lon, _ in mazandaran_coast()]

    assert lons == sorted(lons)
    assert lons[0] < 50.6
    assert lons[-1] > 53.9


def test_an_unknown_scope_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown scope"):
        demo_territory("atlantis")  # type: ignore[arg-type]


def _is_inside(seat: tuple[float, float]) -> bool:
    return iran_outline().contains(seat)
