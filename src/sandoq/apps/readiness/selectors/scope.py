"""Where a person may look at readiness; what lies outside does not exist for them."""

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.models import Election
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import NotFound


def require_view(user: User, election: Election, unit: Unit) -> None:
    """Hide the unit from whoever may not see its readiness in this election.

    Raises:
        NotFound: no post of the person reaches it.
    """
    scope = scope_of(user, Permission.READINESS_VIEW)
    if not scope.covers(unit.path, election.pk):
        raise NotFound("unit", str(unit.key))
