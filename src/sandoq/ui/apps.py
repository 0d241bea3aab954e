from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "sandoq.ui"
    label = "ui"
