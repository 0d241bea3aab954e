"""The addresses of the readiness room."""

from django.urls import path

from sandoq.apps.readiness.views import (
    board,
    changes,
    evidence,
    queue,
    reinspections,
    reports,
    requirements,
    station,
)
from sandoq.apps.readiness.views import map as map_views

app_name = "readiness"

urlpatterns = [
    path("", board.stations, name="board"),
    path("areas/", board.areas, name="areas"),
    path("changes/", changes.show, name="changes"),
    path("map/", map_views.show, name="map"),
    path("map/points.json", map_views.points, name="map-points"),
    path("map/card/names.json", map_views.names, name="map-names"),
    path("map/card/<int:point>/", map_views.card, name="map-card"),
    path("stations/<uuid:key>/", station.show, name="station"),
    path("stations/<uuid:key>/inspect/", evidence.inspect, name="inspect"),
    path("stations/<uuid:key>/needs/<int:need>/waive/", station.waive, name="waive"),
    path("evidence/<uuid:key>/file/", evidence.file, name="evidence-file"),
    path("queue/", queue.show, name="queue"),
    path("queue/<uuid:key>/", queue.judge, name="judge"),
    path("reinspections/", reinspections.board, name="reinspections"),
    path("reinspections/new/", reinspections.commit, name="reinspection-new"),
    path("reinspections/tasks/", reinspections.tasks, name="reinspection-tasks"),
    path("reinspections/tasks/<uuid:key>/", reinspections.look, name="reinspection-look"),
    path("reinspections/tasks/<uuid:key>/proof/", reinspections.proof, name="reinspection-proof"),
    path("reinspections/<uuid:key>/", reinspections.show, name="reinspection"),
    path("reinspections/<uuid:key>/seed/", reinspections.seed, name="reinspection-seed"),
    path("reinspections/<uuid:key>/draw.json", reinspections.file, name="reinspection-file"),
    path("reports/", reports.reports, name="reports"),
    path("reports/freeze/", reports.freeze, name="report-freeze"),
    path("reports/<uuid:key>/", reports.report, name="report"),
    path("reports/<uuid:key>/sign/", reports.sign, name="report-sign"),
    path("reports/<uuid:key>/status.<slug:form>", reports.file, name="report-file"),
    path("requirements/", requirements.sets, name="requirements"),
    path("requirements/draft/", requirements.draft, name="draft"),
    path("requirements/<int:pk>/", requirements.show, name="set"),
    path("requirements/<int:pk>/add/", requirements.edit, name="requirement-add"),
    path("requirements/<int:pk>/edit/<slug:code>/", requirements.edit, name="requirement-edit"),
    path(
        "requirements/<int:pk>/remove/<slug:code>/", requirements.remove, name="requirement-remove"
    ),
    path("requirements/<int:pk>/publish/", requirements.publish, name="publish"),
]
