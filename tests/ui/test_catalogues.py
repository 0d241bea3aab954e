"""The Persian catalogues hold every sentence of the templates, and no guess."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.conf import settings

CATALOGUES = sorted(settings.PACKAGE.rglob("locale/fa/LC_MESSAGES/django.po"))
TEMPLATES = sorted(settings.PACKAGE.rglob("templates/**/*.html"))
_TRANSLATE = re.compile(r"""{%\s*trans(?:late)?\s+(?:"([^"]+)"|'([^']+)')""")


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="fa")


def _name(path: Path) -> str:
    return str(path.relative_to(settings.PACKAGE))


@pytest.mark.parametrize("path", CATALOGUES, ids=_name)
def test_a_catalogue_is_complete_and_keeps_the_gaps(path: Path) -> None:
    for message in _read(path):
        if not message.id:
            continue
        singular = message.id if isinstance(message.id, str) else message.id[0]
        told = [message.string] if isinstance(message.string, str) else list(message.string)
        assert all(told), f"untranslated: {singular}"
        assert not message.fuzzy, f"a guess: {singular}"
        plural = singular if isinstance(message.id, str) else message.id[1]
        gaps = set(re.findall(r"%\(\w+\)[sd]|{\w+}", singular + plural))
        for text in told:
            assert set(re.findall(r"%\(\w+\)[sd]|{\w+}", text)) <= gaps, singular


def test_every_sentence_of_the_templates_is_in_a_catalogue() -> None:
    """`makemessages` was not forgotten."""
    known = {
        text
        for path in CATALOGUES
        for message in _read(path)
        for text in ([message.id] if isinstance(message.id, str) else message.id)
    }
    missing = {
        f"{_name(path)}: {first or second}"
        for path in TEMPLATES
        for first, second in _TRANSLATE.findall(path.read_text(encoding="utf-8"))
        if (first or second) not in known
    }
    assert not missing
