"""A person and the account the person signs in with."""

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from sandoq.apps.accounts.models.fields import EncryptedTextField

if TYPE_CHECKING:
    from sandoq.apps.accounts.models.offices import ApiToken
    from sandoq.apps.accounts.rules.access import Office


class Person(models.Model):
    """Somebody who holds a post or works at a station.

    Identifiers are stored encrypted; the keyed `*_index` columns find a person by a whole
    identifier and reveal nothing else.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name_fa = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    search_name = models.CharField(max_length=250, default="", editable=False, db_index=True)
    national_id = EncryptedTextField(blank=True)
    national_id_index = models.CharField(  # noqa: DJ001 - null: many persons may have none
        max_length=43, null=True, unique=True, editable=False
    )
    mobile = EncryptedTextField(blank=True)
    mobile_index = models.CharField(  # noqa: DJ001 - null: many persons may have none
        max_length=43, null=True, db_index=True, editable=False
    )
    sheba = EncryptedTextField(blank=True)
    sheba_index = models.CharField(  # noqa: DJ001 - null: many persons may have none
        max_length=43, null=True, db_index=True, editable=False
    )
    home_unit = models.ForeignKey(
        "territory.Unit", null=True, on_delete=models.PROTECT, related_name="people"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name_fa", "pk"]

    def __str__(self) -> str:
        return self.name_fa


class UserManager(BaseUserManager["User"]):
    """Finds users by the name they sign in with; accounts are made by services only."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account; it may do nothing of itself, only what its person's tenures allow."""

    username = models.CharField(max_length=64, unique=True)
    email = models.EmailField(blank=True)
    person = models.OneToOneField(Person, null=True, on_delete=models.PROTECT, related_name="user")
    language = models.CharField(max_length=2, default="fa")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField()

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_named_once_in_any_case"),
            models.UniqueConstraint(
                Lower("email"), condition=~models.Q(email=""), name="user_email_once"
            ),
        ]

    # Of this request only: the API token signed in with, and the posts held, once asked.
    token: "ApiToken | None" = None
    known_offices: "tuple[Office, ...] | None" = None

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.username

    @property
    def display_name(self) -> str:
        """The person's name, else the account's."""
        return self.person.name_fa if self.person else self.username
