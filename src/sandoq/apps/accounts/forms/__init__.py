"""Forms of people, posts, accounts, tokens and the audit trail."""

from sandoq.apps.accounts.forms.accounts import (
    AccountForm,
    LanguageForm,
    RecoverForm,
    RevealForm,
    SuspendForm,
)
from sandoq.apps.accounts.forms.attempts import attempted
from sandoq.apps.accounts.forms.filters import AuditFilterForm, PeopleFilterForm, PostFilterForm
from sandoq.apps.accounts.forms.people import PersonForm
from sandoq.apps.accounts.forms.posts import AppointForm, EndForm, OpenPostForm, OrderForm
from sandoq.apps.accounts.forms.tokens import TokenForm

__all__ = [
    "AccountForm",
    "AppointForm",
    "AuditFilterForm",
    "EndForm",
    "LanguageForm",
    "OpenPostForm",
    "OrderForm",
    "PeopleFilterForm",
    "PersonForm",
    "PostFilterForm",
    "RecoverForm",
    "RevealForm",
    "SuspendForm",
    "TokenForm",
    "attempted",
]
