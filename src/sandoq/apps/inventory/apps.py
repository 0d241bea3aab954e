"""The inventory room."""

from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "sandoq.apps.inventory"
    label = "inventory"
