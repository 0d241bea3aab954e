"""Rotating the field keys reaches every encrypted column of every room, found and not listed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection, models

from sandoq.apps.accounts.models import Person
from sandoq.apps.accounts.models.fields import EncryptedTextField, decrypted
from sandoq.apps.accounts.services import reencrypt
from sandoq.apps.readiness.models import SigningKey
from sandoq.apps.readiness.services import make_signing_key
from sandoq.apps.workforce.models import (
    FeeAllocation,
    FeeBatch,
    FeeItem,
    PeopleBatch,
    PeopleRow,
)
from sandoq.apps.workforce.services.fees import make_batch
from tests.accounts.people import a_mobile, a_national_id, a_sheba
from tests.factories import LONG_AGO
from tests.workforce.fees_scene import FeeScene, a_fee_scene


def _columns() -> dict[type[models.Model], list[str]]:
    """Every model with an encrypted column, and those columns."""
    found: dict[type[models.Model], list[str]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedTextField):
                found.setdefault(model, []).append(field.column)
    return found


def _person(_: FeeScene) -> None:
    Person.objects.create(
        name_fa="زهرا",
        national_id=a_national_id(1),
        mobile=a_mobile(1),
        sheba=a_sheba(1),
        created_at=LONG_AGO,
    )


def _batch(scene: FeeScene) -> None:
    scene.approved(2)
    make_batch(by=scene.head, polling_day=scene.day, unit=scene.province)


def _people_row(scene: FeeScene) -> None:
    batch = PeopleBatch.objects.create(
        unit=scene.babol,
        counts={},
        previewed_at=LONG_AGO,
        previewed_by=scene.babol_it,
    )
    PeopleRow.objects.create(
        batch=batch, position=0, sheet="1", row=2, outcome="created", payload="0012345679"
    )


ROWS: dict[type[models.Model], Callable[[FeeScene], object]] = {
    Person: _person,
    SigningKey: lambda _: make_signing_key(),
    FeeAllocation: lambda scene: None,  # of the batch
    FeeBatch: _batch,
    FeeItem: lambda scene: None,  # of the batch
    PeopleRow: _people_row,
}
"""How a row of each model comes to be; a new model with an encrypted column needs one here."""


def _stored(columns: dict[type[models.Model], list[str]]) -> dict[str, list[str]]:
    """What a thief of the database reads, by column."""
    found = {}
    with connection.cursor() as cursor:
        for model, names in columns.items():
            for name in names:
                table = model._meta.db_table
                cursor.execute(f'SELECT "{name}" FROM "{table}" WHERE "{name}" <> %s', [""])  # noqa: S608
                found[f"{table}.{name}"] = [row[0] for row in cursor.fetchall()]
    return found


@pytest.mark.django_db
def test_no_encrypted_column_is_left_with_the_old_key(settings: Any) -> None:
    """After the rotation the old key opens nothing and the new one opens every row."""
    columns = _columns()
    assert columns.keys() == ROWS.keys()
    scene = a_fee_scene()
    for build in ROWS.values():
        build(scene)
    before = _stored(columns)
    assert all(before.values()), "each column holds something to be rotated"

    plain = {name: sorted(map(decrypted, tokens)) for name, tokens in before.items()}
    settings.FIELD_KEYS = ["new", *django_settings.FIELD_KEYS]
    reencrypt()
    settings.FIELD_KEYS = ["new"]

    after = _stored(columns)
    assert {name: sorted(map(decrypted, tokens)) for name, tokens in after.items()} == plain
    assert not any(set(before[name]) & set(after[name]) for name in before)
