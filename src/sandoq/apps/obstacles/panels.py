"""What this room adds to a station's page: the open obstacles that touch it."""

from django.utils.translation import gettext as _

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import may
from sandoq.apps.obstacles.models import ObstacleStation
from sandoq.apps.obstacles.selectors import visible
from sandoq.apps.territory.models import Station
from sandoq.apps.territory.panels import Panel


def obstacles_of_station(user: User, station: Station) -> Panel | None:
    """Those that the person sees, the heaviest first; and where to report one."""
    may_report = may(user, Permission.OBSTACLE_REPORT) and station.retired_at is None
    if not may(user, Permission.OBSTACLE_VIEW):
        return None
    live = ObstacleStation.objects.filter(station=station, is_live=True)
    found = list(visible(user).filter(pk__in=live.values("obstacle")).order_by("-weight", "pk"))
    if not found and not may_report:
        return None
    data = {"obstacles": found, "station": station, "may_report": may_report}
    return Panel("obstacles", _("Obstacles"), "obstacles/station_panel.html", data)
