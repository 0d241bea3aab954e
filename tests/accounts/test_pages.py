"""The pages of this room, as people use them: in both languages, without JavaScript."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from sandoq.apps.accounts.models import ApiToken, AuditEntry, Person, Post, Tenure, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.accounts.selectors import tenures_of, user_of_token
from sandoq.apps.accounts.services import register_person
from sandoq.apps.territory.models import Unit
from sandoq.common.clock import now
from tests.accounts.people import a_mobile, a_national_id
from tests.factories import a_country, a_county, a_district, a_province, a_user
from tests.sessions import an_unlocked_audit_trail


@pytest.fixture
def county(db: None) -> Unit:
    a_user("headquarters", a_country())
    return a_county()


@pytest.fixture
def head(county: Unit) -> User:
    return a_user("province-head", county.parent())


@pytest.fixture
def officer(county: Unit) -> User:
    return a_user("county-it", county)


def at(user: User, language: str = "en") -> Client:
    client = Client()
    client.force_login(user)
    client.cookies["django_language"] = language
    return client


def text(response: Any) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    decoded: str = content.decode()
    return decoded


@pytest.mark.parametrize("language", ["fa", "en"])
@pytest.mark.parametrize(
    "path",
    ["", "new/", "me/", "tokens/", "audit/", "posts/", "posts/new/"],
)
def test_every_page_speaks_both_languages(county: Unit, path: str, language: str) -> None:
    page = text(at(User.objects.get(), language).get(f"/people/{path}"))

    assert f'lang="{language}"' in page
    assert f'dir="{"rtl" if language == "fa" else "ltr"}"' in page


@pytest.mark.parametrize("path", ["", "me/", "tokens/", "posts/"])
def test_a_persian_page_has_no_english_sentence(officer: User, path: str) -> None:
    """Whatever the visitor reads is translated; codes and usernames stay."""
    page = text(at(officer, "fa").get(f"/people/{path}"))
    main = re.sub(r"<bdi.*?</bdi>|<script.*?</script>|<svg.*?</svg>", "", page, flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", main.split("<main")[1].split("</main>")[0])

    assert not re.findall(r"[A-Za-z]{3,}(?: [A-Za-z]{2,})+", words)


def test_somebody_is_registered_found_and_given_an_account(officer: User, county: Unit) -> None:
    client = at(officer)
    form = client.get("/people/new/").context["form"]
    filled = {
        "key": form["key"].value(),
        "name_fa": "زهرا نوری",
        "name_en": "Zahra Nouri",
        "national_id": a_national_id(1),
        "mobile": a_mobile(1),
        "home_unit": county.key,
    }

    first = client.post("/people/new/", filled)
    again = client.post("/people/new/", filled)  # the button pressed twice

    assert first.status_code == again.status_code == 302
    assert first.headers["Location"] == again.headers["Location"]
    person = Person.objects.get(name_fa="زهرا نوری")
    found = text(client.get("/people/", {"q": a_national_id(1)}))
    assert "Zahra Nouri" in found
    page = client.post(
        f"/people/{person.key}/account/", {"username": "z.nouri", "email": "", "language": "fa"}
    )
    assert "/account/password/reset/key/" in text(page)
    assert page.headers["Cache-Control"] == "no-store"
    again = client.post(
        f"/people/{person.key}/account/", {"username": "z.nouri", "email": "", "language": "fa"}
    )
    assert page.context["invitation"] != again.context["invitation"]


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong(officer: User, county: Unit) -> None:
    response = at(officer).post(
        "/people/new/",
        {"name_fa": "زهرا", "national_id": "1234567890", "home_unit": county.key},
    )

    page = text(response)
    assert "check digit" in page
    assert 'value="1234567890"' in page
    assert not Person.objects.filter(name_fa="زهرا").exists()


def test_a_known_national_id_is_refused_in_the_form(officer: User, county: Unit) -> None:
    register_person(by=officer, home_unit=county, name_fa="پنهان", national_id=a_national_id(2))

    page = text(
        at(officer).post(
            "/people/new/",
            {"name_fa": "زهرا", "national_id": a_national_id(2), "home_unit": county.key},
        )
    )

    assert "registered already" in page
    assert "پنهان" not in page


def test_a_record_shows_identifiers_masked(officer: User, county: Unit) -> None:
    person = register_person(
        by=officer, home_unit=county, name_fa="زهرا", national_id=a_national_id(3)
    )

    page = text(at(officer).get(f"/people/{person.key}/"))

    assert f"******{a_national_id(3)[-4:]}" in page
    assert a_national_id(3) not in page
    assert "reveal" not in page  # a county may not


def test_revealing_shows_once_and_records(head: User, county: Unit) -> None:
    person = register_person(
        by=head, home_unit=county, name_fa="زهرا", national_id=a_national_id(4)
    )
    client, address = at(head), f"/people/{person.key}/reveal/"

    refused = client.post(address, {"field": "national_id", "reason": "short"})
    told = client.post(address, {"field": "national_id", "reason": "the bank returned the pay"})

    assert refused.status_code == 422
    assert a_national_id(4) not in text(refused)
    assert a_national_id(4) in text(told)
    assert told.headers["Cache-Control"] == "no-store"
    assert a_national_id(4) not in text(client.get(f"/people/{person.key}/"))
    assert AuditEntry.objects.filter(verb="accounts.reveal-identifier").count() == 1


def test_a_correction_keeps_identifiers_left_empty(officer: User, county: Unit) -> None:
    person = register_person(
        by=officer, home_unit=county, name_fa="زهرا", national_id=a_national_id(5)
    )

    at(officer).post(
        f"/people/{person.key}/correct/", {"name_fa": "زهرا نوری", "home_unit": county.key}
    )

    person.refresh_from_db()
    assert (person.name_fa, person.national_id) == ("زهرا نوری", a_national_id(5))


def test_the_export_holds_no_identifier(officer: User, county: Unit) -> None:
    register_person(
        by=officer,
        home_unit=county,
        name_fa="زهرا",
        national_id=a_national_id(6),
        mobile=a_mobile(6),
    )

    for kind in ("csv", "json", "xlsx"):
        response = at(officer).get("/people/", {"format": kind})
        content = b"".join(response.streaming_content)
        assert a_national_id(6).encode() not in content
        assert a_mobile(6)[-9:].encode() not in content
    rows = json.loads(text(at(officer).get("/people/", {"format": "json"})))
    assert {"زهرا", officer.display_name} <= {row["Name"] for row in rows}


def test_an_account_is_suspended_and_opened_again(officer: User, county: Unit) -> None:
    helper = a_user("expert", county)
    assert helper.person is not None
    client, address = at(officer), f"/people/{helper.person.key}/suspend/"

    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "left the service"}).status_code == 302
    helper.refresh_from_db()
    assert not helper.is_active
    client.post(address, {"act": "restore"})
    helper.refresh_from_db()
    assert helper.is_active


def test_the_board_of_posts_begins_with_the_vacant_ones(officer: User, county: Unit) -> None:
    district = a_district(county=county)
    client = at(officer)
    client.get("/people/posts/", {"unit": str(district.key)})
    client.post("/people/posts/new/", {"role": "district-it", "title_fa": "", "title_en": ""})
    client.get("/people/posts/", {"unit": str(county.key)})

    page = client.get("/people/posts/").context["page"]

    assert [post.vacant for post in page] == [True, False]
    assert page[0].unit == district


def test_somebody_is_appointed_and_the_tenure_ended(officer: User, county: Unit) -> None:
    """The whole way on pages: open, find, appoint by order and Jalali date, end by order."""
    district = a_district(county=county)
    person = register_person(by=officer, home_unit=county, name_fa="زهرا نوری")
    client = at(officer)
    client.get("/people/posts/", {"unit": str(district.key)})
    opened = client.post("/people/posts/new/", {"role": "operator"})
    address = opened.headers["Location"]

    assert "زهرا نوری" in text(client.get(f"{address}appoint/", {"q": "زهرا"}))
    missing = client.post(f"{address}appoint/", {"person": person.key, "order_number": " "})
    assert missing.status_code == 200
    assert not Tenure.objects.filter(person=person).exists()
    client.post(
        f"{address}appoint/?q=زهرا",
        {"person": person.key, "order_number": "۱۲/ب", "since": "۱۴۰۳/۱/۱۵"},
    )
    tenure = Tenure.objects.get(person=person)
    assert (tenure.order_number, tenure.since.date().isoformat()) == ("۱۲/ب", "2024-04-02")
    assert "زهرا نوری" in text(client.get(address))

    client.post(f"/people/tenures/{tenure.pk}/end/", {"order_number": "13", "until": ""})

    tenure.refresh_from_db()
    assert tenure.until is not None
    assert tenure.until <= now()


def test_a_refusal_of_the_service_stands_in_the_form(officer: User, county: Unit) -> None:
    post = Post.objects.create(unit=a_district(county=county), role=Role.OPERATOR)
    person = register_person(by=officer, home_unit=county, name_fa="زهرا")
    client = at(officer)
    client.post(f"/people/posts/{post.pk}/appoint/", {"person": person.key, "order_number": "1"})
    other = register_person(by=officer, home_unit=county, name_fa="علی")

    response = client.post(
        f"/people/posts/{post.pk}/appoint/",
        {"person": other.key, "order_number": "2", "since": "1400/1/1"},
    )

    assert response.status_code == 200
    assert "overlap" in text(response)
    assert Tenure.objects.filter(post=post).count() == 1


def test_a_held_post_is_not_closed_and_a_vacant_one_is(officer: User, county: Unit) -> None:
    post = Post.objects.create(unit=a_district(county=county), role=Role.OPERATOR)
    client = at(officer)

    assert client.post(f"/people/posts/{post.pk}/close/", {}).status_code == 422
    client.post(f"/people/posts/{post.pk}/close/", {"order_number": "3"})

    post.refresh_from_db()
    assert post.closed_at is not None


def test_a_county_sees_its_own_post_and_may_not_fill_it(officer: User) -> None:
    post = tenures_of(officer).get().post
    client = at(officer)

    assert client.get(f"/people/posts/{post.pk}/").status_code == 200
    assert client.get(f"/people/posts/{post.pk}/appoint/").status_code == 403


def test_a_token_is_issued_shown_once_and_revoked(officer: User) -> None:
    client = at(officer)
    filled = {
        "tenure": tenures_of(officer).get().pk,
        "name": "nightly export",
        "permissions": ["territory.view"],
        "days": "30",
    }

    response = client.post("/people/tokens/", filled)

    secret = response.context["issued"].secret
    assert secret in text(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert user_of_token(secret, now()) == officer
    assert secret not in text(client.get("/people/tokens/"))
    assert "form was sent twice" in text(client.post("/people/tokens/", filled))
    client.post(f"/people/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert user_of_token(secret, now()) is None


def test_a_form_offers_no_right_the_post_does_not_give(officer: User) -> None:
    response = at(officer).post(
        "/people/tokens/",
        {
            "tenure": tenures_of(officer).get().pk,
            "name": "too much",
            "permissions": ["readiness.waive-need"],
            "days": "30",
        },
    )

    assert response.status_code == 200
    assert not ApiToken.objects.exists()


def test_the_audit_board_filters_and_shows_the_state_of_the_chain(county: Unit) -> None:
    headquarters = User.objects.get()
    for name in ("زهرا", "علی"):
        register_person(by=headquarters, home_unit=county, name_fa=name)
    client = at(headquarters)

    page = client.get("/people/audit/", {"verb": "accounts.register-person"})

    assert len(page.context["page"].object_list) == 2
    assert "links hold" in text(page)
    assert not client.get("/people/audit/", {"since": "1500/1/1"}).context["page"].object_list
    rows = json.loads(text(client.get("/people/audit/", {"format": "json"})))
    assert [row["Code"] for row in rows] == ["accounts.register-person"] * 2
    with an_unlocked_audit_trail():
        AuditEntry.objects.filter(seq=2).update(verb="test.other")
    assert "chain is broken" in text(client.get("/people/audit/"))


def test_an_auditor_reads_the_trail_of_the_own_province_only(county: Unit) -> None:
    headquarters = User.objects.get()
    auditor = a_user("auditor", county.parent())
    register_person(by=headquarters, home_unit=county, name_fa="نزدیک")
    register_person(by=headquarters, home_unit=a_county("رشت", a_province("گیلان")), name_fa="دور")

    entries = at(auditor).get("/people/audit/").context["page"].object_list

    assert [entry.unit_path for entry in entries] == [county.path]


def test_my_page_shows_my_posts_and_keeps_my_language(officer: User) -> None:
    client = at(officer, "fa")

    assert tenures_of(officer).get().post.unit.name_fa in text(client.get("/people/me/"))
    response = client.post("/people/me/", {"language": "en"}, follow=True)

    assert 'lang="en"' in text(response)
    officer.refresh_from_db()
    assert officer.language == "en"


def test_somebody_without_a_post_sees_the_own_page_only(db: None) -> None:
    user = a_user("operator", a_county())
    Tenure.objects.update(until=now())
    client = at(user)

    assert "no post" in text(client.get("/people/me/"))
    assert client.get("/people/").status_code == 403
    assert client.get("/people/tokens/").status_code == 403


def test_boards_cost_the_same_however_many_rows(
    officer: User, county: Unit, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        register_person(by=officer, home_unit=county, name_fa=f"شخص {number}")
        Post.objects.create(unit=county, role=Role.EXPERT, number=number + 10)
    client = at(officer)
    client.get("/people/")

    with django_assert_max_num_queries(25):
        client.get("/people/")
    with django_assert_max_num_queries(25):
        client.get("/people/posts/")


def test_an_owner_who_cannot_sign_in_is_helped_on_the_record(officer: User, county: Unit) -> None:
    helper = a_user("expert", county)
    assert helper.person is not None
    client, address = at(officer), f"/people/{helper.person.key}/recover/"

    refused = client.post(address, {"act": "password", "why": "short"})
    helped = client.post(address, {"act": "password", "why": "forgot it, came in person"})
    factor = client.post(address, {"act": "factor", "why": "lost the phone, came in person"})

    assert refused.status_code == 422
    assert "/account/password/reset/key/" in text(helped)
    assert helped.headers["Cache-Control"] == "no-store"
    assert factor.status_code == 302
    helper.refresh_from_db()
    assert not helper.has_usable_password()


@pytest.mark.parametrize("act", ["invite", "suspend", "recover"])
def test_a_person_without_an_account_has_none_to_manage(
    officer: User, county: Unit, act: str
) -> None:
    person = register_person(by=officer, home_unit=county, name_fa="زهرا")
    filled = {"act": "password", "why": "forgot it, came in person", "reason": "left us"}

    assert at(officer).post(f"/people/{person.key}/{act}/", filled).status_code == 404
