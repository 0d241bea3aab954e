"""The document of who may do what is made from the code and never behind it."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from sandoq.apps.accounts.accesstable import document
from sandoq.apps.accounts.management.commands.access_table import PLACE
from sandoq.apps.accounts.rules.access import Permission, Role


def test_the_document_is_up_to_date() -> None:
    """Run `sandoq manage access_table --write` after changing the table or an address."""
    assert (Path(settings.REPOSITORY) / PLACE).read_text(encoding="utf-8") == document()


def test_the_document_names_every_role_permission_and_address() -> None:
    text = document()

    assert all(f"| {role.value} |" in text for role in Role)
    assert all(f"| {permission.value} |" in text for permission in Permission)
    assert "/people/<uuid:person>/reveal/` | accounts.reveal-identifiers |" in text


def test_the_command_writes_and_checks(settings: Any, tmp_path: Path) -> None:
    settings.REPOSITORY = tmp_path
    with pytest.raises(SystemExit) as end:
        call_command("access_table", "--check", stderr=StringIO())
    assert end.value.code == 1

    call_command("access_table", "--write", stdout=StringIO())
    call_command("access_table", "--check")

    (tmp_path / PLACE).write_text("stale", encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("access_table", "--check", stderr=StringIO())


def test_the_command_shows_without_writing() -> None:
    out = StringIO()

    call_command("access_table", stdout=out)

    assert out.getvalue() == document()
