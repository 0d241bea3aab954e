"""The workforce room."""

from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "sandoq.apps.workforce"
    label = "workforce"
