"""What this room adds to the register's pages: how ready a station or a unit is."""

from django.utils.translation import gettext as _

from sandoq.apps.accounts.models import User
from sandoq.apps.accounts.rules.access import Permission
from sandoq.apps.accounts.selectors import scope_of
from sandoq.apps.elections.selectors import next_election
from sandoq.apps.readiness.models import StationStatus
from sandoq.apps.readiness.selectors import area_summary
from sandoq.apps.territory.models import Station, Unit
from sandoq.apps.territory.panels import Panel
from sandoq.common.clock import now


def readiness_of_station(user: User, station: Station) -> Panel | None:
    """Its state for every election whose readiness the person may see, the latest day first."""
    scope = scope_of(user, Permission.READINESS_VIEW)
    statuses = [
        status
        for status in StationStatus.objects.filter(station=station)
        .select_related("election__polling_day")
        .order_by("-election__polling_day__date", "election")
        if scope.covers(status.unit_path, status.election_id)
    ]
    if not statuses:
        return None
    data = {"statuses": statuses, "station": station}
    return Panel("readiness", _("Readiness"), "readiness/station_panel.html", data)


def readiness_of_unit(user: User, unit: Unit) -> Panel | None:
    """The figures of the next election there."""
    election = next_election(now(), unit.path)
    if election is None:
        return None
    if not scope_of(user, Permission.READINESS_VIEW).covers(unit.path, election.pk):
        return None
    summary = area_summary(user, election, unit)
    if not summary.tally.stations:
        return None
    return Panel("readiness", _("Readiness"), "readiness/unit_panel.html", {"summary": summary})
