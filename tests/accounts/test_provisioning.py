"""Thousands of posts at once: all or none, quickly, and once."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sandoq.apps.accounts.errors import (
    MayNotAppoint,
    PersonKnown,
    PostOrderMissing,
    SignInNameTaken,
)
from sandoq.apps.accounts.models import AuditEntry, Person, Post, Tenure, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.accounts.selectors import tenures_of
from sandoq.apps.accounts.services import PostRow, Provisioned, check_chain, provision_posts
from sandoq.common.errors import NotAllowed
from tests.accounts.people import a_mobile, a_national_id
from tests.factories import a_country, a_county, a_district, a_province, a_unit, a_user


@pytest.fixture
def headquarters(db: None) -> User:
    return a_user("headquarters", a_country())


def rows_of_a_county() -> list[PostRow]:
    county = a_county()
    return [
        PostRow(
            unit=county,
            role=Role.COUNTY_IT,
            name_fa="زهرا نوری",
            national_id=a_national_id(1),
            mobile=a_mobile(1),
            username="z.nouri",
            order_number="1",
        ),
        PostRow(unit=a_district(county=county), role=Role.DISTRICT_IT),
    ]


def test_posts_people_accounts_and_tenures_come_at_once(headquarters: User) -> None:
    rows = rows_of_a_county()

    done = provision_posts(by=headquarters, rows=rows)

    assert done == Provisioned(posts=2, people=1, accounts=1, tenures=1, kept=0)
    user = User.objects.get(username="z.nouri")
    assert tenures_of(user).get().post.unit == rows[0].unit
    assert not user.has_usable_password()
    assert Person.objects.get(user=user).national_id == a_national_id(1)


def test_a_second_call_changes_nothing(headquarters: User) -> None:
    rows = rows_of_a_county()
    provision_posts(by=headquarters, rows=rows)
    before = [model.objects.count() for model in (Post, Person, User, Tenure, AuditEntry)]

    again = provision_posts(by=headquarters, rows=rows)

    assert again == Provisioned(posts=0, people=0, accounts=0, tenures=0, kept=1)
    after = [model.objects.count() for model in (Post, Person, User, Tenure, AuditEntry)]
    assert after == before


def test_one_entry_stands_for_the_call_and_holds_no_identifier(headquarters: User) -> None:
    rows = rows_of_a_county()
    provision_posts(by=headquarters, rows=rows)

    entry = AuditEntry.objects.get(verb="accounts.provision-posts")

    assert entry.unit_path == rows[0].unit.path
    assert (entry.data["rows"], entry.data["people"]) == (2, 1)
    assert len(entry.data["sha256"]) == 64
    assert a_national_id(1) not in str(entry.data)
    assert check_chain().broken is None


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"order_number": " "}, PostOrderMissing),
        ({"username": "taken"}, SignInNameTaken),
        ({"national_id": a_national_id(5)}, PersonKnown),
    ],
)
def test_one_bad_row_writes_none(
    headquarters: User, change: dict[str, str], refusal: type[Exception]
) -> None:
    taken = a_user("observer", a_country(), username="taken")
    provision_posts(
        by=headquarters,
        rows=[
            PostRow(
                unit=a_country(),
                role=Role.EXPERT,
                name_fa="کسی",
                national_id=a_national_id(5),
                order_number="1",
            )
        ],
    )
    rows = rows_of_a_county()
    rows[0] = replace(rows[0], **change)  # type: ignore[arg-type]

    with pytest.raises(refusal):
        provision_posts(by=headquarters, rows=rows)

    assert not Post.objects.filter(unit=rows[0].unit).exists()
    assert taken.is_active


def test_the_actor_fills_every_row_or_none(headquarters: User) -> None:
    rows = rows_of_a_county()
    head = a_user("province-head", rows[0].unit.parent())
    elsewhere = a_user("province-head", a_province("گیلان"))
    above = PostRow(unit=rows[0].unit.parent(), role=Role.PROVINCE_MEMBER)

    with pytest.raises(MayNotAppoint):
        provision_posts(by=head, rows=[*rows, above])
    with pytest.raises(NotAllowed):
        provision_posts(by=elsewhere, rows=rows)

    assert not Post.objects.filter(role=Role.COUNTY_IT).exists()
    assert provision_posts(by=head, rows=rows).posts == 2


def test_the_nations_heads_are_provisioned_by_few_queries(headquarters: User) -> None:
    """31 provinces, 430 counties, 1,100 districts."""
    rows: list[PostRow] = []

    def add(unit: object, role: Role) -> None:
        number = len(rows)
        rows.append(
            PostRow(
                unit=unit,
                role=role,
                name_fa=f"شخص {number}",
                national_id=a_national_id(number),
                mobile=a_mobile(number),
                username=f"holder-{number}",
                order_number=str(number),
            )
        )

    for p in range(31):
        province = a_province(f"استان {p}")
        add(province, Role.PROVINCE_HEAD)
        for c in range(14 if p < 27 else 13):
            county = a_unit("county", f"شهرستان {p}-{c}", province)
            add(county, Role.COUNTY_IT)
            for d in range(3 if (p + c) % 2 else 2):
                add(a_unit("district", f"بخش {p}-{c}-{d}", county), Role.DISTRICT_IT)

    with CaptureQueriesContext(connection) as queries:
        done = provision_posts(by=headquarters, rows=rows)

    assert len(queries) < len(rows) / 10
    assert done.tenures == len(rows) > 1_500
