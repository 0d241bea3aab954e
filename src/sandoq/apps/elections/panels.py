"""What this room adds to the page of a station: its contests, and how electronic they are there."""

from django.utils.translation import gettext as _

from sandoq.apps.accounts.models import User
from sandoq.apps.elections.models import Contest
from sandoq.apps.elections.selectors import StageLadder, elections
from sandoq.apps.territory.models import Station
from sandoq.apps.territory.panels import Panel
from sandoq.common import clock


def contests_of_station(user: User, station: Station) -> Panel | None:
    """The contests held at the station on the polling days to come, else on the last one."""
    visible = elections(user)
    coming = visible.filter(polling_day__date__gte=clock.today(clock.now()))
    last = visible.first()
    if last is None:
        return None
    shown = coming if coming.exists() else visible.filter(polling_day=last.polling_day)
    contests = Contest.objects.filter(election__in=shown.values("pk")).select_related(
        "election__polling_day"
    )
    found = list(contests.order_by("election__polling_day__date", "pk"))
    ladder = StageLadder.load(found)
    path = station.unit.path
    rows = [
        (contest, ladder.here(contest.pk, station.pk, path))
        for contest in found
        if ladder.is_held(contest.pk, path)
    ]
    if not rows:
        return None
    return Panel("contests", _("Contests"), "elections/station_panel.html", {"rows": rows})
