"""From files to drafts: one for every row that holds anything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sandoq.apps.territory.services.importing.reading import NamedFile, ReadSheet, read_sheets
from sandoq.apps.workforce.errors import PeopleColumnsMissing
from sandoq.apps.workforce.rules.people.columns import HEADER_WITHIN, find_header, missing
from sandoq.apps.workforce.rules.people.rows import Draft, read_row

MOST_ROWS = 200_000
_LONGEST_FILE, _LONGEST_SHEET = 160, 80


@dataclass(frozen=True, slots=True)
class Gathered:
    """A draft and where it stands."""

    file: str
    sheet: str
    row: int
    draft: Draft


def gather(files: Sequence[NamedFile]) -> list[Gathered]:
    """Every row of the sheets that are lists of people, in their order.

    A sheet without the columns of a list is left out if another sheet of its file is one.

    Raises:
        FileUnreadable: a file cannot be read.
        PeopleColumnsMissing: no sheet of a file names a national ID and a name.
    """
    found: list[Gathered] = []
    for file in files:
        absent: list[str] = []
        is_list = False
        for sheet in read_sheets(file):
            rows, lacking = _sheet(file.name, sheet)
            is_list = is_list or not lacking
            absent = absent or lacking
            found += rows
        if not is_list:
            raise PeopleColumnsMissing(file.name, ", ".join(absent))
    return found


def _sheet(file: str, sheet: ReadSheet) -> tuple[list[Gathered], list[str]]:
    rows = []
    for row in sheet.rows:
        rows.append(row)
        if len(rows) > MOST_ROWS:
            break
    header = find_header([row for row in rows if row[0] <= HEADER_WITHIN])
    lacking = [field.value for field in missing(header[1] if header else {})]
    if header is None or lacking:
        return [], lacking
    number, columns = header
    file, name = file[-_LONGEST_FILE:], sheet.name[:_LONGEST_SHEET]
    found = []
    for at, cells in rows:
        if at <= number:
            draft = Draft(at, ignored="header" if at == number else "title")
        else:
            draft = read_row(at, cells, columns)
        draft = replace(draft, place=" · ".join(part for part in (file, name, str(at)) if part))
        found.append(Gathered(file, name, at, draft))
    return found, []
