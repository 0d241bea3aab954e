"""Prefixes of unit paths as ranges, which every database answers from an index."""

from django.db.models import Q

from sandoq.apps.territory.models import Unit

_LAST = "Z" * 40  # after every path that continues the prefix: paths are digits and capitals


def below(field: str, path: str) -> Q:
    """Rows whose unit path begins with `path`; all rows for "" and for the one root of the tree.

    Without a condition for the root, the database walks the index in the order asked for.
    """
    if len(path) <= Unit.steplen:
        return Q()
    return Q(**{f"{field}__range": (path, path + _LAST)})
