"""A value of a requirement that is not accepted is explained, never coded."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from sandoq.apps.readiness import rules, services
from sandoq.apps.readiness.errors import BadRequirement
from sandoq.apps.readiness.forms.refused_values import SENTENCES
from sandoq.apps.readiness.rules.requirements import read_formula, read_policy
from sandoq.apps.readiness.rules.sources import Source


def test_every_reason_the_room_writes_has_a_sentence() -> None:
    """Read from the code itself, so that a new reason cannot be forgotten."""
    folders = [Path(str(room.__file__)).parent for room in (rules, services)]
    written: set[str] = set()
    for file in (file for folder in folders for file in folder.rglob("*.py")):
        calls = re.findall(r'BadRequirement\([^\n]*, "([a-z-]+)"\)', file.read_text("utf-8"))
        written |= set(calls)
    assert "room-decides" in written
    kinds = {f"{what}-of-{source.value}" for what in ("place", "item") for source in Source}
    assert (written | kinds) <= set(SENTENCES)


@pytest.mark.parametrize(
    "data",
    [
        {"minimum": "2"},
        {"minimum": -1},
        {"maximum": 10**9},
        {"unheard": 1},
        {"minimum": 3, "maximum": 2},
        [1],
    ],
)
def test_what_a_formula_refuses_is_a_sentence(data: object) -> None:
    with pytest.raises(BadRequirement) as refused:
        read_formula(data)
    _is_told(refused.value)


@pytest.mark.parametrize("data", [{"kinds": []}, {"kinds": ["hearsay"]}, {"serials": "yes"}])
def test_what_a_policy_refuses_is_a_sentence(data: object) -> None:
    with pytest.raises(BadRequirement) as refused:
        read_policy(data)
    _is_told(refused.value)


def _is_told(error: BadRequirement) -> None:
    told = {}
    for language in ("fa", "en"):
        with translation.override(language):
            told[language] = render_to_string("errors/bad-requirement.html", vars(error))
        assert f"({error.reason})" not in told[language]
    assert "cannot be accepted. It" in told["en"] or "cannot be accepted. Th" in told["en"]
    assert "cannot" not in told["fa"]
