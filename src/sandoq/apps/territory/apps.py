from django.apps import AppConfig

from sandoq.apps.territory import verbs


class TerritoryConfig(AppConfig):
    name = "sandoq.apps.territory"
    label = "territory"

    def ready(self) -> None:
        from sandoq.apps.accounts.names import VERB_NAMES  # noqa: PLC0415 - needs the models

        VERB_NAMES.update(verbs.VERB_NAMES)
