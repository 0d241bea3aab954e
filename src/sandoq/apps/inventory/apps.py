"""The inventory room."""

from django.apps import AppConfig

from sandoq.apps.inventory import verbs


class InventoryConfig(AppConfig):
    name = "sandoq.apps.inventory"
    label = "inventory"

    def ready(self) -> None:
        from sandoq.apps.accounts.names import VERB_NAMES  # noqa: PLC0415 - needs the models

        VERB_NAMES.update(verbs.VERB_NAMES)
