"""What a command names, found: the person, the unit, the files; and its report written."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Permission, Role
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.territory.errors import FileUnreadable
from sandoq.apps.territory.models import Unit, UnitCode
from sandoq.apps.territory.services.importing.reading import NamedFile
from sandoq.common.errors import BadInput, NotFound


def person_asked(by: User | str | None) -> User:
    """The account of this username; without one, the first holder of a headquarters post.

    Raises:
        NotFound: there is none.
    """
    if isinstance(by, User):
        return by
    if by:
        user = User.objects.filter(username=by).first()
    else:
        held = Tenure.objects.filter(
            until=None, post__role=Role.HEADQUARTERS.value, person__user__is_active=True
        )
        first = held.select_related("person__user").order_by("since", "pk").first()
        user = first.person.user if first else None
    if user is None:
        raise NotFound("user", by or Role.HEADQUARTERS.value)
    return user


def unit_asked(unit: Unit | str | None, by: User, permission: Permission) -> Unit:
    """The unit of this code; without one, the widest in which `by` holds the permission.

    Raises:
        BadInput: several units bear the code.
        NotFound: none does, or the person holds the permission nowhere.
    """
    if isinstance(unit, Unit):
        return unit
    if unit:
        found = UnitCode.objects.filter(value=unit, until=None).select_related("unit")
        if len(found) > 1:
            raise BadInput("unit", unit, "ambiguous")
        meant = found[0].unit if found else None
    else:
        scope = scope_of(by, permission)
        meant = Unit.objects.filter(scope.q("path")).order_by("depth", "path").first()
    if meant is None:
        raise NotFound("unit", unit or "")
    return meant


def file_at(path: Path) -> NamedFile:
    """The file's name and bytes.

    Raises:
        FileUnreadable: it is not there, or may not be read.
    """
    try:
        return NamedFile(path.name, path.read_bytes())
    except OSError:
        raise FileUnreadable(str(path), "gone") from None


def write_report(path: Path, head: Mapping[str, Any], rows: Iterable[Mapping[str, Any]]) -> None:
    """One JSON object; its rows one a line, so that a large report can be read in pieces."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    with path.open("w", encoding="utf-8") as report:
        report.write(encode(head)[:-1] + ', "rows": [')
        mark = "\n"
        for row in rows:
            report.write(mark + encode(row))
            mark = ",\n"
        report.write("\n]}\n")
