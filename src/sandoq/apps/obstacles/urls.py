"""The addresses of the obstacles room."""

from django.urls import path

from sandoq.apps.obstacles.views import board, committee, duties, record, reporting
from sandoq.apps.obstacles.views import map as map_views

app_name = "obstacles"

urlpatterns = [
    path("", board.table, name="board"),
    path("by-state/", board.kanban, name="kanban"),
    path("timeline/", board.timeline, name="timeline"),
    path("areas/", board.areas, name="areas"),
    path("map/", map_views.show, name="map"),
    path("map/points.json", map_views.points, name="map-points"),
    path("map/card/names.json", map_views.names, name="map-names"),
    path("map/card/<int:station>/", map_views.card, name="map-card"),
    path("committee/", committee.show, name="committee"),
    path("committee/agenda/", committee.agenda, name="agenda"),
    path("duties/", duties.board, name="duties"),
    path("duties/calendar.ics", duties.calendar_file, name="duty-calendar"),
    path("duties/new/", duties.issue, name="duty-new"),
    path("duties/<uuid:key>/", duties.show, name="duty"),
    path("duties/<uuid:key>/answer/", duties.answer, name="duty-answer"),
    path("duties/<uuid:key>/verdict/", duties.judge, name="duty-judge"),
    path("agencies/", duties.agencies, name="agencies"),
    path("new/", reporting.report, name="report"),
    path("<uuid:key>/", record.show, name="obstacle"),
    path("<uuid:key>/triage/", record.triage, name="triage"),
    path("<uuid:key>/options/", record.propose, name="propose"),
    path("<uuid:key>/needs/", record.link, name="link"),
    path("<uuid:key>/decision/", record.decide, name="decide"),
    path("<uuid:key>/owners/<int:owner>/", record.acknowledge, name="acknowledge"),
    path("<uuid:key>/claim/", record.claim, name="claim"),
    path("<uuid:key>/acceptance/", record.accept, name="accept"),
    path("<uuid:key>/reopening/", record.reopen, name="reopen"),
    path("<uuid:key>/merge/", record.merge, name="merge"),
]
