"""The first minute of an installation: the country, its headquarters, and somebody to sign in."""

from typing import Any

from django.db import transaction

from sandoq.apps.accounts.errors import AccountInUse, SignInNameTaken
from sandoq.apps.accounts.models import Person, Post, Tenure, User
from sandoq.apps.accounts.rules.access import Role
from sandoq.apps.accounts.selectors.units import unit_model
from sandoq.apps.accounts.services.accounts import Invitation, invitation_path, new_user
from sandoq.apps.accounts.services.audit import record_action
from sandoq.apps.accounts.services.people import set_names
from sandoq.apps.accounts.services.posts import read_order
from sandoq.common.clock import now
from sandoq.common.text import search_key

FOUNDING_ORDER = "0"
"""The order number of the first tenure, where nobody could yet give an order."""


@transaction.atomic
def found_headquarters(
    *,
    username: str,
    name_fa: str,
    name_en: str = "",
    email: str = "",
    country_fa: str = "ایران",
    country_en: str = "Iran",
    order_number: str = FOUNDING_ORDER,
) -> Invitation:
    """Make the first holder of a headquarters post, by whoever runs the server.

    A second call with the same username makes a new invitation, as long as the first was not
    used; another username is refused once headquarters has a holder: holders appoint the next.

    Raises:
        AccountInUse: the account exists and has a password.
        SignInNameTaken: headquarters has a holder already, or the name is another account's.
        BadInput: a name or address cannot be read.
    """
    username = username.strip().lower()
    country = _country(country_fa, country_en)
    post, _ = Post.objects.select_for_update().get_or_create(
        unit=country, role=Role.HEADQUARTERS.value, number=1, election=None
    )
    held = Tenure.objects.filter(post__role=Role.HEADQUARTERS, until=None)
    if holder := held.filter(person__user__username=username).first():
        return _again(User.objects.get(person=holder.person_id))
    if held.exists() or User.objects.filter(username=username).exists():
        raise SignInNameTaken("username", username)
    at = now()
    person = Person(home_unit=country, created_at=at)
    set_names(person, name_fa, name_en)
    person.save()
    user = new_user(person, username, email, "fa")
    user.save()
    tenure = Tenure.objects.create(
        post=post, person=person, since=at, order_number=read_order(order_number)
    )
    record_action(
        by=None,
        verb="accounts.found-headquarters",
        target=tenure,
        unit_path=country.path,
        data={"username": username, "person": person.key},
    )
    return Invitation(user, invitation_path(user))


def _country(name_fa: str, name_en: str) -> Any:
    """The root of the territory, made here only if the territory is empty."""
    units = unit_model()
    root = units.objects.filter(level="country").first()
    return root or units.objects.add_root(
        {
            "level": "country",
            "name_fa": name_fa,
            "name_en": name_en,
            "search_name": search_key(f"{name_fa} {name_en}"),
        }
    )


def _again(user: User) -> Invitation:
    if user.has_usable_password():
        raise AccountInUse(user.username)
    user.set_unusable_password()
    user.save(update_fields=["password"])
    record_action(by=None, verb="accounts.invite", target=user, data={"username": user.username})
    return Invitation(user, invitation_path(user))
