"""Addresses of the connectivity room."""

from django.urls import path

from sandoq.apps.connectivity.views import (
    board,
    estimates,
    importing,
    points,
    settings,
    survey,
    towers,
)
from sandoq.apps.connectivity.views import map as map_views

app_name = "connectivity"

urlpatterns = [
    path("", board.points, name="board"),
    path("areas/", board.areas, name="areas"),
    path("operators/", board.operator_list, name="operators"),
    path("points.geojson", board.geojson, name="geojson"),
    path("map/", map_views.show, name="map"),
    path("map/points.json", map_views.points, name="map-points"),
    path("map/card/names.json", map_views.names, name="map-names"),
    path("map/card/<int:point>/", map_views.card, name="map-card"),
    path("points/<uuid:key>/", points.show, name="point"),
    path("points/<uuid:key>/plan/", points.plan, name="plan"),
    path("readings/<uuid:key>/withdraw/", points.withdraw, name="withdraw"),
    path("import/", importing.upload, name="imports"),
    path("import/<uuid:key>/", importing.show, name="import"),
    path("import/<uuid:key>/apply/", importing.apply, name="import-apply"),
    path("import/<uuid:key>/undo/", importing.undo, name="import-undo"),
    path("estimates/", estimates.board, name="estimates"),
    path("estimates/map/", estimates.map_page, name="estimates-map"),
    path("estimates/map/points.json", estimates.map_points, name="estimates-map-points"),
    path("estimates/refresh/", estimates.refresh, name="estimates-refresh"),
    path("estimates/next/", estimates.survey_list, name="survey-next"),
    path("towers/", towers.upload, name="towers"),
    path("towers/terrain/", towers.terrain, name="terrain"),
    path("towers/<uuid:key>/", towers.show, name="tower-import"),
    path("towers/<uuid:key>/apply/", towers.apply, name="tower-apply"),
    path("towers/<uuid:key>/undo/", towers.undo, name="tower-undo"),
    path("survey/", survey.show, name="survey"),
    path("survey/form.xlsx", importing.form, name="survey-form"),
    path("survey/worker.js", survey.worker, name="survey-worker"),
    path("survey/points.json", survey.points, name="survey-points"),
    path("survey/test/", survey.test, name="survey-test"),
    path("survey/readings/", survey.readings, name="survey-readings"),
    path("settings/", settings.show, name="settings"),
    path("settings/operators/", settings.register, name="register-operators"),
]
