"""Static files as an authority serves them: hashed, compressed, complete."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import storage
from django.core.management import call_command
from django.test import override_settings


def test_every_file_is_collected_under_a_name_with_its_hash(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package that names a source map it does not ship must not stop a set-up."""
    backends: dict[str, Any] = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "sandoq.ui.storage.HashedStorage"},
    }
    with override_settings(STATIC_ROOT=str(tmp_path), STORAGES=backends):
        monkeypatch.setattr(storage, "staticfiles_storage", storage.ConfiguredStorage())
        call_command("collectstatic", interactive=False, verbosity=0)

    tokens = next(tmp_path.glob("sandoq/tokens.*.css")).read_text(encoding="utf-8")
    assert re.search(r'url\("\.\./vendor/vazirmatn/Vazirmatn\.[0-9a-f]{12}\.woff2"\)', tokens)
    assert list(tmp_path.glob("vendor/bootstrap/bootstrap.rtl.min.*.css.gz"))
    assert (tmp_path / "staticfiles.json").exists()


def test_our_style_sheets_know_no_left_and_right() -> None:
    """One sheet serves Persian and English; physical sides are told apart by direction only."""
    sheets = sorted((Path(__file__).parents[2] / "src/sandoq/ui/static/sandoq").glob("*.css"))
    assert sheets
    physical = re.compile(
        r"(?:margin|padding|border|inset)-(?:left|right)|(?<![-\w])(?:left|right)\s*:|text-align:\s*(?:left|right)|float:"
    )
    found = [
        f"{sheet.name}: {line.strip()}"
        for sheet in sheets
        for line in sheet.read_text(encoding="utf-8").splitlines()
        if physical.search(line) and "float: none" not in line
    ]
    assert not found
