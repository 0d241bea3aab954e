"""What the territory refuses, and why."""

from sandoq.common.errors import BadInput, Conflict, DomainError


class OrderNumberMissing(DomainError):
    """A station or its electors would leave the denominator without an order."""

    code = "order-number-missing"
    status = 422

    def __init__(self, station: str) -> None:
        super().__init__(station)
        self.station = station


class UnitLevelMismatch(DomainError):
    """A unit of this level does not stand directly below one of that level."""

    code = "unit-level-mismatch"
    status = 422

    def __init__(self, level: str, parent_level: str) -> None:
        super().__init__(level, parent_level)
        self.level = level
        self.parent_level = parent_level


class UnitNameTaken(Conflict):
    """Another unit under the same unit bears the name."""

    code = "unit-name-taken"

    def __init__(self, name: str, parent: str) -> None:
        super().__init__(name, parent)
        self.name = name
        self.parent = parent


class CodeTaken(Conflict):
    """The code is in force for another unit or station; `holder` names it."""

    code = "code-taken"

    def __init__(self, scheme: str, value: str, holder: str) -> None:
        super().__init__(scheme, value, holder)
        self.scheme = scheme
        self.value = value
        self.holder = holder


class DatesOutOfOrder(DomainError):
    """A name or code cannot begin before the one it replaces."""

    code = "dates-out-of-order"
    status = 422

    def __init__(self, since: str, earlier_since: str) -> None:
        super().__init__(since, earlier_since)
        self.since = since
        self.earlier_since = earlier_since


class DayNotYetCome(BadInput):
    """Names and codes are today's: a change that begins later is entered when its day comes."""

    code = "day-not-yet-come"


class NotGeojson(BadInput):
    """A file is no GeoJSON collection in WGS 84; `reason` is `not-json`, `not-a-collection` or
    `reference-system`, where `value` is the system it names."""

    code = "not-geojson"


class UnitsRefused(DomainError):
    """Rows of a bulk of units cannot be written; `rows` are (row from 1, problem)."""

    code = "units-refused"
    status = 422

    def __init__(self, rows: tuple[tuple[int, str], ...]) -> None:
        super().__init__(rows)
        self.rows = rows


class StationPlaceMismatch(DomainError):
    """Stations belong to districts, or to counties without districts."""

    code = "station-place-mismatch"
    status = 422

    def __init__(self, unit: str, level: str) -> None:
        super().__init__(unit, level)
        self.unit = unit
        self.level = level


class StationNumberTaken(Conflict):
    """Another live station of the county has the number."""

    code = "station-number-taken"

    def __init__(self, number: int, county: str, holder: str) -> None:
        super().__init__(number, county, holder)
        self.number = number
        self.county = county
        self.holder = holder


class StationRetired(Conflict):
    """A retired station cannot be changed before it is restored."""

    code = "station-retired"

    def __init__(self, station: str, order_number: str) -> None:
        super().__init__(station, order_number)
        self.station = station
        self.order_number = order_number


class BadStation(DomainError):
    """A station cannot be written so; `problems` are stable codes."""

    code = "bad-station"
    status = 422

    def __init__(self, station: str, problems: tuple[str, ...]) -> None:
        super().__init__(station, problems)
        self.station = station
        self.problems = problems


class StationsRefused(DomainError):
    """Rows of a bulk of stations cannot be written; `rows` are (row from 0, problem)."""

    code = "stations-refused"
    status = 422

    def __init__(self, rows: tuple[tuple[int, str], ...]) -> None:
        super().__init__(rows)
        self.rows = rows


class FileUnreadable(DomainError):
    """A file of an import cannot be read; `reason` is one of `FileRefused.REASONS`."""

    code = "file-unreadable"
    status = 422

    def __init__(self, name: str, reason: str, detail: str = "") -> None:
        super().__init__(name, reason, detail)
        self.name = name
        self.reason = reason
        self.detail = detail


class ImportStateForbids(Conflict):
    """An import in this state cannot be changed, applied or undone (`act`)."""

    code = "import-state-forbids"

    def __init__(self, act: str, state: str) -> None:
        super().__init__(act, state)
        self.act = act
        self.state = state


class ImportOutdated(Conflict):
    """The register changed since the preview; the preview has been made anew."""

    code = "import-outdated"

    def __init__(self, batch_key: str) -> None:
        super().__init__(batch_key)
        self.batch_key = batch_key


class NothingToImport(DomainError):
    """No row of the import would create or update a station."""

    code = "nothing-to-import"
    status = 422

    def __init__(self, quarantined: int) -> None:
        super().__init__(quarantined)
        self.quarantined = quarantined


class UndoRefused(Conflict):
    """Stations of the import were changed since, or something refers to them; `stations` name
    the first of `count`."""

    code = "undo-refused"

    def __init__(self, stations: tuple[str, ...], count: int) -> None:
        super().__init__(stations, count)
        self.stations = stations
        self.count = count
