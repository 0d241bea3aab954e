"""Why a demo is refused."""

from sandoq.common.errors import Conflict


class DemoNeedsEmptyDatabase(Conflict):
    """A demo never mixes with other data; `units` are there already."""

    code = "demo-needs-empty-database"

    def __init__(self, units: int) -> None:
        super().__init__(units)
        self.units = units


class DemoRowsHeld(Conflict):
    """The import holds back rows of a workbook that the demo itself wrote."""

    code = "demo-rows-held"

    def __init__(self, file: str, rows: int, first: int) -> None:
        super().__init__(file, rows, first)
        self.file = file
        self.rows = rows
        self.first = first
