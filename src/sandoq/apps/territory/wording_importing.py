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


REASON_TITLES = {
    # Held back
    "ambiguous-county": _("Several counties bear the name"),
    "ambiguous-date": _("Date that could be several days"),
    "ambiguous-number": _("Number that can be read in two ways"),
    "ambiguous-time": _("Time that could be two times"),
    "closes-before-it-opens": _("Closes before it opens"),
    "code-elsewhere": _("Code of a station elsewhere"),
    "code-repeated": _("Code of another row"),
    "columns-unclear": _("Columns are not yet clear"),
    "date-out-of-range": _("Date outside the calendar"),
    "district-needed": _("District missing"),
    "electors-fall": _("Electors would fall without an order"),
    "error-value": _("Formula in error"),
    "fixed-with-several-stops": _("Fixed station with several stops"),
    "missing": _("Entry missing"),
    "no-header": _("Sheet without a header"),
    "no-such-day": _("Day that does not exist"),
    "not-a-number": _("Not a number"),
    "not-whole": _("Not a whole number"),
    "number-of-another": _("Number of a station with another name"),
    "number-repeated": _("Number of another row"),
    "number-taken": _("Number of another station"),
    "out-of-range": _("Number that cannot be right"),
    "outside-scope": _("Place outside this import"),
    "probable-duplicate": _("Probably a duplicate"),
    "retired": _("Station that left the register"),
    "same-station-twice": _("Station that another row describes otherwise"),
    "stop-without-name": _("Stop without a name"),
    "time-out-of-range": _("Time the day does not have"),
    "times-overlap": _("Two stops at one time"),
    "too-long": _("Text too long"),
    "too-many-stops": _("Too many stops"),
    "unknown-area": _("Neither urban nor rural"),
    "unknown-county": _("County not found"),
    "unknown-district": _("District not found"),
    "unknown-kind": _("Neither fixed nor mobile"),
    "unknown-province": _("Province not found"),
    "unreadable-date": _("Date that cannot be read"),
    "unreadable-time": _("Time that cannot be read"),
    # Imported with a warning
    "bad-coordinate": _("Location that cannot be read"),
    "coordinates-swapped": _("Longitude and latitude were exchanged"),
    "far-from-county": _("Far from its county"),
    "half-a-coordinate": _("Only one of longitude and latitude"),
    "kind-from-stops": _("Taken for mobile because of its stops"),
    "no-itinerary": _("Mobile station without stops"),
    "one-location-for-many-stops": _("One location for several stops"),
    "outside-iran": _("Location outside Iran"),
    "zeros-restored": _("Zeros restored on the left of the code"),
    # Ignored or merged
    "blank": _("Blank row"),
    "column-numbers": _("Row of column numbers"),
    "decided-same": _("Decided to be the same station"),
    "further-stop": _("Further stop of a mobile station"),
    "header": _("Header"),
    "merged-before": _("Merged in an earlier import"),
    "note": _("Note beside the table"),
    "repeated-header": _("Header repeated"),
    "repeated-row": _("Repeats another row exactly"),
    "sheet-skipped": _("Sheet left out"),
    "title": _("Title"),
    "total": _("Row of totals"),
    "unchanged": _("Already so in the register"),
}
"""Every reason in a few words, for headings; the whole sentence is in `reason.html`."""
