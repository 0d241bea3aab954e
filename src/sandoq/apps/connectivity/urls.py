"""Addresses of the connectivity room."""

from django.urls import URLPattern

app_name = "connectivity"
urlpatterns: list[URLPattern] = []
