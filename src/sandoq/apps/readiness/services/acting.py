"""Under which post a person acts on the needs of a day at a place."""

from collections.abc import Iterable

from sandoq.apps.accounts.models import Tenure, User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import acting_tenure
from sandoq.apps.readiness.selectors.days import Day
from sandoq.common.errors import NotAllowed


class Acting:
    """A person's posts for one permission on one day, each place asked once."""

    def __init__(self, by: User, permission: Permission, day: Day) -> None:
        self._by = by
        self._permission = permission
        self._elections: Iterable[int | None] = day.elections or (None,)
        self._known: dict[str, Tenure] = {}

    def tenure_at(self, unit_path: str) -> Tenure:
        """The nearest post that may act there, for any election of the day.

        Raises:
            NotAllowed: there is none.
        """
        if unit_path not in self._known:
            self._known[unit_path] = self._find(unit_path)
        return self._known[unit_path]

    def _find(self, unit_path: str) -> Tenure:
        for election in self._elections:
            try:
                return acting_tenure(
                    self._by, self._permission, unit_path=unit_path, election_id=election
                )
            except NotAllowed:
                continue
        raise NotAllowed(self._permission.value, unit_path)
