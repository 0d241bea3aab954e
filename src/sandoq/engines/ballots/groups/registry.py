"""The groups by name, one object of each per process."""

import copyreg
from collections.abc import Callable
from functools import cache
from typing import Any

from sandoq.engines.ballots.errors import UnknownGroup
from sandoq.engines.ballots.groups import BELENIOS_2048, ED25519, RFC_3526_2048, Group
from sandoq.engines.ballots.groups.ed25519 import Ed25519
from sandoq.engines.ballots.groups.field import FieldGroup, belenios_2048, rfc_3526_2048

_BUILDERS: dict[str, Callable[[], Group]] = {
    ED25519: Ed25519,
    BELENIOS_2048: belenios_2048,
    RFC_3526_2048: rfc_3526_2048,
}

GROUP_NAMES = tuple(_BUILDERS)


@cache
def _built(name: str) -> Group:
    return _BUILDERS[name]()


def group_named(name: str) -> Group:
    """The group of this description; one object per process, so that its tables are shared.

    Raises:
        UnknownGroup: no such group.
    """
    if name not in _BUILDERS:
        raise UnknownGroup(name)
    return _built(name)


def _by_name(group: Group) -> tuple[Callable[[str], Any], tuple[str]]:
    return group_named, (group.description,)


copyreg.pickle(Ed25519, _by_name)
copyreg.pickle(FieldGroup, _by_name)
