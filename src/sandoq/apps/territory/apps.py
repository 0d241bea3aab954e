from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "sandoq.apps.territory"
    label = "territory"
