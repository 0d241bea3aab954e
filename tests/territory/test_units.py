"""The administrative tree: its ladder, and names and codes that change with time."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandoq.apps.accounts.models import AuditEntry, User
from sandoq.apps.territory.errors import (
    CodeTaken,
    DatesOutOfOrder,
    UnitLevelMismatch,
    UnitNameTaken,
    UnitsRefused,
)
from sandoq.apps.territory.models import Unit, UnitCode
from sandoq.apps.territory.rules.units import LADDER, CodeDraft, UnitDraft, may_stand_below
from sandoq.apps.territory.services import (
    open_unit,
    place_seat,
    provision_units,
    recode_unit,
    recode_units,
    rename_unit,
)
from sandoq.common.errors import BadInput, NotAllowed
from tests.factories import a_country, a_county, a_province, a_user
from tests.territory.rollback import rolled_back

NOW = datetime(2024, 1, 10, 9, tzinfo=UTC)
RECODED_ON = date(2020, 11, 24)
ISO = "iso-3166-2"


@pytest.fixture
def headquarters(db: None) -> User:
    return a_user("headquarters", a_country())


def problems_of_the_tree() -> tuple[list[str], ...]:
    """What treebeard finds wrong: bad characters, depths, counts of children, orphans."""
    found: tuple[list[str], ...] = Unit.objects.find_problems()  # type: ignore[attr-defined]
    return found


def a_code(unit: Unit, value: str, since: date | None = None) -> UnitCode:
    return UnitCode.objects.create(unit=unit, scheme=ISO, value=value, since=since)


@given(st.sampled_from(LADDER), st.sampled_from((None, *LADDER)))
def test_each_level_stands_only_below_the_one_before(level: str, parent: str | None) -> None:
    before = dict(zip(LADDER, (None, *LADDER[:-1]), strict=True))
    assert may_stand_below(level, parent) == (before[level] == parent)


def test_a_unit_is_opened_once(headquarters: User) -> None:
    """The second call of a network that repeats itself finds the first unit."""
    country = a_country()
    opened = [
        open_unit(by=headquarters, parent=country, level="province", name_fa="مازندران")
        for _ in range(2)
    ]
    assert opened[0] == opened[1]
    assert opened[0].path.startswith(country.path)
    assert AuditEntry.objects.filter(verb="territory.open-unit").count() == 1


def test_a_district_does_not_stand_below_a_province(headquarters: User) -> None:
    with pytest.raises(UnitLevelMismatch):
        open_unit(by=headquarters, parent=a_province(), level="district", name_fa="مرکزی")
    assert not Unit.objects.filter(level="district").exists()


def test_two_spellings_of_one_name_are_one_name(headquarters: User) -> None:
    """«قائم‌شهر» and «قائم شهر» beside each other would be one county counted twice."""
    province = a_province()
    open_unit(by=headquarters, parent=province, level="county", name_fa="قائم\u200cشهر")
    with pytest.raises(UnitNameTaken):
        open_unit(by=headquarters, parent=province, level="county", name_fa="قائم شهر")


def test_only_headquarters_edits_units(headquarters: User) -> None:
    province = a_province()
    head = a_user("province-head", province)
    with pytest.raises(NotAllowed):
        open_unit(by=head, parent=province, level="county", name_fa="بابل")
    with pytest.raises(NotAllowed):
        rename_unit(by=head, unit=province, name_fa="طبرستان", since=date(2023, 1, 1), at=NOW)
    assert not Unit.objects.filter(level="county").exists()


def test_a_renamed_unit_keeps_its_old_name_with_its_dates(headquarters: User) -> None:
    unit = a_county("شاهی")
    rename_unit(by=headquarters, unit=unit, name_fa="قائم‌شهر", since=date(1980, 1, 1), at=NOW)

    unit.refresh_from_db()
    assert unit.name_fa == "قائم‌شهر"
    assert "قایم شهر" in unit.search_name
    names = [(name.name_fa, name.since, name.until) for name in unit.names.order_by("pk")]
    assert names == [("شاهی", None, date(1980, 1, 1)), ("قائم‌شهر", date(1980, 1, 1), None)]


def test_a_name_begins_after_the_one_before_and_not_in_the_future(headquarters: User) -> None:
    unit = a_county("شاهی")
    rename_unit(by=headquarters, unit=unit, name_fa="قائم‌شهر", since=date(1980, 1, 1), at=NOW)
    with pytest.raises(DatesOutOfOrder):
        rename_unit(by=headquarters, unit=unit, name_fa="شاهی", since=date(1980, 1, 1), at=NOW)
    with pytest.raises(BadInput):
        rename_unit(by=headquarters, unit=unit, name_fa="شاهی", since=date(2024, 2, 1), at=NOW)
    unit.refresh_from_db()
    assert unit.name_fa == "قائم‌شهر"


def test_the_iso_recoding_of_2020_swaps_codes_and_keeps_the_old_ones(headquarters: User) -> None:
    """A code passed from hand to hand: Mazandaran took West Azerbaijan's, Gilan East Azerbaijan's,
    East Azerbaijan Ardabil's. A code alone, without its date, names two provinces."""
    before = {"آذربایجان شرقی": "IR-01", "گیلان": "IR-19", "مازندران": "IR-21", "اردبیل": "IR-03"}
    after = {"آذربایجان شرقی": "IR-03", "گیلان": "IR-01", "مازندران": "IR-02", "اردبیل": "IR-24"}
    before["آذربایجان غربی"], after["آذربایجان غربی"] = "IR-02", "IR-04"
    units = {name: a_province(name) for name in before}
    for name, unit in units.items():
        a_code(unit, before[name])

    recode_units(
        by=headquarters,
        scheme=ISO,
        values={units[name]: value for name, value in after.items()},
        since=RECODED_ON,
        at=NOW,
    )

    for name, unit in units.items():
        held = list(unit.codes.order_by("pk").values_list("value", "since", "until"))
        assert held == [(before[name], None, RECODED_ON), (after[name], RECODED_ON, None)]


def test_a_code_in_force_elsewhere_is_refused_and_nothing_changes(headquarters: User) -> None:
    mazandaran, gilan = a_province("مازندران"), a_province("گیلان")
    a_code(mazandaran, "IR-21")
    a_code(gilan, "IR-02")
    with pytest.raises(CodeTaken) as refusal:
        recode_unit(
            by=headquarters, unit=mazandaran, scheme=ISO, value="IR-02", since=RECODED_ON, at=NOW
        )
    assert refusal.value.holder == "گیلان"
    assert mazandaran.codes.get(until=None).value == "IR-21"


def test_recoding_twice_writes_once(headquarters: User) -> None:
    unit = a_province()
    for _ in range(2):
        recode_unit(by=headquarters, unit=unit, scheme=ISO, value="IR-02", since=RECODED_ON, at=NOW)
    assert unit.codes.count() == 1
    assert AuditEntry.objects.filter(verb="territory.recode-unit").count() == 1


def test_a_seat_stands_on_earth(headquarters: User) -> None:
    unit = a_province()
    place_seat(by=headquarters, unit=unit, lon=53.06, lat=36.565)
    with pytest.raises(BadInput):
        place_seat(by=headquarters, unit=unit, lon=530.6, lat=36.565)
    unit.refresh_from_db()
    assert (unit.seat_lon, unit.seat_lat) == (53.06, 36.565)


def a_nation(provinces: int, counties: int, districts: int) -> list[UnitDraft]:
    """Rows of a whole country, counties and districts shared evenly."""
    rows = [UnitDraft("ir", None, "country", "ایران")]
    codes = [(CodeDraft(ISO, f"IR-{n:02}", RECODED_ON),) for n in range(provinces)]
    rows += [
        UnitDraft(f"p{n}", "ir", "province", f"استان {n}", codes=codes[n]) for n in range(provinces)
    ]
    rows += [
        UnitDraft(f"c{n}", f"p{n % provinces}", "county", f"شهرستان {n}", seat=(50.0, 35.0))
        for n in range(counties)
    ]
    rows += [
        UnitDraft(f"d{n}", f"c{n % counties}", "district", f"بخش {n}") for n in range(districts)
    ]
    return rows


def test_a_whole_country_is_provisioned_and_a_second_time_changes_nothing(
    headquarters: User,
) -> None:
    """31 provinces, 430 counties, 1,100 districts; the tree stays what treebeard expects."""
    rows = a_nation(31, 430, 1_100)

    units = provision_units(by=headquarters, rows=rows, at=NOW)
    again = provision_units(by=headquarters, rows=rows, at=NOW)

    assert Unit.objects.count() == 1_562
    assert {ref: unit.pk for ref, unit in units.items()} == {
        ref: unit.pk for ref, unit in again.items()
    }
    assert problems_of_the_tree() == ([], [], [], [], [])
    assert UnitCode.objects.count() == 31
    assert AuditEntry.objects.filter(verb="territory.provision-units").count() == 1
    assert units["d7"].path.startswith(units["c7"].path)


def test_the_tree_can_grow_singly_after_a_bulk(headquarters: User) -> None:
    units = provision_units(by=headquarters, rows=a_nation(2, 4, 8), at=NOW)
    open_unit(by=headquarters, parent=units["c1"], level="district", name_fa="تازه")
    grown = [*a_nation(2, 4, 8), UnitDraft("d8", "c1", "district", "تازه‌تر")]
    provision_units(by=headquarters, rows=grown, at=NOW)
    assert problems_of_the_tree() == ([], [], [], [], [])
    assert Unit.objects.count() == 1 + 2 + 4 + 8 + 2


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (UnitDraft("x", "ir", "county", "بابل"), "level-mismatch"),
        (UnitDraft("x", "nobody", "province", "بابل"), "parent-unknown"),
        (UnitDraft("x", "ir", "province", " "), "bad-name"),
        (UnitDraft("p0", "ir", "province", "بابل"), "ref-repeated"),
        (UnitDraft("x", "ir", "province", "ب", codes=(CodeDraft(ISO, "IR-00"),)), "code-repeated"),
        (UnitDraft("x", "ir", "province", "ب", codes=(CodeDraft(ISO, ""),)), "bad-code"),
    ],
)
def test_a_wrong_row_refuses_the_whole_country(
    headquarters: User, row: UnitDraft, problem: str
) -> None:
    count = Unit.objects.count()
    with pytest.raises(UnitsRefused) as refusal:
        provision_units(by=headquarters, rows=[*a_nation(1, 1, 1), row], at=NOW)
    assert refusal.value.rows == ((5, problem),)
    assert Unit.objects.count() == count


@pytest.mark.django_db
@settings(max_examples=25, deadline=None)
@given(picks=st.lists(st.integers(0, 40), max_size=12))
def test_any_growth_keeps_every_unit_inside_its_parent(picks: list[int]) -> None:
    """Scopes are prefixes of paths: one wrong path and a county sees another's stations."""
    with rolled_back():
        user = a_user("headquarters", a_country())
        provision_units(by=user, rows=a_nation(2, 2, 2), at=NOW)
        for number, pick in enumerate(picks):
            above = list(Unit.objects.exclude(level="district").order_by("path"))
            parent = above[pick % len(above)]
            level = LADDER[LADDER.index(parent.level) + 1]
            child = open_unit(by=user, parent=parent, level=level, name_fa=f"واحد {number}")
            assert child.parent() == parent
            assert list(child.ancestors())[-1] == parent
        assert problems_of_the_tree() == ([], [], [], [], [])
