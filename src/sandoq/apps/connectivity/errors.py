"""What the connectivity room refuses: each with a code, and a sentence in `errors/<code>.html`."""

from sandoq.common.errors import BadInput, Conflict, DomainError


class BadReading(BadInput):
    """A reading that no measurement could have given; subclasses say why."""

    code = "bad-reading"


class RsrpOutOfRange(BadReading):
    """The signal level is none the technology can report; `lowest` and `highest` are in dBm."""

    code = "rsrp-out-of-range"

    def __init__(self, value: str, technology: str, lowest: int, highest: int) -> None:
        DomainError.__init__(self, value, technology, lowest, highest)
        self.field, self.value, self.reason = "rsrp_dbm", value, "out-of-range"
        self.technology = technology
        self.lowest = lowest
        self.highest = highest


class SinrOutOfRange(BadReading):
    """The signal-to-noise ratio is none a modem can report; `lowest` and `highest` are in dB."""

    code = "sinr-out-of-range"

    def __init__(self, value: str, lowest: int, highest: int) -> None:
        DomainError.__init__(self, value, lowest, highest)
        self.field, self.value, self.reason = "sinr_db", value, "out-of-range"
        self.lowest = lowest
        self.highest = highest


class SuccessesExceedAttempts(BadReading):
    """More transactions succeeded than were tried."""

    code = "successes-exceed-attempts"

    def __init__(self, successes: int, attempts: int) -> None:
        DomainError.__init__(self, successes, attempts)
        self.field, self.value, self.reason = "successes", str(successes), "exceed-attempts"
        self.successes = successes
        self.attempts = attempts


class ReadingFromTheFuture(BadReading):
    """A reading is dated later than now, after the device's clock was corrected."""

    code = "reading-from-the-future"

    def __init__(self, value: str) -> None:
        DomainError.__init__(self, value)
        self.field, self.value, self.reason = "taken_at", value, "from-the-future"


class TechnologyMismatch(BadReading):
    """The operator does not offer the technology: a mobile operator has no fibre here."""

    code = "technology-mismatch"

    def __init__(self, technology: str, operator: str) -> None:
        DomainError.__init__(self, technology, operator)
        self.field, self.value, self.reason = "technology", technology, "not-of-this-operator"
        self.technology = technology
        self.operator = operator


class ReadingKeyReused(Conflict):
    """Another reading was recorded under this key, so the two cannot be one."""

    code = "reading-key-reused"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class BadLink(BadInput):
    """A link of a plan cannot be; `field` names the kind of link."""

    code = "bad-link"


class BadGradingRule(BadInput):
    """A setting of the grading rule cannot be."""

    code = "bad-grading-rule"


class OperatorKnown(Conflict):
    """Another operator has this code."""

    code = "operator-known"

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class ReasonMissing(BadInput):
    """Withdrawing a reading needs a reason that others can read."""

    code = "withdrawal-reason-missing"


class NothingToRead(DomainError):
    """A file holds no table or submission of readings; `missing` are the columns not found."""

    code = "no-readings-in-file"
    status = 422

    def __init__(self, file: str, missing: list[str]) -> None:
        super().__init__(file, missing)
        self.file = file
        self.missing = missing


class NoTowersInFile(DomainError):
    """A file holds no table of towers; `missing` are the columns not found."""

    code = "no-towers-in-file"
    status = 422

    def __init__(self, file: str, missing: list[str]) -> None:
        super().__init__(file, missing)
        self.file = file
        self.missing = missing


class TileKnown(Conflict):
    """Another terrain of this name is kept; only the headquarters replaces it."""

    code = "tile-known"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoTile(DomainError):
    """A file is no terrain tile; `reason` is `name`, `size`, `void` or `archive`."""

    code = "no-terrain-tile"
    status = 422

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason


class NothingToEstimate(DomainError):
    """An estimate lacks placed `points`, or its `grounds`: towers or readings."""

    code = "nothing-to-estimate"

    def __init__(self, unit: str, lacking: str) -> None:
        super().__init__(unit, lacking)
        self.unit = unit
        self.lacking = lacking


class TooManyToEstimate(DomainError):
    """A page estimates so many points at once and not more; a command estimates all."""

    code = "too-many-to-estimate"

    def __init__(self, points: int, most: int) -> None:
        super().__init__(points, most)
        self.points = points
        self.most = most
