"""API tokens: never more than their tenure, shown once, dead at once."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sandoq.apps.accounts.errors import TokenNameTaken, TokenTooBroad, TokenTooLong
from sandoq.apps.accounts.models import ApiToken, AuditEntry, User
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.selectors import (
    grantable,
    may,
    scope_of,
    tenures_of,
    token_of,
    user_of_token,
)
from sandoq.apps.accounts.services import (
    IssuedToken,
    close_post,
    end_tenure,
    issue_token,
    note_token_use,
    revoke_token,
    set_account_active,
)
from sandoq.common.clock import now, today
from sandoq.common.errors import BadInput, NotAllowed, NotFound
from tests.factories import a_country, a_county, a_province, a_user

DAY = timedelta(days=1)
VIEW = Permission.TERRITORY_VIEW


def a_token(user: User, *permissions: Permission, name: str = "export") -> IssuedToken:
    return issue_token(
        by=user,
        tenure=tenures_of(user).get(),
        name=name,
        permissions=permissions or (VIEW,),
        expires_at=now() + 30 * DAY,
    )


@pytest.fixture
def officer(db: None) -> User:
    return a_user("county-it", a_county())


def test_a_secret_is_shown_once_and_kept_as_a_hash(officer: User) -> None:
    issued = a_token(officer)

    assert issued.secret.startswith("sandoq_")
    assert len(issued.secret) == len("sandoq_") + 43
    kept = ApiToken.objects.values().get()
    assert issued.secret not in str(kept)
    assert issued.secret not in str(AuditEntry.objects.values())


def test_a_secret_stands_for_its_account_with_its_token_only(officer: User) -> None:
    issued = a_token(officer)

    user = user_of_token(issued.secret, now())

    assert user == officer
    assert user.token == issued.token
    assert may(user, VIEW)
    assert not may(user, Permission.STATION_EDIT)
    assert may(officer, Permission.STATION_EDIT)


@pytest.mark.parametrize("secret", ["", "sandoq_", "sandoq_" + "A" * 43, "x" * 100_000, "\u0000"])
def test_nobody_stands_behind_any_other_secret(officer: User, secret: str) -> None:
    a_token(officer)

    assert user_of_token(secret, now()) is None


def test_a_token_dies_at_its_time(officer: User) -> None:
    issued = a_token(officer)

    assert user_of_token(issued.secret, now() + 29 * DAY) is not None
    assert user_of_token(issued.secret, issued.token.expires_at) is None


def test_a_revoked_token_dies_at_once_and_twice_is_harmless(officer: User) -> None:
    issued = a_token(officer)

    revoke_token(by=officer, token=issued.token)
    revoke_token(by=officer, token=issued.token)

    assert user_of_token(issued.secret, now()) is None
    assert AuditEntry.objects.filter(verb="accounts.revoke-token").count() == 1


def test_a_token_dies_with_its_tenure_its_post_and_its_account(db: None) -> None:
    headquarters = a_user("headquarters", a_country())
    county = a_county()
    ended, closed, suspended = (a_user("expert", county) for _ in range(3))
    secrets = [a_token(user).secret for user in (ended, closed, suspended)]

    end_tenure(by=headquarters, tenure=tenures_of(ended).get(), order_number="1")
    post = tenures_of(closed).get().post
    tenures_of(closed).update(until=now())
    close_post(by=headquarters, post=post, order_number="2")
    set_account_active(by=headquarters, user=suspended, is_active=False, reason="left us")

    assert [user_of_token(secret, now()) for secret in secrets] == [None, None, None]


def test_a_token_does_not_pass_to_the_successor(db: None) -> None:
    headquarters = a_user("headquarters", a_country())
    officer = a_user("county-it", a_county())
    secret = a_token(officer).secret
    tenure = tenures_of(officer).get()
    end_tenure(by=headquarters, tenure=tenure, order_number="1")
    tenure.post.tenures.create(
        person=a_user("expert", a_country()).person, since=now(), order_number="2"
    )

    assert user_of_token(secret, now()) is None


def test_a_token_may_not_do_what_its_tenure_may_not(officer: User) -> None:
    with pytest.raises(TokenTooBroad) as refusal:
        a_token(officer, VIEW, Permission.NEED_WAIVE, Permission.TOKEN_EDIT)

    assert refusal.value.excess == {Permission.NEED_WAIVE, Permission.TOKEN_EDIT}
    assert not ApiToken.objects.exists()


def test_a_token_makes_no_tokens(officer: User) -> None:
    user = user_of_token(a_token(officer).secret, now())
    assert user is not None

    with pytest.raises(NotAllowed):
        a_token(user, name="another")


def test_nobody_makes_a_token_of_anothers_tenure(officer: User) -> None:
    other = a_user("county-it", a_county("آمل"))

    with pytest.raises(NotAllowed):
        issue_token(
            by=officer,
            tenure=tenures_of(other).get(),
            name="theirs",
            permissions=[VIEW],
            expires_at=now() + DAY,
        )


@pytest.mark.parametrize("days", [-1, 0, 367, 4_000])
def test_a_token_lives_for_a_year_at_most(officer: User, days: int) -> None:
    with pytest.raises(TokenTooLong):
        issue_token(
            by=officer,
            tenure=tenures_of(officer).get(),
            name="long",
            permissions=[VIEW],
            expires_at=now() + days * DAY,
        )


def test_sending_the_form_twice_makes_one_token(officer: User) -> None:
    a_token(officer)

    with pytest.raises(TokenNameTaken):
        a_token(officer)
    with pytest.raises(BadInput):
        a_token(officer, name=" ")

    assert ApiToken.objects.count() == 1


def test_a_superior_revokes_and_a_stranger_does_not_even_see_it(officer: User) -> None:
    issued = a_token(officer)
    tenure = tenures_of(officer).get()
    head = a_user("province-head", tenure.post.unit.parent())
    stranger = a_user("province-head", a_province("گیلان"))

    with pytest.raises(NotFound):
        token_of(stranger, issued.token.pk)
    with pytest.raises(NotAllowed):
        revoke_token(by=stranger, token=issued.token)
    revoke_token(by=head, token=token_of(head, issued.token.pk))

    assert user_of_token(issued.secret, now()) is None


def test_the_day_of_use_is_kept(officer: User) -> None:
    token = a_token(officer).token

    note_token_use(token=token, at=now())

    token.refresh_from_db()
    assert token.last_used_on == today(now())


class Tokens(TestCase):
    """A token never gives a place that its owner, signed in without it, does not have."""

    @settings(max_examples=40, deadline=None)
    @given(
        role=st.sampled_from(list(Role)),
        wanted=st.sets(st.sampled_from(list(Permission)), min_size=1, max_size=6),
    )
    def test_a_token_never_reaches_beyond_its_tenure(
        self, role: Role, wanted: set[Permission]
    ) -> None:
        user = a_user(role, a_county())
        tenure = tenures_of(user).get()
        user.person.tenures.create(  # type: ignore[union-attr]
            post=a_user("province-head", a_province("گیلان")).person.tenures.get().post,  # type: ignore[union-attr]
            since=now() - DAY,
            until=now() + DAY,
            order_number="1",
        )
        try:
            issued = issue_token(
                by=user, tenure=tenure, name="t", permissions=wanted, expires_at=now() + DAY
            )
        except TokenTooBroad:
            assert wanted - set(grantable(tenure))
            return
        holder = user_of_token(issued.secret, now())
        assert holder is not None
        for permission in Permission:
            assert scope_of(holder, permission).grants <= scope_of(user, permission).grants
            assert not may(holder, permission) or permission in wanted
