"""What reading a file gives: cells, or the refusal of a file that cannot be read at all."""

Cell = str | int | float | bool | None
"""A cell as JSON has it; days and times as ISO 8601 text, an empty cell None."""


class FileRefused(Exception):
    """`reason` is a stable code, see `REASONS`; the services turn it into a `DomainError`."""

    REASONS = frozenset(
        {
            "empty",
            "not-a-table",
            "web-page",
            "old-format",
            "password",
            "damaged",
            "too-large",
            "too-many-rows",
            "unpacks-too-large",
            "no-rows",
        }
    )

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
