"""Addresses of the territory room."""

from django.urls import include, path

from sandoq.apps.territory.urls import importing, pages

app_name = "territory"
urlpatterns = [*pages.urlpatterns, path("import/", include(importing.urlpatterns))]
