"""Addresses of the elections room."""

from django.urls import path

from sandoq.apps.elections import views

app_name = "elections"
_ELECTION = "<slug:slug>/"
_CONTEST = f"{_ELECTION}contests/<slug:contest>/"
_CONSTITUENCY = "constituencies/<uuid:key>/"

urlpatterns = [
    path("", views.election_list, name="elections"),
    path("new/", views.election_new, name="election_new"),
    path(_CONSTITUENCY, views.constituency, name="constituency"),
    path(f"{_CONSTITUENCY}edit/", views.constituency_edit, name="constituency_edit"),
    path(_ELECTION, views.election, name="election"),
    path(f"{_ELECTION}edit/", views.election_edit, name="election_edit"),
    path(f"{_ELECTION}run-off/", views.run_off_new, name="run_off_new"),
    path(f"{_ELECTION}calendar.ics", views.calendar_file, name="calendar_file"),
    path(f"{_ELECTION}nist.json", views.nist_file, name="nist_file"),
    path(f"{_ELECTION}calendar/new/", views.calendar_new, name="calendar_new"),
    path(f"{_ELECTION}calendar/<int:entry>/remove/", views.calendar_remove, name="calendar_remove"),
    path(f"{_ELECTION}contests/new/", views.contest_new, name="contest_new"),
    path(_CONTEST, views.contest, name="contest"),
    path(f"{_CONTEST}edit/", views.contest_edit, name="contest_edit"),
    path(f"{_CONTEST}constituencies/new/", views.constituency_new, name="constituency_new"),
    path(f"{_CONTEST}stages/", views.stage_list, name="stages"),
    path(f"{_CONTEST}stages/assign/", views.stage_assign, name="stage_assign"),
]
