"""What this room adds to the register's page of a station: the links of its points."""

from django.utils.translation import gettext as _

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.connectivity.selectors import judge_points
from sandoq.apps.territory.models import Station
from sandoq.apps.territory.panels import Panel
from sandoq.common.clock import now


def links_of_station(user: User, station: Station) -> Panel | None:
    """What the links of each point in force amount to; nothing for a retired station."""
    if station.retired_at is not None:
        return None
    if not scope_of(user, Permission.CONNECTIVITY_VIEW).covers(station.unit.path):
        return None
    points = list(station.points.order_by("seq"))
    found = judge_points([point.pk for point in points], now())
    rows = [(point, found[point.pk].verdict) for point in points]
    data = {"rows": rows, "station": station}
    return Panel("links", _("Connectivity"), "connectivity/station_panel.html", data)
