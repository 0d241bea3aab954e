"""Addresses of units, stations and points."""

from django.urls import URLPattern, path

from sandoq.apps.territory.views import bridge, geojson, station_forms, stations, unit_forms, units

urlpatterns: list[URLPattern] = [
    path("", units.home, name="home"),
    path("units/", units.units_board, name="units"),
    path("units.geojson", geojson.units_geojson, name="units_geojson"),
    path("units/<uuid:key>/", units.unit_record, name="unit"),
    path("units/<uuid:key>/open/", unit_forms.open_unit_below, name="open_unit"),
    path("units/<uuid:key>/rename/", unit_forms.rename, name="rename_unit"),
    path("units/<uuid:key>/recode/", unit_forms.recode, name="recode_unit"),
    path("units/<uuid:key>/seat/", unit_forms.seat, name="place_seat"),
    path("stations/", stations.stations_board, name="stations"),
    path("stations.geojson", geojson.stations_geojson, name="stations_geojson"),
    path("stations/new/", station_forms.open_new, name="open_station"),
    path("stations/<uuid:key>/", stations.station_record, name="station"),
    path("stations/<uuid:key>/revise/", station_forms.revise, name="revise_station"),
    path("stations/<uuid:key>/points/", station_forms.points, name="set_points"),
    path("stations/<uuid:key>/move/", station_forms.move, name="move_station"),
    path("stations/<uuid:key>/retire/", station_forms.retire, name="retire_station"),
    path("stations/<uuid:key>/restore/", station_forms.restore, name="restore_station"),
    path("points/", geojson.place_points, name="place_points"),
    path("points/apply/", geojson.apply_points, name="apply_points"),
    path("bridge/", bridge.bridge_page, name="bridge"),
]
