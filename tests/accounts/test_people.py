"""People: identifiers are never stored or told in plain, and every look at one is recorded."""

from uuid import uuid4

import pytest
from cryptography.fernet import InvalidToken
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from sandoq.apps.accounts.errors import PersonKnown, PersonOutOfReach, ReasonUnfit
from sandoq.apps.accounts.models import AuditEntry, Person, User
from sandoq.apps.accounts.models.fields import decrypted, encrypted
from sandoq.apps.accounts.rules.identifiers import FIELDS, blind_index, masked, reason_problem
from sandoq.apps.accounts.selectors import PeopleFilter, find_people, person_seen_by
from sandoq.apps.accounts.services import (
    correct_person,
    reencrypt,
    register_person,
    reveal_identifier,
)
from sandoq.common.errors import BadInput, NotAllowed, NotFound
from tests.accounts.people import a_mobile, a_national_id, a_sheba
from tests.factories import a_country, a_county, a_district, a_province, a_user

REASON = "payment returned by the bank"


@pytest.fixture
def officer(db: None) -> User:
    return a_user("county-it", a_county())


def home(user: User) -> object:
    assert user.person is not None
    return user.person.home_unit


def columns(person: Person) -> dict[str, str]:
    """The row as a thief of the database reads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_person WHERE id = %s", [person.pk])
        names = [column[0] for column in cursor.description]
        return {name: str(value) for name, value in zip(names, cursor.fetchone(), strict=True)}


def test_identifiers_are_read_in_any_spelling_and_stored_encrypted(officer: User) -> None:
    """The columns hold no digit of them in plain; the model gives them back whole."""
    national_id, mobile, sheba = a_national_id(1), a_mobile(1), a_sheba(1)

    person = register_person(
        by=officer,
        home_unit=home(officer),
        name_fa="  زهرا   نوري ",
        national_id=national_id.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        mobile=mobile,
        sheba=sheba.removeprefix("IR"),
    )

    found = Person.objects.get(pk=person.pk)
    assert found.name_fa == "زهرا نوری"
    assert (found.national_id, found.mobile, found.sheba) == (
        national_id,
        f"+98{mobile[1:]}",
        sheba,
    )
    stored = columns(person)
    for field in FIELDS:
        assert len(stored[f"{field}_index"]) == 43
        for value in stored.values():
            assert getattr(found, field) not in value


def test_the_same_value_is_encrypted_differently_each_time(officer: User) -> None:
    """Equal ciphertexts would tell who shares an account."""
    people = [
        register_person(by=officer, home_unit=home(officer), name_fa=name, sheba=a_sheba(3))
        for name in ("یک", "دو")
    ]

    assert columns(people[0])["sheba"] != columns(people[1])["sheba"]
    assert people[0].sheba_index == people[1].sheba_index


def test_a_known_national_id_is_refused_without_telling_whose(officer: User) -> None:
    elsewhere = a_user("county-it", a_county("آمل", a_province("گیلان")))
    register_person(
        by=elsewhere, home_unit=home(elsewhere), name_fa="نامِ پنهان", national_id=a_national_id(2)
    )

    with pytest.raises(PersonKnown) as refusal:
        register_person(
            by=officer, home_unit=home(officer), name_fa="دیگری", national_id=a_national_id(2)
        )

    assert refusal.value.fields() == {"field": "national_id"}
    assert Person.objects.filter(name_fa="دیگری").count() == 0
    assert AuditEntry.objects.filter(verb="accounts.register-person").count() == 1


def test_sending_a_registration_twice_registers_one_person(officer: User) -> None:
    key = uuid4()

    first, again = (
        register_person(by=officer, home_unit=home(officer), name_fa="زهرا", key=key)
        for _ in range(2)
    )

    assert first == again
    assert AuditEntry.objects.filter(verb="accounts.register-person").count() == 1


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("national_id", "1234567890", "checksum"),
        ("mobile", "02112345678", "not-a-mobile"),
        ("sheba", "IR000000000000000000000000", "checksum"),
        ("name_fa", " \u200c ", "empty"),
        ("name_fa", "ن" * 121, "too-long"),
    ],
)
def test_what_cannot_be_read_is_refused(officer: User, field: str, value: str, reason: str) -> None:
    given_values = {"name_fa": "زهرا", field: value}

    with pytest.raises(BadInput) as refusal:
        register_person(by=officer, home_unit=home(officer), **given_values)

    assert (refusal.value.field, refusal.value.reason) == (field, reason)
    assert not Person.objects.filter(name_fa="زهرا").exists()


def test_nobody_registers_outside_their_reach(officer: User) -> None:
    with pytest.raises(NotAllowed):
        register_person(by=officer, home_unit=a_county("آمل"), name_fa="زهرا")


def test_a_correction_records_which_fields_and_never_their_values(officer: User) -> None:
    person = register_person(
        by=officer, home_unit=home(officer), name_fa="زهرا", mobile=a_mobile(4)
    )

    correct_person(by=officer, person=person, mobile=a_mobile(5), name_en="Zahra")

    entry = AuditEntry.objects.get(verb="accounts.correct-person")
    assert entry.data == {"changed": ["mobile", "name_en"]}
    assert find_people(officer, PeopleFilter(search=a_mobile(5))).get() == person
    assert not find_people(officer, PeopleFilter(search=a_mobile(4))).exists()


def test_a_correction_that_changes_nothing_records_nothing(officer: User) -> None:
    person = register_person(by=officer, home_unit=home(officer), name_fa="زهرا")

    correct_person(by=officer, person=person, name_fa="زهرا ")

    assert not AuditEntry.objects.filter(verb="accounts.correct-person").exists()


def test_a_county_does_not_correct_its_superior(officer: User) -> None:
    """The head's registration may lie in the county; the head is not the county's to manage."""
    head = a_user("province-head", a_province("قم"))
    assert head.person is not None
    head.person.home_unit = home(officer)
    head.person.save()

    with pytest.raises(PersonOutOfReach):
        correct_person(by=officer, person=head.person, mobile=a_mobile(6))
    assert officer.person is not None
    with pytest.raises(PersonOutOfReach):
        correct_person(by=officer, person=officer.person, sheba=a_sheba(6))


def test_revealing_an_identifier_is_recorded_with_its_reason(db: None) -> None:
    county = a_county()
    officer = a_user("county-it", county)
    head = a_user("province-head", county.parent())
    person = register_person(
        by=officer, home_unit=county, name_fa="زهرا", national_id=a_national_id(7)
    )

    told = reveal_identifier(by=head, person=person, field="national_id", reason=REASON)

    assert told == a_national_id(7)
    entry = AuditEntry.objects.get(verb="accounts.reveal-identifier")
    assert (entry.user, entry.target_key) == (head, str(person.key))
    assert entry.data == {"field": "national_id", "reason": REASON}
    with pytest.raises(NotAllowed):  # a county enters identifiers and does not read them
        reveal_identifier(by=officer, person=person, field="national_id", reason=REASON)


@pytest.mark.parametrize("reason", ["", "because", f"asked about {a_national_id(1)} by phone"])
def test_a_reason_is_given_and_holds_no_identifier(db: None, reason: str) -> None:
    """The trail is read by many and kept for ever."""
    county = a_county()
    head = a_user("province-head", county.parent())
    person = Person.objects.create(name_fa="زهرا", home_unit=county, created_at="2023-01-01T00:00Z")

    with pytest.raises(ReasonUnfit):
        reveal_identifier(by=head, person=person, field="mobile", reason=reason)

    assert not AuditEntry.objects.filter(verb="accounts.reveal-identifier").exists()


def test_people_are_found_by_part_of_a_name_or_a_whole_identifier(officer: User) -> None:
    person = register_person(
        by=officer,
        home_unit=home(officer),
        name_fa="زهرا نوری",
        name_en="Zahra Nouri",
        national_id=a_national_id(8),
        mobile=a_mobile(8),
    )

    for search in ("زهرا نوري", "nouri", a_national_id(8), a_mobile(8)):
        assert list(find_people(officer, PeopleFilter(search=search))) == [person], search
    assert not find_people(officer, PeopleFilter(search=a_national_id(8)[:9])).exists()


def test_nobody_is_found_beyond_the_seekers_reach(officer: User) -> None:
    far = a_user("county-it", a_county("رشت", a_province("گیلان")))
    person = register_person(
        by=far, home_unit=home(far), name_fa="دور", national_id=a_national_id(9)
    )

    assert not find_people(officer, PeopleFilter(search=a_national_id(9))).exists()
    for key in (person.key, uuid4(), "no key"):
        with pytest.raises(NotFound):
            person_seen_by(officer, key)


def test_somebody_registered_elsewhere_is_seen_where_they_hold_a_post(db: None) -> None:
    county = a_county()
    officer = a_user("county-it", county)
    guest = a_user("expert", a_district(county=county))
    assert guest.person is not None
    guest.person.home_unit = a_province("گیلان")
    guest.person.save()

    assert person_seen_by(officer, guest.person.key) == guest.person
    assert guest.person in find_people(officer, PeopleFilter(unit=county))


def test_a_board_of_people_decrypts_nothing(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of a thousand people must neither cost nor show a thousand identifiers."""
    register_person(
        by=officer, home_unit=home(officer), name_fa="زهرا", national_id=a_national_id(10)
    )
    monkeypatch.setattr("sandoq.apps.accounts.models.fields.decrypted", pytest.fail)

    assert len(list(find_people(officer))) == 2


def test_keys_rotate(officer: User, settings: object) -> None:
    """A new key first, the old ones after it; after `reencrypt` the old ones may go."""
    person = register_person(
        by=officer, home_unit=home(officer), name_fa="زهرا", national_id=a_national_id(11)
    )
    old_keys = list(settings.FIELD_KEYS)  # type: ignore[attr-defined]
    before = columns(person)["national_id"]

    settings.FIELD_KEYS = ["a new key", *old_keys]  # type: ignore[attr-defined]
    assert Person.objects.get(pk=person.pk).national_id == a_national_id(11)
    reencrypt()
    settings.FIELD_KEYS = ["a new key"]  # type: ignore[attr-defined]

    assert Person.objects.get(pk=person.pk).national_id == a_national_id(11)
    assert columns(person)["national_id"] != before
    settings.FIELD_KEYS = old_keys  # type: ignore[attr-defined]
    with pytest.raises(InvalidToken):
        Person.objects.get(pk=person.pk)


def test_a_new_index_key_finds_people_after_reencrypt(officer: User, settings: object) -> None:
    person = register_person(
        by=officer, home_unit=home(officer), name_fa="زهرا", national_id=a_national_id(12)
    )
    settings.BLIND_INDEX_KEY = "another key"  # type: ignore[attr-defined]
    assert not find_people(officer, PeopleFilter(search=a_national_id(12))).exists()

    reencrypt()

    assert find_people(officer, PeopleFilter(search=a_national_id(12))).get() == person


def test_a_changed_ciphertext_is_refused() -> None:
    token = encrypted("0012345679")

    with pytest.raises(InvalidToken):
        decrypted(token[:-2] + "AA")


@given(value=st.text(min_size=1, max_size=30))
def test_blind_indexes_of_different_fields_or_keys_differ(value: str) -> None:
    indexes = {blind_index(key, field, value) for key in ("k", "l") for field in FIELDS}

    assert len(indexes) == 6
    assert all(len(index) == 43 for index in indexes)


@given(value=st.text(alphabet="0123456789IR+", max_size=30))
def test_a_mask_shows_the_last_four_and_never_more_than_it_hides(value: str) -> None:
    shown = masked(value)

    assert len(shown) == len(value)
    assert sum(character != "*" for character in shown) <= min(4, len(value) / 2)
    assert len(value) < 8 or shown.endswith(value[-4:])


def test_headquarters_reveals_anywhere(db: None) -> None:
    headquarters = a_user("headquarters", a_country())
    person = register_person(
        by=headquarters, home_unit=a_district(), name_fa="زهرا", mobile=a_mobile(13)
    )

    told = reveal_identifier(by=headquarters, person=person, field="mobile", reason=REASON)

    assert told.endswith(a_mobile(13)[-9:])


def test_numbers_of_orders_may_stand_in_a_reason() -> None:
    assert reason_problem("order 1403/1/245 of the governor") is None
    assert reason_problem("asked by ۰۹۱۲ ۱۲۳ ۴۵۶۷ about pay") == "holds-number"


def test_a_national_scope_stays_everything_when_combined(db: None) -> None:
    """An empty condition vanishes beside another; headquarters would see less than a county."""
    headquarters = a_user("headquarters", a_country())
    person = register_person(by=headquarters, home_unit=a_district(), name_fa="زهرا")

    assert person_seen_by(headquarters, person.key) == person
    assert person in find_people(headquarters)
