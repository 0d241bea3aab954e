"""What the coverage engine refuses: documents and terrain files that cannot be used."""

from sandoq.common.errors import DomainError

_SHOWN = 80


class BadCoverageQuestion(DomainError):
    """A value of the question cannot be used.

    `where` is a JSON pointer (RFC 6901) to the value, `reason` a stable kebab-case code, `value`
    at most 80 characters of what stands there.
    """

    code = "bad-coverage-question"
    status = 422

    def __init__(self, where: str, reason: str, value: object = "") -> None:
        super().__init__(where, reason, value)
        text = str(value)
        self.where = where or "/"
        self.reason = reason
        self.value = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class BadTerrainTile(DomainError):
    """A file is no SRTM tile; `reason` is `name`, `size` or `void`, when it holds no height."""

    code = "bad-terrain-tile"
    status = 422

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason
