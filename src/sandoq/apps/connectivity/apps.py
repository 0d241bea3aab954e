"""The connectivity room."""

from django.apps import AppConfig


class ConnectivityConfig(AppConfig):
    name = "sandoq.apps.connectivity"
    label = "connectivity"
