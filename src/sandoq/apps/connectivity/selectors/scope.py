"""Where a person may look at links; what lies outside does not exist for them."""

from django.db.models import Q

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.territory.models import Unit
from sandoq.common.errors import NotFound

_LAST = "Z" * 40  # after every path that continues the prefix: paths are digits and capitals


def require_view(user: User, unit: Unit) -> None:
    """Hide the unit from whoever may not see its links.

    Raises:
        NotFound: no post of the person reaches it.
    """
    if not scope_of(user, Permission.CONNECTIVITY_VIEW).covers(unit.path):
        raise NotFound("unit", str(unit.key))


def below(field: str, path: str) -> Q:
    """Rows whose unit path begins with `path`, as a range that an index answers; all for the root
    of the tree."""
    if len(path) <= Unit.steplen:
        return Q()
    return Q(**{f"{field}__range": (path, path + _LAST)})
