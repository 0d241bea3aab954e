"""Why a row is held back, or imported with a warning: stable codes, no sentences.

The sentence for each code is in `templates/territory/import/reason.html`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

NOTICES = frozenset(
    {
        "bad-coordinate",
        "coordinates-swapped",
        "far-from-county",
        "half-a-coordinate",
        "kind-from-stops",
        "no-itinerary",
        "one-location-for-many-stops",
        "outside-iran",
        "zeros-restored",
    }
)
"""Reasons that do not hold a row back: it is imported, with a warning."""

BLOCKING = frozenset(
    {
        "ambiguous-county",
        "ambiguous-date",
        "ambiguous-number",
        "ambiguous-time",
        "closes-before-it-opens",
        "code-elsewhere",
        "code-repeated",
        "columns-unclear",
        "date-out-of-range",
        "district-needed",
        "electors-fall",
        "error-value",
        "fixed-with-several-stops",
        "missing",
        "no-header",
        "no-such-day",
        "not-a-number",
        "not-whole",
        "number-of-another",
        "number-repeated",
        "number-taken",
        "out-of-range",
        "outside-scope",
        "probable-duplicate",
        "retired",
        "same-station-twice",
        "stop-without-name",
        "time-out-of-range",
        "times-overlap",
        "too-long",
        "too-many-stops",
        "unknown-area",
        "unknown-county",
        "unknown-district",
        "unknown-kind",
        "unknown-province",
        "unreadable-date",
        "unreadable-time",
    }
)
"""Reasons that quarantine a row until it is corrected or decided."""

IGNORED = frozenset(
    {
        "blank",
        "column-numbers",
        "header",
        "merged-before",
        "note",
        "repeated-header",
        "sheet-skipped",
        "title",
        "total",
        "unchanged",
    }
)
"""Why a row is not imported and need not be."""

MERGED = frozenset({"repeated-row", "decided-same", "further-stop"})
"""Why a row is part of another row's station."""

DUPLICATES = frozenset({"probable-duplicate", "number-of-another"})
"""Reasons a person settles by saying 'same' or 'different'."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason about one cell, or about the row where `field` is "".

    Attributes:
        column: the spreadsheet's letter of the cell's column, where there is one.
        value: what the cell holds, as read.
        hint: what was probably meant, or what it collides with; may be "".
    """

    field: str
    reason: str
    value: str = ""
    column: str = ""
    hint: str = ""

    @property
    def is_blocking(self) -> bool:
        return self.reason in BLOCKING

    def to_json(self) -> dict[str, str]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Problem":
        return cls(**{name: str(data.get(name, "")) for name in cls.__slots__})
