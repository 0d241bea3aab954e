"""Brings everything encrypted to the newest field key, and every blind index to its key."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import transaction

from sandoq.apps.accounts.models import Person
from sandoq.apps.accounts.models.fields import (
    EncryptedTextField,
    decrypted,
    encrypted,
    index_of,
)
from sandoq.apps.accounts.rules.identifiers import FIELDS
from sandoq.apps.accounts.services.audit import record_action

_BATCH = 500
_SECRETS = ("secret", "seed")  # of one-time passwords, and of recovery codes


@transaction.atomic
def reencrypt(*, progress: Callable[[int], None] = lambda _: None) -> int:
    """Encrypt all identifiers and second factors anew; afterwards old keys may be removed.

    Run it with the new key first and the old keys after it in `settings.FIELD_KEYS`; also after
    `settings.BLIND_INDEX_KEY` changed. Returns how many people and second factors were rewritten.

    Raises:
        cryptography.fernet.InvalidToken: something was encrypted with a key that is not there.
    """
    done, last = 0, 0
    while people := list(Person.objects.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        _rewrite(people)
        done, last = done + len(people), people[-1].pk
        progress(done)
    for factor in Authenticator.objects.select_for_update().exclude(type="webauthn"):
        held = {name: factor.data[name] for name in _SECRETS if name in factor.data}
        factor.data |= {name: encrypted(decrypted(token)) for name, token in held.items()}
        factor.save(update_fields=["data"])
        done += 1
    done += _rewrite_other_rooms()
    record_action(by=None, verb="accounts.reencrypt", data={"rows": done})
    return done


def _rewrite_other_rooms() -> int:
    """Every other row with an encrypted column, such as the seeds of signing keys."""
    done = 0
    for model in apps.get_models():
        names = [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]
        if not names or model is Person:
            continue
        for row in model._default_manager.only("pk", *names).iterator(_BATCH):
            row.save(update_fields=names)
            done += 1
    return done


def _rewrite(people: list[Person]) -> None:
    for person in people:
        for field in FIELDS:
            setattr(person, f"{field}_index", index_of(field, getattr(person, field)))
    fields = [name for field in FIELDS for name in (field, f"{field}_index")]
    Person.objects.bulk_update(people, fields)
