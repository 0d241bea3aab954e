"""Tells Django what the pure rule about passwords says."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.passwords import SHORTEST, password_problems

SENTENCES = {
    "too-short": gettext_lazy("Use at least %(shortest)d characters; a sentence is easy to keep."),
    "too-long": gettext_lazy("This password is too long."),
    "too-plain": gettext_lazy("This password repeats or counts a few characters."),
    "too-common": gettext_lazy("Many people use this password; choose your own words."),
    "own-name": gettext_lazy("This password is little more than your name or e-mail address."),
}


class PasswordValidator:
    """One validator for the whole rule, so that a person reads every reason at once."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse a weak password.

        Raises:
            ValidationError: one message for every problem, with the rule's own codes.
        """
        problems = password_problems(password, _names_of(user))
        if problems:
            raise ValidationError(
                [
                    ValidationError(SENTENCES[code], code=code, params={"shortest": SHORTEST})
                    for code in problems
                ]
            )

    def get_help_text(self) -> str:
        return _("At least %(shortest)d characters; several words you will remember are best.") % {
            "shortest": SHORTEST
        }


def _names_of(user: Any) -> list[str]:
    names = ["sandoq", "صندوق"]
    if isinstance(user, User):
        names += [user.username, *re.split(r"[@.]", user.email)]
        if user.person:
            names += [*user.person.name_fa.split(), *user.person.name_en.split()]
    return names
