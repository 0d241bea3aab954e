"""Outcomes and reasons of an import as people read them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

OUTCOME_WORDS = {
    "created": _("Opens a station"),
    "updated": _("Changes a station"),
    "merged": _("Merged"),
    "quarantined": _("Quarantined"),
    "ignored": _("Ignored"),
}
"""What becomes of a row, in the order in which figures stand."""


def reason_sentence(problem: Mapping[str, Any]) -> str:
    """One reason as a sentence, from `territory/import/reason.html`."""
    return render_to_string("territory/import/reason.html", {"p": problem}).strip()


def reasons_in_words(problems: Sequence[Mapping[str, Any]]) -> str:
    """All reasons of a row as plain text."""
    sentences = (" ".join(strip_tags(reason_sentence(problem)).split()) for problem in problems)
    return " ".join(sentence for sentence in sentences if sentence)
